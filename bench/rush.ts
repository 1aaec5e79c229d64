/** Checks that a rush of registrations completes with few concurrent Lambdas: a new AWS account is limited to ten. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { synthesise } from '../local/synthesise.ts';
import { startTournamentCloud } from '../local/tournament-cloud.ts';
import { percentile } from './percentile.ts';
import { Registrations } from './registrations.ts';
import type { Report } from './report.ts';
import { timed } from './timed.ts';

const projectRoot = join(import.meta.dirname, '..');

/** A throttled entry is retried within minutes. */
const withinMs = 60 * 60_000;

/** @throws Error for a text that is not a count. */
export function countIn(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${text}: expected a count of 1 or more`);
  return count;
}

/** Registers `count` competitors at once on a cloud limited to `concurrency` Lambdas, with AWS's retry waits. */
export async function measureRush(concurrency: number, count: number): Promise<Report> {
  const { result: assembly } = await timed('Synthesising the stack', () => synthesise('local'));
  const logDir = join(projectRoot, '.local/bench/logs');
  mkdirSync(logDir, { recursive: true });
  const { result: cloud } = await timed('Starting the embedded cloud', () =>
    startTournamentCloud({ assembly, logDir, accountConcurrency: concurrency }),
  );
  process.once('SIGINT', () => void cloud.stop().finally(() => process.exit(130)));
  try {
    const registrations = new Registrations(cloud);
    const submitted = await registrations.submit(count);
    const { result: registered, seconds } = await timed(
      `Registering ${count} at once, ${concurrency} Lambdas at a time`,
      () => registrations.atOnce(submitted, withinMs),
    );
    const problems = await registrations.problems(registered);
    const of = (what: 'emailMs' | 'driveMs', part: number) =>
      percentile(
        registered.map((one) => one[what]).filter((value) => value !== undefined),
        part,
      );
    return {
      figures: [
        { name: 'rush: completed', value: count - problems.length, unit: '', goal: { all: count } },
        { name: 'rush: all completed after', value: seconds, unit: 's' },
        { name: 'rush: payment to email, median', value: of('emailMs', 0.5), unit: 'ms' },
        { name: 'rush: payment to email, p95', value: of('emailMs', 0.95), unit: 'ms' },
        { name: 'rush: payment to Drive, median', value: of('driveMs', 0.5), unit: 'ms' },
        { name: 'rush: payment to Drive, p95', value: of('driveMs', 0.95), unit: 'ms' },
        { name: 'rush: invocations throttled', value: cloud.functions.throttled, unit: '' },
      ],
      coldStarts: [],
      cost: [],
      notes: [
        `At most ${concurrency} events were handled at a time. Beyond that, invocations are throttled as on AWS: the webhook's caller gets a 503 and sends again, steps are retried, and queues and streams hold their records.`,
      ],
      problems,
    };
  } finally {
    await cloud.stop();
  }
}
