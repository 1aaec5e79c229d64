import type * as z from 'zod';
import { type BringInLineDependencies, bringInLine, learnKey } from '../../../core/badges/bring-in-line.ts';
import type { NewKeys } from '../../../core/jobs/new-keys.ts';
import type { drawingOrder } from '../../../core/jobs/regenerate-order.ts';
import type { Progress } from '../../../core/progress/progress.ts';

export interface RegenerateBadgeDependencies extends BringInLineDependencies {
  progress: BringInLineDependencies['progress'] & Pick<Progress, 'get'>;
  newKeys: Pick<NewKeys, 'of'>;
}

/**
 * Brings one badge in line with its registration, or draws it again.
 *
 * @param job.job the job's execution. @param job.execution the batch's own.
 * @returns what was done, in words; `copy` for a row whose entry has another registration, which has the badge.
 * @throws what bringInLine throws.
 */
export async function regenerateBadge(
  { id }: { id: string },
  { job, execution, order }: { job: string; execution: string; order: z.infer<typeof drawingOrder> },
  { newKeys, ...dependencies }: RegenerateBadgeDependencies,
): Promise<string> {
  const pk = order.newKeys ? await newKeys.of(id, job) : undefined;
  if (pk !== undefined && !(await learnKey(id, pk, dependencies))) return 'copy';
  const redraw = order.draw === 'all';
  const { outcome } = await bringInLine({ entryId: id, execution, redraw }, dependencies);
  return outcome;
}
