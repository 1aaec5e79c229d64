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
}

/** Renames the school of one registration, as the plan says. */
export async function renameSchools(
  item: RowItem,
  { job, order }: { job: string; order: SchoolOrder },
  { rowOf, ...dependencies }: RenameSchoolsDependencies,
): Promise<RenameOutcome> {
  return renameSchool(await rowOf(job, item), { undo: 'undo' in order }, dependencies);
}
