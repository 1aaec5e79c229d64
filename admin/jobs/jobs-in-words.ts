import { shortenedTo } from '../../core/domain/text.ts';
import { countsInWords } from '../job-run.ts';
import { columns, lasting, timeOf, wrapped } from '../text-layout.ts';
import type { Job, JobInDetail } from './read-jobs.ts';

/** @param now epoch milliseconds. */
export function jobsInWords(jobs: readonly Job[], now: number): string {
  if (jobs.length === 0) return 'No job has run yet.';
  const heads = columns(
    jobs.map((job) => [job.job, timeOf(job.started), lastingOf(job, now), howItStands(job)]),
  );
  return jobs
    .flatMap((job, index) => [
      heads[index] ?? '',
      `    ${job.execution}`,
      ...(hasCounts(job) ? wrapped(countsInWords(job.counts), '    ') : []),
    ])
    .join('\n');
}

export function jobInWords(job: JobInDetail, now: number): string {
  const { failures, error, cause, order } = job;
  const why = error === undefined ? [] : wrapped([error, cause].filter(Boolean).join(': '));
  return [
    `${job.job} ${job.execution}`,
    ...columns([
      ['Started', timeOf(job.started)],
      ['Lasting', lastingOf(job, now)],
      ['Asked for', shortenedTo(longestOrder, JSON.stringify(order))],
      ['Result', howItStands(job)],
      ...(hasCounts(job) ? [['Counts', countsInWords(job.counts)]] : []),
    ]),
    `  ${job.link}`,
    ...(why.length > 0 ? ['', ...why] : []),
    ...(failures.length > 0
      ? [
          '',
          'Failed. Start the job again, and it does only what is missing.',
          ...failures.flatMap(failureLines),
        ]
      : []),
  ].join('\n');
}

function failureLines({ id, failed, reason }: JobInDetail['failures'][number]): string[] {
  return [`  ${id}`, ...wrapped(`${failed}: ${reason}`, '    ')];
}

/** An order may name thousands of ids; JSON has all. */
const longestOrder = 300;

const hasCounts = ({ counts }: Job) => Object.values(counts).some((count) => count > 0);

function howItStands(job: Job): string {
  const { status, items, done = 0, failed } = job;
  switch (status) {
    case 'running':
      return items === undefined
        ? 'planning'
        : `${done} of ${items} done${failed > 0 ? `, ${failed} failed` : ''}`;
    case 'succeeded':
      if (job.planOnly) return 'only planned';
      // Some jobs do all in their first step, and have counts without items.
      return items === 0 && !hasCounts(job) ? 'nothing to do' : 'done';
    case 'some failed':
      return `${failed} of ${items} failed`;
    default:
      return status;
  }
}

function lastingOf({ started, stopped }: Job, now: number): string {
  const from = Date.parse(started);
  return stopped === undefined ? `for ${lasting(now - from)}` : `took ${lasting(Date.parse(stopped) - from)}`;
}
