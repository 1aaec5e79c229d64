import { partItemOf } from '../../../core/bracket-targets/publication.ts';
import {
  areComplete,
  partResults,
  partResultsKey,
  partsToRead,
  type ReadPart,
  type ResultSources,
  type ResultsOrder,
  resultsJob,
  winnersFor,
} from '../../../core/bracket-targets/results.ts';
import { drawFile, drawKey } from '../../../core/brackets/draw-file.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { BracketRecords } from '../../../core/progress/bracket-records.ts';

export interface PlanResultsDependencies extends ResultSources {
  brackets: Pick<BracketRecords, 'drawInForce' | 'started' | 'parts'>;
  files: Pick<JobFiles, 'bucket' | 'findJson' | 'findText' | 'readJson' | 'write'>;
}

/**
 * Plans which parts of the draw in force are to be asked for results: those with divisions that have started and are not
 * complete. What was typed from paper is read every time, since that costs nothing.
 *
 * @throws InputInvalidError when no draw has been published.
 */
export async function planResults(
  { execution, order }: { execution: string; order: ResultsOrder },
  dependencies: PlanResultsDependencies,
): Promise<JobPlan> {
  const { brackets, files } = dependencies;
  const inForce = await brackets.drawInForce();
  if (!inForce) throw new InputInvalidError('no draw has been published: there are no results');
  const { plan } = await files.readJson(drawKey(inForce.execution), drawFile);
  const started = await brackets.started();
  const counts = { toRead: 0, completeBefore: 0, notStarted: 0 };
  const items: { id: string }[] = [];
  for (const one of await partsToRead(plan, dependencies)) {
    const what = await whatToDo(one);
    counts[what] += 1;
    if (what === 'toRead') items.push({ id: partItemOf(one.target, one.record.part) });
  }
  const written = await writePlan(planKey(resultsJob, execution), items, files);
  return { ...written, counts, order: { plan: inForce.execution } };

  async function whatToDo({ target, record, isFile }: ReadPart): Promise<keyof typeof counts> {
    if (isFile) return 'toRead';
    if (!record.divisions.some((key) => started.has(key))) return 'notStarted';
    if (order.all) return 'toRead';
    const read = await files.findJson(partResultsKey(target, record.part), partResults);
    return areComplete(record.divisions, plan, winnersFor(plan, record, read)) ? 'completeBefore' : 'toRead';
  }
}
