import type { JobFiles } from '../../../core/clients/job-files.ts';
import {
  type Counts,
  type Failure,
  type JobPlan,
  type JobResult,
  type ResultFile,
  resultKeyOf,
} from '../../../core/jobs/job-state.ts';
import { readResults } from '../../../core/jobs/read-results.ts';

export interface FinishJobDependencies {
  files: Pick<JobFiles, 'readJson' | 'writeJson'>;
}

/**
 * Sums up what became of a job's items, and writes it beside the plan, with each item that failed.
 *
 * @param manifest the key of the object that lists the Map's results.
 */
export async function finishJob(
  { plan, manifest }: { plan: JobPlan; manifest: string },
  { files }: FinishJobDependencies,
): Promise<JobResult> {
  const outcomes = await readResults(manifest, files);
  const failures = outcomes.filter((one): one is Failure => 'failed' in one);
  const done = tally(outcomes.flatMap((one) => ('outcome' in one ? [one.outcome] : [])));
  const sum = {
    items: plan.items,
    counts: { ...plan.counts, ...done },
    failed: failures.length,
    ...(failures.length > 0 && { cause: causeOf(failures) }),
  };
  const key = resultKeyOf(plan.key);
  const counted = { ...done, ...tally(failures.map(errorOf)) };
  const content: ResultFile = { ...sum, failures, outcomes: counted, manifest };
  await files.writeJson(key, content);
  return { bucket: plan.bucket, key, ...sum };
}

const errorOf = ({ failed }: Failure) => failed;

/** `3 failed: DriveStorageFullError 2, ServiceUnavailableError 1; which ones is in result.json`. */
function causeOf(failures: readonly Failure[]): string {
  const errors = Object.entries(tally(failures.map(errorOf))).sort(([, a], [, b]) => b - a);
  const list = errors.map(([error, count]) => `${error} ${count}`).join(', ');
  return `${failures.length} failed: ${list}. Which ones is in result.json`;
}

function tally(words: readonly string[]): Counts {
  const counts: Counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
