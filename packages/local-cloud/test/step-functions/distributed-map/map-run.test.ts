import { expect, test } from 'vitest';
import {
  type Child,
  countsOf,
  exceedsTolerance,
  type Limits,
  type MapRun,
} from '../../../step-functions/distributed-map/map-run.ts';

const child = (status: Child['status'], items = 1): Child => ({ status, items, input: 'null' });
const runOf = (children: Child[], limits: Partial<Limits> = {}): MapRun => ({
  ...{
    mapRunArn: '',
    executionArn: '',
    stateMachineArn: '',
    status: 'RUNNING',
    startDate: 0,
    redriveCount: 0,
  },
  ...{ maxConcurrency: 0, children, written: { items: 0, children: 0 }, ...limits },
});

test('counts of children, and of their items', () => {
  const run = runOf([child('succeeded', 2), child('failed', 2), child('pending', 1), child('aborted', 3)]);
  expect(countsOf(run, 'children')).toMatchObject({
    succeeded: 1,
    failed: 1,
    pending: 1,
    aborted: 1,
    running: 0,
    total: 4,
  });
  expect(countsOf(run, 'items')).toMatchObject({ succeeded: 2, failed: 2, pending: 1, aborted: 3, total: 8 });
});

test.each<[Partial<Limits>, failed: number, boolean]>([
  [{}, 0, false],
  [{}, 1, true],
  [{ toleratedFailureCount: 0 }, 1, true],
  [{ toleratedFailureCount: 2 }, 2, false],
  [{ toleratedFailureCount: 2 }, 3, true],
  [{ toleratedFailurePercentage: 20 }, 2, false],
  [{ toleratedFailurePercentage: 19.9 }, 2, true],
  [{ toleratedFailureCount: 5, toleratedFailurePercentage: 10 }, 2, true],
  [{ toleratedFailureCount: 1, toleratedFailurePercentage: 50 }, 2, true],
  [{ toleratedFailurePercentage: 100 }, 10, false],
])('%j with %i of 10 items failed: %s', (limits, failed, expected) => {
  const children = [child('failed', failed), child('succeeded', 10 - failed)];
  expect(exceedsTolerance(runOf(children, limits))).toBe(expected);
});

test('a time-out counts as a failure, an abort does not', () => {
  expect(exceedsTolerance(runOf([child('timedOut')]))).toBe(true);
  expect(exceedsTolerance(runOf([child('aborted')]))).toBe(false);
});
