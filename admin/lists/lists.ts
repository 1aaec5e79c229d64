import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import { finishedLists, type MadeLists, madeLists } from '../../core/lists/files/list-state.ts';
import { paperNames } from '../../core/sheets/sheet-layout.ts';
import { adminCommand } from '../admin-command.ts';
import { type ClientConfig, clientConfigOf } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { type Completion, completionBar } from '../completion-bar.ts';
import { download } from '../download.ts';
import { ExecutionRun } from '../execution-run.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneOf } from '../option-values.ts';

type Result = z.infer<typeof finishedLists>;

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
    const machine = { stage, machine: 'lists', absent: 'is older than this command: deploy it again' };
    const run = new ExecutionRun(config, machine);
    const execution = await run.start({ paper });
    console.error(await run.started(execution));
    const bar = completionBar('Documents');
    const onHistory = (events: readonly HistoryEvent[]) => {
      const completion = completionOf(events);
      if (completion) bar.update(completion);
    };
    const result = finishedLists.parse(await run.end(execution, onHistory).finally(bar.stop));
    const files = await fetchLists(result, join(out, execution), config);
    const { takingPart, notTakingPart, withFindings, groups } = result.lists;
    const counts = { takingPart, notTakingPart, withFindings, groups };
    console.log(
      json ? JSON.stringify({ execution, ...counts, files }, undefined, 2) : inWords(counts, files),
    );
    return exitCodes.done;
  },
);

/** How many documents are drawn; undefined until it is known how many there are. */
export function completionOf(events: readonly HistoryEvent[]): Completion | undefined {
  const exited = events.flatMap(({ stateExitedEventDetails: state }) => state ?? []);
  const made = exited.find(({ name }) => name === 'Make lists');
  if (!made) return undefined;
  const total = madeLists.parse(JSON.parse(made.output ?? '{}')).lists.documents.length;
  return { total, done: exited.filter(({ name }) => name === 'Draw group sheets').length };
}

/** Fetches the files into a folder, and returns their paths: the group sheets first. */
export async function fetchLists(
  { lists: { bucket, files }, documents }: Result,
  directory: string,
  config: ClientConfig,
): Promise<string[]> {
  const s3 = new S3Client(config);
  makeFolder(directory);
  const paths: string[] = [];
  for (const { key } of [...documents.map(({ drawn }) => drawn), ...files]) {
    paths.push(await download(s3, { bucket, key }, directory));
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
    groups,
  }: Pick<MadeLists, 'takingPart' | 'notTakingPart' | 'withFindings' | 'groups'>,
  files: readonly string[],
): string {
  const { sparring, breaking, poomsae } = groups;
  return [
    `${takingPart} take part, ${notTakingPart} do not; ${withFindings} to look at, in attention.csv.`,
    `Groups: ${sparring} for sparring, ${breaking} for breaking, ${poomsae} for poomsae.`,
    ...files.map((file) => `  ${file}`),
  ].join('\n');
}
