/** Something is asked that the embedded cloud does not have. The message says what. */
export class NotHereError extends Error {
  override readonly name = 'NotHereError';
}
