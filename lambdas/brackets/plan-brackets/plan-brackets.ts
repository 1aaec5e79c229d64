import { type DrawFile, drawKey } from '../../../core/brackets/draw-file.ts';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import {
  countsOf,
  differenceCounts,
  type PlannedDraw,
  type PlanOrder,
} from '../../../core/brackets/plan-state.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { type DrawSources, readDrawInput } from '../../runtime/draw-input.ts';

export interface PlanBracketsDependencies extends DrawSources {
  files: DrawSources['files'] & Pick<JobFiles, 'bucket' | 'write' | 'writeJson'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Plans a draw of the registrations as they are now, beside the one in force, and writes it for people and for its
 * publication. Nothing is published. People are only in the files, not in the result.
 *
 * @throws InputInvalidError as `readDrawInput` does.
 */
export async function planBrackets(
  { execution, order }: { execution: string; order: PlanOrder },
  dependencies: PlanBracketsDependencies,
): Promise<PlannedDraw> {
  const { files, now } = dependencies;
  const { input, inForce } = await readDrawInput(dependencies, order.force);
  const plan = makePlan(input);
  const draw: DrawFile = {
    execution,
    madeAt: new Date(now()).toISOString(),
    ...(inForce && { basedOn: inForce.execution }),
    forced: order.force,
    plan,
  };
  const key = drawKey(execution);
  await files.writeJson(key, draw);
  return {
    bucket: files.bucket,
    key,
    files: [{ key }],
    ...(inForce && { basedOn: inForce.execution, difference: differenceCounts(inForce.plan, plan) }),
    counts: countsOf(plan),
    publication: [],
  };
}
