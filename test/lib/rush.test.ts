import { expect, test } from 'vitest';
import { definitionsOf, type Retrier, tasksOf } from './machines.ts';
import { playRush } from './rush.ts';
import { prod } from './stacks.ts';
import { templateOf } from './synthesise.ts';

const [definition] = definitionsOf(templateOf(prod)).values();
const retriers = new Map(
  tasksOf(definition ?? expect.fail()).map(([label, { Retry = [] }]) => [label, Retry]),
);
const retriersOf = (step: string) => retriers.get(step) ?? expect.fail(`there is no step ${step}`);

/** What happens at once after a mail to all clubs, on a new account. */
const rush = { entries: 2_000, withinSeconds: 20, concurrency: 10 };

test.each([1, 2, 3])(
  '2,000 entries within 20 seconds on an account with ten Lambdas are all completed within the hour (%d)',
  async (seed) => {
    const { completed, parked, minutes } = await playRush({ ...rush, retriersOf, seed });
    expect({ completed, parked }).toEqual({ completed: 2_000, parked: 0 });
    expect(minutes).toBeLessThan(60);
  },
);

test('the simulation shows when they would not be: if throttled Lambdas were retried like other failures', async () => {
  const throttled = 'Lambda.TooManyRequestsException';
  const asOthers = ({ ErrorEquals, ...retrier }: Retrier): Retrier => ({
    ...retrier,
    ErrorEquals: ErrorEquals.includes('Lambda.Unknown')
      ? [...ErrorEquals, throttled]
      : ErrorEquals.filter((name) => name !== throttled),
  });
  const changed = new Map([...retriers].map(([label, own]) => [label, own.map(asOthers)]));
  const { parked } = await playRush({ ...rush, retriersOf: (step) => changed.get(step) ?? [], seed: 1 });
  expect(parked).toBeGreaterThan(200);
});
