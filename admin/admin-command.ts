/** A command of `npm run admin`. */
export interface AdminCommand {
  /** One line about it. */
  what: string;
  /**
   * @returns the exit code.
   * @throws CommandError when what was asked cannot be done.
   */
  run: (args: readonly string[]) => Promise<number>;
}
