import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { batchStep } from '../../../lambdas/runtime/batch-step.ts';

let logged: object[];
beforeEach(() => {
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((line: object) => void logged.push(line));
});
afterEach(() => vi.restoreAllMocks());

const handler = batchStep({
  order: z.object({ prune: z.boolean() }),
  item: z.strictObject({ id: z.string() }),
  reserveMs: 15_000,
  async workOnOne({ id }, { job, execution, order }) {
    if (id === 'broken') throw new TypeError('Mila Novak');
    return `${id} of ${job} in ${execution}, prune ${order.prune}`;
  },
});

const work = (state: object, remainingMs = 60_000) =>
  handler(
    { execution: 'a-batch', stateMachine: 'arn', state },
    { awsRequestId: 'request', getRemainingTimeInMillis: () => remainingMs },
  );
const Items = ['a', 'broken'].map((id) => ({ id }));
const batch = { BatchInput: { job: 'a-job', order: { prune: true } }, Items };

test('each item is worked on with the job it belongs to; a failure is logged by its id', async () => {
  expect(await work(batch)).toEqual({
    done: [
      { id: 'a', outcome: 'a of a-job in a-batch, prune true' },
      { id: 'broken', failed: 'TypeError', reason: 'unexpected; its text is withheld' },
    ],
    left: [],
  });
  expect(logged).toMatchObject([{ job: 'a-job', item: 'broken', error: 'TypeError' }]);
  expect(JSON.stringify(logged)).not.toContain('Mila');
});

test('nothing is begun in the time that is kept in reserve', async () => {
  const { done, left, waitUntil } = await work(batch, 14_000);
  expect([done.length, left.length]).toEqual([0, 2]);
  expect(waitUntil).toBeDefined();
});

test('an item that is not of the job’s kind is refused', async () => {
  await expect(work({ ...batch, Items: [{ part: 1 }] })).rejects.toThrow(InputInvalidError);
});
