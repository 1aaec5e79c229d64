import pLimit from 'p-limit';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Arrangement } from '../../../core/drive/folder-for.ts';
import { type ListSidesDependencies, listSides } from '../../../core/drive/list-sides.ts';
import {
  itemOfEntry,
  itemOfFile,
  orphansKeyOf,
  type SyncOrder,
  syncJob,
} from '../../../core/drive/sync-order.ts';
import { planSync, type Reason, type SyncPlan } from '../../../core/drive/sync-plan.ts';
import type { CurrentRegistration } from '../../../core/jobs/current-registrations.ts';
import { type Counts, type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { Progress } from '../../../core/progress/progress.ts';

export interface PlanSyncDependencies extends ListSidesDependencies {
  arrangement: Arrangement;
  progress: Pick<Progress, 'recordRegistrationKey' | 'records'>;
  jobs: Pick<JobFiles, 'bucket' | 'write' | 'writeJson'>;
}

/** What is counted for each reason, as the organisers read it. */
export const countOf: Record<Reason, string> = {
  missing: 'toCreate',
  changed: 'toUpdate',
  misplaced: 'toMove',
  adoptable: 'toAdopt',
  trashed: 'toRestore',
  unrecorded: 'toRecord',
  unseen: 'toLookFor',
};

/** What else is counted. */
export const foundCounts = [
  ...(['unchanged', 'orphans', 'withoutBadge', 'withoutRegistration', 'strangers'] as const),
];

/** Of an old system's registrations, thousands may have to be recorded the first time. */
const atATime = 16;

/**
 * Compares the folder in Drive with the badge bucket, and lists what differs. Where nothing does, it has written nothing.
 *
 * @throws DriveFolderNotFoundError, and what Drive, S3 and the tables throw.
 */
export async function planDriveSync(
  { execution, order }: { execution: string; order: SyncOrder },
  { arrangement, jobs, ...dependencies }: PlanSyncDependencies,
): Promise<JobPlan> {
  const sides = await listSides(arrangement, dependencies);
  const plan = planSync(sides, arrangement);
  const key = planKey(syncJob, execution);
  if (plan.orphans.length > 0) await jobs.writeJson(orphansKeyOf(key), plan.orphans);
  const items = plan.work.map(({ id, reason }) => itemOfEntry(id, { missing: reason === 'missing' }));
  if (order.prune) items.push(...plan.orphans.map(({ fileId }) => itemOfFile(fileId)));
  const planned = order.planOnly ? [] : items;
  if (planned.length > 0) await learnKeys(plan, sides.registrations, dependencies.progress);
  return { ...(await writePlan(key, planned, jobs)), counts: countsOf(plan), order: {} };
}

/** So that the work on a badge finds its registration by its id. */
async function learnKeys(
  { work }: SyncPlan,
  registrations: readonly CurrentRegistration[],
  progress: PlanSyncDependencies['progress'],
): Promise<void> {
  const worked = new Set(work.map(({ id }) => id));
  const unknown = registrations.filter(({ id, newKey }) => newKey && worked.has(id));
  await pLimit(atATime).map(unknown, ({ id, pk }) => progress.recordRegistrationKey(id, pk));
}

function countsOf(plan: SyncPlan): Counts {
  const counts: Counts = {};
  for (const { reason } of plan.work) counts[countOf[reason]] = (counts[countOf[reason]] ?? 0) + 1;
  const found = foundCounts.map((what) => [what, what === 'orphans' ? plan[what].length : plan[what]]);
  return { ...counts, ...Object.fromEntries(found) };
}
