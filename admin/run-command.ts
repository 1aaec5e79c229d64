import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/**
 * Runs this process's arguments; the exit code is what the command ends with. An error's message is for the person who
 * gave the command.
 */
export async function runCommand(
  commandFor: (end: (code: ExitCode) => void) => CommandUnknownOpts,
): Promise<void> {
  process.exitCode = await runWith(commandFor, process.argv.slice(2));
}

/** @returns the exit code. Messages go to standard error. */
export async function runWith(
  commandFor: (end: (code: ExitCode) => void) => CommandUnknownOpts,
  args: readonly string[],
): Promise<number> {
  let code: ExitCode = exitCodes.done;
  const command = commandFor((said) => {
    code = said;
  });
  try {
    await command.parseAsync(withHelpWanted(command, args), { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said already what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    const { message, code: reason, name } = error as NodeJS.ErrnoException;
    // The error of a refused connection has no message.
    console.error(message || reason || name);
    return exitCodes.couldNot;
  }
}

/** A group of commands without one of them: its help is shown. */
function withHelpWanted({ commands }: CommandUnknownOpts, args: readonly string[]): string[] {
  if (commands.length === 0) return [...args];
  const [name, ...others] = args;
  if (name === undefined) return ['--help'];
  const named = commands.find((one) => one.name() === name);
  return named ? [name, ...withHelpWanted(named, others)] : [...args];
}
