import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';

/**
 * The options of a command line, which takes nothing else.
 * @param usage follows the message about what is wrong.
 * @throws CommandError naming the option that is wrong.
 */
export function optionsIn<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new CommandError(`${(cause as Error).message}\n\n${usage}`, { cause });
  }
}
