import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { type AdminCommand, withCommands } from './admin-command.ts';
import { archive } from './archive/archive.ts';
import { brackets } from './brackets/brackets.ts';
import { doctor } from './doctor/doctor.ts';
import { erase } from './erase/erase.ts';
import { exportPerson } from './erase/export.ts';
import { type ExitCode, exitCodesInWords } from './exit-codes.ts';
import { find } from './find/find.ts';
import { jobs } from './jobs/jobs.ts';
import { lists } from './lists/lists.ts';
import { loadLookup } from './load-lookup/load-lookup.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { regenerate } from './regenerate/regenerate.ts';
import { rerun } from './rerun/rerun.ts';
import { resend } from './resend/resend.ts';
import { restore } from './restore/restore.ts';
import { retention } from './retention/retention.ts';
import { schools } from './schools/schools.ts';
import { setup } from './setup/setup.ts';
import { sheets } from './sheets/sheets.ts';
import { show } from './show/show.ts';
import { status } from './status/status.ts';
import { syncDrive } from './sync-drive/sync-drive.ts';

/** In the order in which the help shows them. */
const commands: readonly AdminCommand[] = [
  setup,
  status,
  doctor,
  find,
  show,
  rerun,
  jobs,
  sheets,
  regenerate,
  syncDrive,
  resend,
  lists,
  brackets,
  schools,
  archive,
  loadLookup,
  reconcile,
  exportPerson,
  erase,
  retention,
  restore,
];

/** All commands. @param end is given the exit code of the one that was run. */
export function program(end: (code: ExitCode) => void): CommandUnknownOpts {
  const all: CommandUnknownOpts = new Command('npm run admin --')
    .usage('COMMAND [options]')
    .description('What is asked of a stage now and then, on the embedded cloud or on a deployed stage.');
  return withCommands(all, commands, end).addHelpText('after', `\nExit codes:\n${codes}`);
}

const codes = Object.entries(exitCodesInWords)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join('\n');
