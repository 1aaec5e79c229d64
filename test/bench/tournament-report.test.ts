import { expect, test } from 'vitest';
import type { JobUsage } from '../../bench/job-usage.ts';
import { asText, problemsOf } from '../../bench/tournament-report.ts';

const usage = (times: number): JobUsage => ({
  ...{ seconds: 10 * times, peakMb: 800, stateTransitions: 100 * times },
  ...{ lambdaRequests: 20 * times, lambdaGbSeconds: 3 * times, usd: 0.01 * times },
  calls: { 's3 PutObject': 7 * times, 'dynamodb GetItem': 13 * times },
  ...{ driveReads: 5, driveWrites: 1_000 * times },
});
const tournament = (people: number, times: number, problems: string[] = []) => ({
  people,
  jobs: [{ job: 'sync, fresh', usage: usage(times), counts: { created: people } }],
  problems,
});

test('each job has a line for each size, with the time that Drive’s pace takes', () => {
  const text = asText([tournament(1_000, 1), tournament(5_000, 5)]);
  expect(text).toMatch(
    /^sync, fresh +1000 +10\.0 s +800 MB +20 +100 +20, 3 GB-s +5, 1000 +6 min +0\.0100 USD$/m,
  );
  expect(text).toMatch(/^sync, fresh +5000 +50\.0 s .* 28 min +0\.0500 USD$/m);
});

test('how each grows is beside how many people more there are', () => {
  const text = asText([tournament(1_000, 1), tournament(5_000, 4)]);
  expect(text).toMatch(/^sync, fresh +× 5\.0 +× 4\.0 +× 4\.0 +× 4\.0$/m);
  expect(asText([tournament(1_000, 1)])).not.toContain('growth');
});

test('calls that grow faster than people are a problem, and slower ones are none', () => {
  expect(problemsOf([tournament(1_000, 1), tournament(5_000, 5)])).toEqual([]);
  expect(problemsOf([tournament(1_000, 1), tournament(5_000, 6)])).toEqual([
    'sync, fresh: its calls grow faster than the number of people',
  ]);
});

test('what is not as it should be is said', () => {
  expect(asText([tournament(1_000, 1, ['a badge is missing'])])).toContain('! a badge is missing');
});
