import type { JobFiles } from '../clients/job-files.ts';
import { type JobPlan, planLines } from './job-state.ts';

/**
 * Writes a plan's items, one a line; nothing when there are none, as nobody reads that.
 * @returns what the plan says of them.
 */
export async function writePlan(
  key: string,
  items: readonly object[],
  files: Pick<JobFiles, 'bucket' | 'write'>,
): Promise<Pick<JobPlan, 'bucket' | 'key' | 'items'>> {
  if (items.length > 0) await files.write(key, Buffer.from(planLines(items)), 'application/jsonl');
  return { bucket: files.bucket, key, items: items.length };
}
