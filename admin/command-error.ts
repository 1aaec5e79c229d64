/** What a command ends with when it cannot do what was asked; the message is for the person who gave the command. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}
