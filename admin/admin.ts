/** `npm run admin -- COMMAND`: what is asked of a stage now and then, on the embedded cloud or against a deployed one. */
import { program } from './program.ts';
import { runCommand } from './run-command.ts';

await runCommand(program);
