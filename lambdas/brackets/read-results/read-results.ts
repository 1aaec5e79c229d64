import {
  areComplete,
  partResultsKey,
  partResultsOf,
  partToRead,
} from '../../../core/bracket-targets/results.ts';
import type { DrawFile } from '../../../core/brackets/draw-file.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import type { BracketRecords } from '../../../core/progress/bracket-records.ts';
import type { StageTarget } from '../../runtime/bracket-targets.ts';

export interface ReadResultsDependencies {
  brackets: Pick<BracketRecords, 'part'>;
  targets: readonly Pick<StageTarget, 'name' | 'using'>[];
  /** The draw that an execution planned. */
  drawOf: (plan: string) => Promise<Pick<DrawFile, 'plan'>>;
  files: Pick<JobFiles, 'writeJson'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Asks a target who has won in one part, and keeps that for the medals. What it says is kept as it is: whether it can be right
 * is for the medals to say.
 *
 * @param id of the item: `challonge low_cadet_m_fin`.
 * @returns `complete` or `goingOn`; `removed` for a part that is not published any more.
 * @throws what the target throws.
 */
export async function readResults(
  { id, plan }: { id: string; plan: string },
  dependencies: ReadResultsDependencies,
): Promise<string> {
  const { targets, drawOf, files, now } = dependencies;
  const draw = await drawOf(plan);
  const asked = await partToRead(id, draw.plan, dependencies);
  if (!asked) return 'removed';
  const { target: name, record } = asked;
  const found = targets.find((target) => target.name === name);
  if (!found) throw new InputInvalidError(`${name}: the stage has no such target`);
  const winners = await found.using((target) => target.results(draw.plan, record));
  const readAt = new Date(now()).toISOString();
  await files.writeJson(
    partResultsKey(name, record.part),
    partResultsOf(draw.plan, record, { winners, readAt }),
  );
  return areComplete(record.divisions, draw.plan, winners) ? 'complete' : 'goingOn';
}
