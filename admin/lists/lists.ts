import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type MadeLists, madeLists } from '../../core/lists/files/list-state.ts';
import { paperNames } from '../../core/sheets/sheet-layout.ts';
import { adminCommand } from '../admin-command.ts';
import { type ClientConfig, clientConfigOf } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { download } from '../download.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitCodeOf, failuresInWords, followJob } from '../job-run.ts';
import { oneOf } from '../option-values.ts';

export const lists = adminCommand(
  {
    name: 'lists',
    what: 'makes the lists of a tournament: groups, participation, rosters, coaches',
    more: `They are groups for sparring, breaking and poomsae, participation, rosters by school, coaches, and
what needs attention. They are fetched from the stage, and are in its folder in Drive.`,
    undo: `Nothing to undo: no registration is changed. In Drive, the lists of before are versions of the
same files (Manage versions).`,
  },
  (command) =>
    command
      .option(
        '--paper <paper>',
        `what group sheets are printed on: ${paperNames.join(' or ')}`,
        oneOf('--paper', ...paperNames),
        'letter' as const,
      )
      .option('--out <dir>', 'where the files go', 'lists'),
  async ({ stage, paper, out, json }) => {
    const config = clientConfigOf(stage);
    const end = await followJob(config, { stage, machine: 'lists', order: { paper }, what: 'Files' });
    const { plan } = madeLists.parse(end);
    const notMade = new Set(end.result?.failures.map(({ id }) => id));
    const files = await fetchLists(plan, { notMade, directory: join(out, end.execution), config });
    const result = { execution: end.execution, ...plan.counts, files, failures: end.result?.failures ?? [] };
    console.log(json ? JSON.stringify(result, undefined, 2) : inWords(plan.counts, files));
    if (!json && exitCodeOf(end) !== exitCodes.done) console.log(failuresInWords(end));
    return exitCodeOf(end);
  },
);

/** Fetches the files into a folder, and returns their paths: the group sheets first. */
export async function fetchLists(
  { bucket, files }: MadeLists,
  { notMade, directory, config }: { notMade: ReadonlySet<string>; directory: string; config: ClientConfig },
): Promise<string[]> {
  const s3 = new S3Client(config);
  makeFolder(directory);
  const paths: string[] = [];
  for (const { key } of files) {
    if (!notMade.has(basename(key))) paths.push(await download(s3, { bucket, key }, directory));
  }
  return paths;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new CommandError(`--out: ${path} cannot be made a folder.`, { cause });
  }
}

/** What is on the lists, and where they are. */
export function inWords(
  {
    takingPart,
    notTakingPart,
    withFindings,
    sparringGroups,
    breakingGroups,
    poomsaeGroups,
  }: MadeLists['counts'],
  files: readonly string[],
): string {
  return [
    `${takingPart} take part, ${notTakingPart} do not; ${withFindings} to look at, in attention.csv.`,
    `Groups: ${sparringGroups} for sparring, ${breakingGroups} for breaking, ${poomsaeGroups} for poomsae.`,
    ...files.map((file) => `  ${file}`),
  ].join('\n');
}
