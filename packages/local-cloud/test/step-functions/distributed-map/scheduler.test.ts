import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Child, Limits, MapRun } from '../../../step-functions/distributed-map/map-run.ts';
import { type Ended, Scheduler } from '../../../step-functions/distributed-map/scheduler.ts';

/** A Map Run of children whose ends the test decides. */
function scheduled(statuses: Child['status'][], limits: Partial<Limits> = {}) {
  const children = statuses.map((status): Child => ({ status, items: 2, input: 'null' }));
  const run = { maxConcurrency: 0, ...limits, children } as MapRun;
  const ends = new Map<Child, (ended: Ended) => void>();
  const begun: number[] = [];
  const scheduler = new Scheduler(run, {
    run: (child, index) => {
      begun.push(index);
      const { promise, resolve } = Promise.withResolvers<Ended>();
      ends.set(child, resolve);
      return promise;
    },
    abort: (child) => ends.get(child)?.('aborted'),
  });
  const end = async (index: number, ended: Ended) => {
    ends.get(children[index] as Child)?.(ended);
    await setImmediate();
  };
  const states = () => children.map(({ status }) => status);
  return { run, begun, scheduler, finished: scheduler.start(), end, states };
}

const pending = (length: number) => Array.from({ length }, () => 'pending' as const);

describe('so many at a time', () => {
  test('in the order of the items, the next when one has ended', async () => {
    const { begun, end, finished, states } = scheduled(pending(4), { maxConcurrency: 2 });
    expect(begun).toEqual([0, 1]);
    await end(1, 'succeeded');
    expect(begun).toEqual([0, 1, 2]);
    await end(2, 'succeeded');
    await end(0, 'succeeded');
    expect(states()).toEqual(['succeeded', 'succeeded', 'succeeded', 'running']);
    await end(3, 'succeeded');
    expect(await finished).toBe('SUCCEEDED');
  });

  test('without a limit all, up to a thousand', () => {
    expect(scheduled(pending(1_001)).begun).toHaveLength(1_000);
  });

  test('more once the limit is raised', async () => {
    const { run, begun, scheduler } = scheduled(pending(3), { maxConcurrency: 1 });
    run.maxConcurrency = 2;
    scheduler.changed();
    expect(begun).toEqual([0, 1]);
  });

  test('without children it has succeeded', async () => {
    expect(await scheduled([]).finished).toBe('SUCCEEDED');
  });
});

describe('failures', () => {
  test('too many end the others and leave the rest pending', async () => {
    const { end, finished, states } = scheduled(pending(4), { maxConcurrency: 2 });
    await end(0, 'failed');
    expect(await finished).toBe('FAILED');
    expect(states()).toEqual(['failed', 'aborted', 'pending', 'pending']);
  });

  test('are counted in items', async () => {
    const { end, finished, states } = scheduled(pending(3), { maxConcurrency: 1, toleratedFailureCount: 3 });
    await end(0, 'failed');
    await end(1, 'timedOut');
    expect(await finished).toBe('FAILED');
    expect(states()).toEqual(['failed', 'timedOut', 'pending']);
  });

  test('that are tolerated, and children that were aborted, stop nothing', async () => {
    const { end, finished, states } = scheduled(pending(3), { toleratedFailurePercentage: 34 });
    await end(0, 'failed');
    await end(1, 'aborted');
    await end(2, 'succeeded');
    expect(await finished).toBe('SUCCEEDED');
    expect(states()).toEqual(['failed', 'aborted', 'succeeded']);
  });

  test('too many once less is tolerated', async () => {
    const { run, end, finished, scheduler } = scheduled(pending(2), { toleratedFailureCount: 2 });
    await end(0, 'failed');
    run.toleratedFailureCount = 1;
    scheduler.changed();
    expect(await finished).toBe('FAILED');
  });
});

test('it goes on where it was: with those that run, then with those that wait', () => {
  const { begun } = scheduled(['succeeded', 'pendingRedrive', 'pending', 'running'], { maxConcurrency: 2 });
  expect(begun).toEqual([3, 1]);
});

test('an abort ends what runs and starts nothing more', async () => {
  const { scheduler, finished, states } = scheduled(pending(2), { maxConcurrency: 1 });
  scheduler.abort();
  expect(await finished).toBe('ABORTED');
  expect(states()).toEqual(['aborted', 'pending']);
});
