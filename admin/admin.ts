/** `npm run admin -- COMMAND`: what is asked of a stage now and then, on the embedded cloud or against a deployed one. */
import type { AdminCommand } from './admin-command.ts';
import { CommandError } from './command-error.ts';
import { lists } from './lists/lists.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { runCommand } from './run-command.ts';

const commands: Record<string, AdminCommand> = { lists, reconcile };

const usage = [
  'npm run admin -- COMMAND [...]',
  '',
  ...Object.entries(commands).map(([name, { what }]) => `  ${name.padEnd(12)}${what}`),
  '',
  'npm run admin -- COMMAND --help explains one.',
].join('\n');

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (name === '--help') {
    console.log(usage);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new CommandError(`There is no command “${name}”.\n\n${usage}`);
  return command.run(args);
}

runCommand(main);
