import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DriveAccessDeniedError,
  RateLimitedError,
  RegistrationError,
  ServiceUnavailableError,
} from '../../../core/domain/errors.ts';
import { workThrough } from '../../../core/jobs/batch.ts';
import type { JobItem, WorkedBatch } from '../../../core/jobs/job-state.ts';

const items = (...ids: string[]) => ids.map((id) => ({ id }));

class PacedError extends RegistrationError {
  static override readonly errorName = 'PacedError';
  readonly notBefore: number;

  constructor(notBefore: number) {
    super('paced');
    this.notBefore = notBefore;
  }
}

/** Fails with the errors that are listed for an item, one each time, and then succeeds. */
const failingWith = (errors: Record<string, Error[]>) => async (item: JobItem) => {
  const error = 'id' in item ? errors[item.id]?.shift() : undefined;
  if (error) throw error;
  return 'done';
};

const at = { now: () => 1_000_000, random: () => 1 };

describe('workThrough', () => {
  it('says of each item what was done', async () => {
    const Items = [{ id: 'a' }, { part: 3 }];
    expect(await workThrough({ Items }, async () => 'updated', at)).toEqual({
      done: [
        { id: 'a', outcome: 'updated' },
        { id: 'part 3', outcome: 'updated' },
      ],
      left: [],
    });
  });

  it('leaves what may pass for later, and goes on with the others', async () => {
    const work = failingWith({ b: [new ServiceUnavailableError('b: 503')] });
    const first = await workThrough({ Items: items('a', 'b', 'c') }, work, at);
    expect(first.done.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(first.left).toEqual([{ item: { id: 'b' }, attempts: 1, notBefore: 1_002_000 }]);
    expect(first.waitUntil).toBe(new Date(1_002_000).toISOString());
    const then = { ...at, now: () => 1_002_000 };
    const second = await workThrough({ Items: items('a', 'b', 'c'), batch: first }, work, then);
    expect(second).toEqual({ done: [...first.done, { id: 'b', outcome: 'done' }], left: [] });
  });

  it('waits longer for a service that asks to slow down than for one that is away', async () => {
    const work = failingWith({ a: [new RateLimitedError('slow')], b: [new ServiceUnavailableError('away')] });
    const { left } = await workThrough({ Items: items('a', 'b') }, work, at);
    expect(left.map(({ notBefore }) => notBefore - 1_000_000)).toEqual([15_000, 2_000]);
  });

  it('gives up after the attempts, with the reason of our own errors alone', async () => {
    const work = async ({ id }: { id: string }) => {
      throw id === 'a' ? new ServiceUnavailableError('a: 503') : new TypeError('Mila Novak');
    };
    expect(await workThrough({ Items: items('a', 'b') }, work, { ...at, attempts: 1 })).toEqual({
      done: [
        { id: 'a', failed: 'ServiceUnavailableError', reason: 'a: 503' },
        { id: 'b', failed: 'TypeError', reason: 'unexpected; its text is withheld' },
      ],
      left: [],
    });
  });

  it('stops at an error that says when to go on, which is no attempt', async () => {
    const work = failingWith({ b: [new PacedError(1_005_000)] });
    const { done, left, waitUntil } = await workThrough({ Items: items('a', 'b', 'c') }, work, at);
    expect(done.map(({ id }) => id)).toEqual(['a']);
    expect(left).toEqual(items('b', 'c').map((item) => ({ item, attempts: 0, notBefore: 1_005_000 })));
    expect(waitUntil).toBe(new Date(1_005_000).toISOString());
  });

  it('fails the rest with an error that all would have, without trying', async () => {
    const tried: string[] = [];
    const work = async ({ id }: { id: string }) => {
      tried.push(id);
      throw new DriveAccessDeniedError('no permission');
    };
    const options = { ...at, concernAll: [DriveAccessDeniedError] };
    const { done, left } = await workThrough({ Items: items('a', 'b', 'c') }, work, options);
    expect(tried).toEqual(['a']);
    expect(left).toEqual([]);
    expect(done).toEqual(
      ['a', 'b', 'c'].map((id) => ({ id, failed: 'DriveAccessDeniedError', reason: 'no permission' })),
    );
  });

  it('fails only those of the same kind, where items are of several', async () => {
    const tried: string[] = [];
    const work = async ({ id = '' }: { id?: string }) => {
      tried.push(id);
      if (id.startsWith('drive')) throw new DriveAccessDeniedError('no permission');
      return 'done';
    };
    const kindOf = ({ id = '' }: { id?: string }) => id.split(' ')[0] ?? '';
    const options = { ...at, concernAll: [DriveAccessDeniedError], kindOf };
    const Items = items('paper a', 'drive b', 'paper c', 'drive d');
    const { done, left } = await workThrough({ Items }, work, options);
    expect(left).toEqual([]);
    expect(done.map((one) => ('failed' in one ? one.failed : one.outcome))).toEqual([
      'done',
      'DriveAccessDeniedError',
      'done',
      'DriveAccessDeniedError',
    ]);
    expect(tried).toEqual(['paper a', 'drive b', 'paper c']);
  });

  it('begins nothing after the deadline, and asks to go on at once', async () => {
    let now = 0;
    const work = async () => {
      now += 10;
      return 'done';
    };
    const options = { now: () => now, deadline: 15 };
    const { done, left, waitUntil } = await workThrough({ Items: items('a', 'b', 'c') }, work, options);
    expect([done.length, left.length]).toEqual([2, 1]);
    expect(waitUntil).toBe(new Date(20).toISOString());
  });
});

type Event = 'done' | 'transient' | 'slow' | 'permanent' | 'paced';
const anyEvent = fc.constantFrom<Event>('done', 'transient', 'slow', 'permanent', 'paced');

describe('workThrough, invocation after invocation', () => {
  it('ends each item in exactly one outcome, within its attempts and the pauses', async () => {
    const scripts = fc.array(fc.array(anyEvent, { maxLength: 8 }), { minLength: 1, maxLength: 12 });
    const attemptsAllowed = fc.integer({ min: 1, max: 4 });
    const budgets = fc.integer({ min: 1, max: 50 });
    await fc.assert(
      fc.asyncProperty(scripts, attemptsAllowed, budgets, async (events, attempts, budget) => {
        let now = 0;
        let paced = 0;
        const failures = new Map<string, number>();
        const script = events.map((one) => [...one]);
        const Items = events.map((_, index) => ({ id: `${index}` }));
        const workOnOne = async ({ id }: { id: string }) => {
          now += 10;
          const event = script[Number(id)]?.shift() ?? 'done';
          if (event === 'done') return 'done';
          if (event === 'paced') {
            paced += 1;
            throw new PacedError(now + 100);
          }
          failures.set(id, (failures.get(id) ?? 0) + 1);
          if (event === 'transient') throw new ServiceUnavailableError(id);
          throw event === 'slow' ? new RateLimitedError(id) : new TypeError(id);
        };
        let batch: WorkedBatch<{ id: string }> | undefined;
        let invocations = 0;
        do {
          now = batch?.waitUntil ? Date.parse(batch.waitUntil) : now;
          const options = { now: () => now, deadline: now + budget, attempts };
          batch = await workThrough({ Items, batch }, workOnOne, options);
          invocations += 1;
          const ids = [...batch.done.map(({ id }) => id), ...batch.left.map(({ item }) => item.id)];
          expect(ids.sort()).toEqual(Items.map(({ id }) => id).sort());
          expect(batch.left.every((one) => one.attempts < attempts)).toBe(true);
          expect(batch.left.every((one) => one.attempts === (failures.get(one.item.id) ?? 0))).toBe(true);
        } while (batch.waitUntil !== undefined);
        expect(batch.left).toEqual([]);
        // Each invocation gets at least one item further: by an outcome, an attempt, or a pace that was kept.
        expect(invocations).toBeLessThanOrEqual(Items.length * attempts + paced + 1);
        for (const [id, failed] of failures) expect(failed, id).toBeLessThanOrEqual(attempts);
      }),
    );
  });
});
