import { expect, test } from 'vitest';
import {
  type Child,
  countsOf,
  exceedsTolerance,
  type Limits,
  type MapRun,
} from '../../../step-functions/distributed-map/map-run.ts';

const child = (status: Child['status'], items = 1): Child => ({ status, items, input: 'null' });
const runOf = (children: Child[]): MapRun => ({
  ...{
    mapRunArn: '',
    executionArn: '',
    stateMachineArn: '',
    status: 'RUNNING',
    startDate: 0,
    redriveCount: 0,
  },
  ...{
    express: false,
    eventId: 4,
    parentRedrives: 0,
    maxConcurrency: 0,
    children,
    kept: [],
    allWritten: false,
  },
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

test('what is written of the children: those that have ended, or all', () => {
  const run = runOf([child('succeeded', 2), child('failed'), child('running'), child('pending', 4)]);
  expect(countsOf(run, 'items').resultsWritten).toBe(3);
  expect(countsOf({ ...run, allWritten: true }, 'items').resultsWritten).toBe(8);
  expect(countsOf({ ...run, allWritten: true }, 'children').resultsWritten).toBe(4);
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
  [{ toleratedFailurePercentage: 0 }, 0, false],
])('%j with %i of 10 items failed: %s', (limits, failed, expected) => {
  expect(exceedsTolerance({ maxConcurrency: 0, ...limits }, failed, 10)).toBe(expected);
});
