import type { LookupTable } from '../../../core/clients/lookup-table.ts';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import type { JobItem } from '../../../core/jobs/job-state.ts';

type RowItem = Extract<JobItem, { id: string; part: number }>;

export interface LoadLookupDependencies {
  /** The item's row among those that the plan step wrote. */
  rowOf: (job: string, item: RowItem) => Promise<{ item: Record<string, AttributeValue> }>;
  lookup: Pick<LookupTable, 'put'>;
}

/** Writes one person into the lookup table, as the plan says. */
export async function loadLookup(
  item: RowItem,
  { job }: { job: string },
  { rowOf, lookup }: LoadLookupDependencies,
): Promise<'loaded'> {
  await lookup.put((await rowOf(job, item)).item);
  return 'loaded';
}
