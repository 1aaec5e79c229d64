/** What the job that reads results is asked for, what it keeps of each part of a target, and which files it makes. */
import { basename } from 'node:path';
import * as z from 'zod';
import { decidedMatches } from '../brackets/decided-matches.ts';
import { contentsOf, knownWinners, type Winner, winnersIn } from '../brackets/division-results.ts';
import { paperResultsKey } from '../brackets/draw-file.ts';
import { medals } from '../brackets/medals.ts';
import type { Plan } from '../brackets/plan.ts';
import type { JobFiles } from '../clients/job-files.ts';
import { bracketPartIdOf } from '../domain/ids.ts';
import { type Counts, plannedJob } from '../jobs/job-state.ts';
import type { BracketRecords } from '../progress/bracket-records.ts';
import type { PartRecord } from './bracket-target.ts';
import { partOfItem } from './publication.ts';

/** What the bulk job is called: its machine, and its folder in the config bucket. */
export const resultsJob = 'bracket-results';

/** The job's input; `{}` is one. */
export const resultsOrder = z.strictObject({
  /** Asks for divisions that are complete too: results may have been corrected. */
  all: z.boolean().default(false),
});
export type ResultsOrder = z.infer<typeof resultsOrder>;

/** Where results are in the config bucket. */
const folder = 'brackets/results';

export const resultFiles = ['medals.csv', 'schools.csv', 'medals.html'] as const;
export const resultFileKey = (name: (typeof resultFiles)[number]) => `${folder}/${name}`;

/** For programs: the content is `resultSummary`. */
export const resultSummaryKey = `${folder}/results.json`;
export const resultSummary = medals.extend({
  /** The execution that planned the draw. */
  plan: z.string(),
  /** ISO 8601. */
  madeAt: z.string(),
});
export type ResultSummary = z.infer<typeof resultSummary>;

/** What has been read of a part. It has ids only. */
export const partResults = knownWinners.extend({
  /** When the part was started on the target, if it was: results from before a reset do not count. */
  startedAt: z.string().optional(),
  /** ISO 8601. */
  readAt: z.string(),
});
export type PartResults = z.infer<typeof partResults>;

/** Where results come from. */
export interface ResultSources {
  targets: readonly { name: string }[];
  brackets: Pick<BracketRecords, 'parts'>;
  files: Pick<JobFiles, 'findText'>;
}

/** What is asked for results. */
export interface ReadPart {
  target: string;
  record: PartRecord;
  /** A file in place of what was published: it may have results of any division, and is read without a call. */
  isFile?: true;
}

/** Results from paper are typed into one file, which covers every part of that target. */
const paperTarget = 'paper';
const onPaper = ({ divisions }: Plan): PartRecord => ({
  part: basename(paperResultsKey),
  divisions: divisions.map(({ key }) => key),
});

/** All that may have results: every part that was published, and what is typed from paper, where there is any. */
export async function partsToRead(
  plan: Plan,
  { targets, brackets, files }: ResultSources,
): Promise<ReadPart[]> {
  const parts: ReadPart[] = [];
  for (const { name: target } of targets) {
    if (target !== paperTarget) {
      parts.push(...(await brackets.parts(target)).map((record) => ({ target, record })));
    } else if ((await files.findText(paperResultsKey)) !== undefined) {
      parts.push({ target, record: onPaper(plan), isFile: true });
    }
  }
  return parts;
}

/** The part of an item; undefined for one that is no longer published. */
export async function partToRead(
  id: string,
  plan: Plan,
  { brackets }: { brackets: Pick<BracketRecords, 'part'> },
): Promise<ReadPart | undefined> {
  const { target, part } = partOfItem(id);
  const record = target === paperTarget ? onPaper(plan) : await brackets.part(target, part);
  return record && { target, record };
}

export const partResultsKey = (target: string, part: string) =>
  `${folder}/parts/${bracketPartIdOf(target, part)}.json`;

export function partResultsOf(
  draw: Plan,
  record: Pick<PartRecord, 'divisions' | 'startedAt'>,
  read: Pick<PartResults, 'winners' | 'readAt'>,
): PartResults {
  const { divisions, startedAt } = record;
  return { divisions: contentsOf(draw, divisions), ...(startedAt !== undefined && { startedAt }), ...read };
}

/** The winners of a part that still hold for a draw. */
export function winnersFor(
  draw: Plan,
  record: Pick<PartRecord, 'startedAt'>,
  read: PartResults | undefined,
): Winner[] {
  return read && read.startedAt === record.startedAt ? winnersIn(draw, read) : [];
}

/** Whether every match of these divisions is decided. */
export function areComplete(
  keys: readonly string[],
  { divisions }: Plan,
  winners: readonly Winner[],
): boolean {
  return divisions
    .filter(({ key }) => keys.includes(key))
    .every((division) => {
      const { open, problems } = decidedMatches(
        division,
        winners.filter((one) => one.division === division.key),
      );
      return open.length === 0 && problems.length === 0;
    });
}

/** What each batch is given: the execution that planned the draw. */
export const drawWithResults = z.object({ plan: z.string().min(1) });

/** The plan of the job, for the step that makes medals of its results. */
export const plannedResults = plannedJob.extend({
  plan: plannedJob.shape.plan.extend({ order: drawWithResults }),
});

/** Make medals adds `medals`. */
export interface MadeMedals {
  /** What people read, in the config bucket. */
  medals: { key: string };
  schools: { key: string };
  page: { key: string };
  counts: Counts;
}
