import { expect, test } from 'vitest';
import { leastWaits } from '../../../bench/surge/limits.ts';

const crowd = {
  count: 100,
  within: 10,
  alone: 5,
  lambdaSeconds: 2,
  lambdas: 1_000,
  perSecond: 1_000,
  atOnce: 0,
};

test('where there is room for all, each takes as long as alone', () => {
  expect(leastWaits(crowd)).toEqual({ p50: 5, p99: 5, drained: 15 });
});

test('the service’s rate decides, after what it takes at once', () => {
  expect(leastWaits({ ...crowd, perSecond: 1 })).toEqual({ p50: 50, p99: 94.1, drained: 105 });
  expect(leastWaits({ ...crowd, perSecond: 1, atOnce: 20 }).drained).toBe(85);
});

test('or the Lambdas do, if those take longer', () => {
  expect(leastWaits({ ...crowd, perSecond: 1, lambdas: 1 })).toEqual({ p50: 100, p99: 193.1, drained: 205 });
});
