import type { JobItem } from '../../../core/jobs/job-state.ts';
import {
  type RenameOutcome,
  type RenameSchoolDependencies,
  renameSchool,
} from '../../../core/schools/rename-school.ts';
import type { Renaming } from '../../../core/schools/renamings.ts';
import type { SchoolOrder } from '../../../core/schools/school-state.ts';

type RowItem = Extract<JobItem, { id: string; part: number }>;

export interface RenameSchoolsDependencies extends RenameSchoolDependencies {
  /** The item's row among those that the plan step wrote. */
  rowOf: (job: string, item: RowItem) => Promise<Renaming>;
  /** Has the badge drawn again, once for each cause; left out where the table's stream does that, or there are no badges. */
  refreshBadge?: (registration: { id: string; pk: string }, cause: string) => Promise<void>;
}

/** Renames the school of one registration, as the plan says, and has its badge follow. */
export async function renameSchools(
  item: RowItem,
  { job, order }: { job: string; order: SchoolOrder },
  { rowOf, refreshBadge, ...dependencies }: RenameSchoolsDependencies,
): Promise<RenameOutcome> {
  const row = await rowOf(job, item);
  const outcome = await renameSchool(row, { undo: 'undo' in order }, dependencies);
  if (outcome === 'renamed') await refreshBadge?.(row, job);
  return outcome;
}
