/** Runs a command with this process's arguments; its result is the exit code, its error's message is for who gave it. */
export function runCommand(command: (args: readonly string[]) => Promise<number>): void {
  command(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      // The error of a refused connection has no message.
      console.error(error.message || (error as NodeJS.ErrnoException).code || error.name);
      process.exitCode = 1;
    },
  );
}
