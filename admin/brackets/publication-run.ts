/** The job that publishes and starts brackets, as both commands run it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasResults } from '../../core/bracket-targets/paper/paper-results.ts';
import { paperKey } from '../../core/bracket-targets/paper/paper-target.ts';
import {
  type PublishOrder,
  partItemOf,
  publishJob,
  staleDraw,
} from '../../core/bracket-targets/publication.ts';
import { staleKey } from '../../core/brackets/draw-file.ts';
import { ChallongeBudgetError, DrawStaleError } from '../../core/domain/errors.ts';
import { readResults } from '../../core/jobs/read-results.ts';
import { BracketRecords } from '../../core/progress/bracket-records.ts';
import { withoutYes } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { ExecutionFailedError } from '../execution-run.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fetchTo, jobFilesOf, readTextFile } from '../job-files.ts';
import { exitCodeOf, failuresInWords, followJob, inJson, type JobEnd } from '../job-run.ts';
import type { Stage } from '../stage.ts';
import { columns } from '../text-layout.ts';
import { doneInWords, staleInWords, targetsIn, todoInWords } from './publication-in-words.ts';

export interface PublicationOptions {
  yes?: boolean;
  json?: boolean;
  /** Where documents go. */
  out: string;
}

/** A part that people can look at. */
interface ShownPart {
  target: string;
  part: string;
  /** Its page. */
  link?: string;
  /** Where it was fetched to. */
  file?: string;
}

/** Without its defaults. */
type Order = { [Key in 'plan' | 'start']: Omit<Extract<PublishOrder, Record<Key, unknown>>, 'planOnly'> }[
  | 'plan'
  | 'start'];

/**
 * Runs the job, and says what there is to do, or what was done and where it is to be seen.
 *
 * @param would what it would do: `publish the plan …`.
 * @throws CommandError when the draw is stale, with what differs.
 */
export async function runPublication(
  stage: Stage,
  order: Order,
  would: string,
  { yes, json, out }: PublicationOptions,
): Promise<ExitCode> {
  const end = await followed(stage, { ...order, planOnly: !yes });
  const { counts } = end.plan;
  const todo = Object.entries(counts).some(
    ([name, count]) => /to(Create|Update|Start|Remove)$/i.test(name) && count > 0,
  );
  if (!yes) {
    if (json) console.log(JSON.stringify({ ...inJson(end), planOnly: true }, undefined, 2));
    else console.log(todoInWords(counts).join('\n'));
    return todo ? withoutYes(would) : exitCodes.done;
  }
  const parts = await shownParts(stage, end, out);
  if (json) console.log(JSON.stringify({ ...inJson(end), parts }, undefined, 2));
  else console.log([doneInWords(end), ...failures(end), ...partsInWords(parts)].join('\n'));
  return exitCodeOf(end);
}

async function followed(stage: Stage, order: Order & { planOnly: boolean }): Promise<JobEnd> {
  try {
    return await followJob(stage.config, {
      stage: stage.name,
      machine: publishJob,
      order,
      what: 'Brackets',
    });
  } catch (error) {
    if (!(error instanceof ExecutionFailedError)) throw error;
    if (isOfChallonge(error) && !order.to) throw new CommandError(`${error.message}\n${onPaperAlone}`);
    if (error.error !== DrawStaleError.errorName || !('plan' in order)) throw error;
    const why = await jobFilesOf(stage).findJson(staleKey(order.plan), staleDraw);
    throw new CommandError(why ? staleInWords(order.plan, why) : error.message, { cause: error });
  }
}

/** What the planning of a publication ends with when Challonge cannot be asked. */
const isOfChallonge = ({ error, reason }: ExecutionFailedError) =>
  error === ChallongeBudgetError.errorName ||
  reason.startsWith('Challonge ') ||
  reason.includes('challonge.');

const onPaperAlone =
  'To do it on paper alone meanwhile, say --to paper. Done again without that, it does what is missing on Challonge.';

const failures = (end: JobEnd) => (end.result && end.result.failed > 0 ? [failuresInWords(end)] : []);

/** What was published now, or everything if that was nothing; target by target. Documents are fetched. */
async function shownParts(stage: Stage, { plan, result }: JobEnd, out: string): Promise<ShownPart[]> {
  const records = new BracketRecords(stage.progress);
  const files = jobFilesOf(stage);
  const outcomes = result?.manifest === undefined ? [] : await readResults(result.manifest, files);
  const done = new Set(outcomes.map(({ id }) => id));
  const shown: ShownPart[] = [];
  for (const target of targetsIn(plan.counts)) {
    const parts = (await records.parts(target)).filter(
      ({ part, contentHash }) =>
        contentHash !== undefined && (done.size === 0 || done.has(partItemOf(target, part))),
    );
    for (const { part, link } of parts.sort((a, b) => (a.part < b.part ? -1 : 1))) {
      const file =
        target === 'paper' ? await fetchTo(files, paperKey(part), { file: pathFor(part, out) }) : undefined;
      if (link ?? file) shown.push({ target, part, ...(link && { link }), ...(file && { file }) });
    }
  }
  return shown;
}

/** Where a document is fetched to. Into a list of matches, somebody may have typed results: it is not replaced then. */
export function pathFor(part: string, out: string): string {
  const path = join(out, part);
  if (!part.endsWith('.csv') || !existsSync(path) || !hasResults(readTextFile(path))) return path;
  const beside = join(out, `new-${part}`);
  console.error(`Results are typed into ${path}: it is left as it is. What is published now is ${beside}.`);
  return beside;
}

const partsInWords = (parts: readonly ShownPart[]) =>
  columns(parts.map(({ part, link = '', file = '' }) => [part, link, file].filter(Boolean)));
