/** Why something that runs is stopped. */

/** The reason for stopping what is no longer wanted. It is no failure of a state: nothing retries or catches it. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** The process ends: what runs is left as it is, for the next start. */
export class LeftError extends StoppedError {}
