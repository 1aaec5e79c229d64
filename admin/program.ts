import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { type AdminCommand, inHouseStyle } from './admin-command.ts';
import { archive } from './archive/archive.ts';
import { type ExitCode, exitCodesInWords } from './exit-codes.ts';
import { find } from './find/find.ts';
import { jobs } from './jobs/jobs.ts';
import { lists } from './lists/lists.ts';
import { loadLookup } from './load-lookup/load-lookup.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { regenerate } from './regenerate/regenerate.ts';
import { rerun } from './rerun/rerun.ts';
import { resend } from './resend/resend.ts';
import { schools } from './schools/schools.ts';
import { sheets } from './sheets/sheets.ts';
import { show } from './show/show.ts';
import { status } from './status/status.ts';
import { syncDrive } from './sync-drive/sync-drive.ts';
import { terminalWidth } from './text-layout.ts';

/** In the order in which the help shows them. */
const commands: readonly AdminCommand[] = [
  status,
  find,
  show,
  rerun,
  jobs,
  sheets,
  regenerate,
  syncDrive,
  resend,
  lists,
  schools,
  archive,
  loadLookup,
  reconcile,
];

/** All commands. @param end is given the exit code of the one that was run. */
export function program(end: (code: ExitCode) => void): CommandUnknownOpts {
  const all: CommandUnknownOpts = new Command('npm run admin --');
  inHouseStyle(all)
    .usage('COMMAND [options]')
    .description('What is asked of a stage now and then, on the embedded cloud or on a deployed stage.')
    .helpCommand(false)
    .configureHelp({ helpWidth: terminalWidth, subcommandTerm: (command) => command.name() })
    .showHelpAfterError('--help lists the commands.')
    .addHelpText('after', `\nCOMMAND --help explains one.\n\nExit codes:\n${codes}`);
  for (const command of commands) all.addCommand(command.toCommander(end));
  return all;
}

const codes = Object.entries(exitCodesInWords)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join('\n');
