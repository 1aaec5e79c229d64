import { uploadedArchives } from '../../core/archive/archive-state.ts';
import { counted } from '../../core/domain/spoken-numbers.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { readArchiveFile } from '../archive/archive.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { jobFilesOf, upload } from '../job-files.ts';
import { exitCodeOf, followJob, inJson, inWords } from '../job-run.ts';
import { openStage, type Stage } from '../stage.ts';

export const loadLookup = adminCommand(
  {
    name: 'load-lookup',
    what: 'loads an archive into the lookup table, from which the form fills itself in',
    more: `The file is an archive of this tool, or full_lookup.json of the old script. Only rows that differ
are written. People without a birth date, or with one word as a name, are left out: the form could not read them.`,
    undo: `Load an earlier archive: it writes back what differs. To get back exactly what was there, new rows
gone, restore the table to the moment before (point-in-time recovery).`,
  },
  (command) => command.argument('<file>', 'an archive').option(...yesOption),
  async ({ stage: name, ...options }, file) => {
    const content = readArchiveFile(file);
    return loadInto(await openStage(name), content, options);
  },
);

/** Loads an archive; only says what that would change, without `yes`. */
export async function loadInto(
  stage: Stage,
  content: unknown,
  { json, yes }: { json?: boolean; yes?: boolean },
): Promise<ExitCode> {
  const from = await upload(jobFilesOf(stage), uploadedArchives, content);
  const planOnly = yes === undefined;
  const order = { from, planOnly };
  const end = await followJob(stage.config, { machine: 'archive', stage: stage.name, what: 'People', order });
  if (json) console.log(JSON.stringify(inJson(end), undefined, 2));
  else if (!planOnly) console.log(inWords(end));
  if (!planOnly) return exitCodeOf(end);
  return notLoaded(end.plan.counts);
}

/** How a load without --yes ends. */
export function notLoaded({
  new: added = 0,
  changed = 0,
  same = 0,
  unreadable = 0,
}: Record<string, number>): ExitCode {
  const others = `${same} are the same, ${unreadable} are left out`;
  if (added + changed > 0) {
    return withoutYes(`add ${counted(added, 'person', 'people')} and change ${changed}; ${others}`);
  }
  console.error(`Nothing to do: ${others}.`);
  return exitCodes.done;
}
