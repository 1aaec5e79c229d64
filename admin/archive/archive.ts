import { readArchive } from '../../core/archive/archive.ts';
import { mergedArchiveKey, uploadedArchives } from '../../core/archive/archive-state.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import type { ExitCode } from '../exit-codes.ts';
import { fetchTo, jobFilesOf, readJsonFile, upload } from '../job-files.ts';
import { exitCodeOf, followJob, inJson, inWords } from '../job-run.ts';
import { openStage, type Stage } from '../stage.ts';

export const archive = adminCommand(
  {
    name: 'archive',
    what: 'archives all registrations, for the form of the next tournament to fill itself in',
    more: `Registrations are merged by person into the archive of all tournaments, in the config bucket. The
archive holds children's medical notes.`,
    undo: `Each archive is a version of ${mergedArchiveKey} in the config bucket, and versions are
kept for 30 days. Rows of the lookup table: see load-lookup.`,
  },
  (command) =>
    command
      .option('--merge <file>', 'an archive of earlier tournaments to merge first, such as full_lookup.json')
      .option('--out <file>', 'fetch the archive of all tournaments to this file')
      .option('--load', 'load it into the lookup table too; needs --yes')
      .option(...yesOption),
  async ({ stage: name, merge, yes, ...options }) => {
    if (options.load && !yes) return withoutYes('load the archive of all tournaments into the lookup table');
    const earlier = merge === undefined ? undefined : { content: readArchiveFile(merge) };
    return archiveIn(await openStage(name), { earlier, ...options });
  },
);

export async function archiveIn(
  stage: Stage,
  {
    earlier,
    out,
    load = false,
    json,
  }: { earlier?: { content: unknown }; out?: string; load?: boolean; json?: boolean },
): Promise<ExitCode> {
  const files = jobFilesOf(stage);
  const merged = earlier && { merge: await upload(files, uploadedArchives, earlier.content) };
  const order = { load, ...merged };
  const end = await followJob(stage.config, { machine: 'archive', stage: stage.name, what: 'People', order });
  const file = out === undefined ? undefined : await fetchTo(files, mergedArchiveKey, { file: out });
  const { archived = 0, people = 0 } = end.plan.counts;
  const words = load ? inWords(end) : `Archived ${archived} people; ${people} with those of before.`;
  console.log(
    json
      ? JSON.stringify({ ...inJson(end), ...(file && { file }) }, undefined, 2)
      : [words, ...(file ? [file] : [])].join('\n'),
  );
  return exitCodeOf(end);
}

/** The content of an archive's file. @throws CommandError when it is none. */
export function readArchiveFile(path: string): unknown {
  const content = readJsonFile(path);
  if (!readArchive(content)) throw new CommandError(`${path} is no archive.`);
  return content;
}
