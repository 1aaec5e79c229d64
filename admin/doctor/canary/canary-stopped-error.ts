/** A canary did not get through. The message says where it stopped, and why. */
export class CanaryStoppedError extends Error {
  override readonly name = 'CanaryStoppedError';
}
