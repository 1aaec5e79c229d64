import { beforeEach, describe, expect, test } from 'vitest';
import { BadgeInFlightError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import type { BadgeLease } from '../../../core/progress/badge-lease.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { BadgeRecord } from '../../../core/progress/progress-record.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const entryId = 'cs_test_1';
const aMinute = 60_000;
const badge: BadgeRecord = {
  key: 'school-competitor-name_badge.jpg',
  hash: 'of all it was drawn from',
  md5: 'abc',
  contentType: 'image/jpeg',
  photo: 'used',
  preflight: [],
};

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let lease: BadgeLease;
  let progress: Progress;

  beforeEach(async () => {
    clock = Date.parse('2027-03-01T12:00:00Z');
    tables = await open();
    ({ lease, progress } = progressIn(tables, () => clock));
  });

  describe('a badge is worked on', () => {
    /** Work that lasts until `end` is called; when this returns, the badge is claimed or refused. */
    async function holding(execution: string) {
      const started = Promise.withResolvers<void>();
      const working = Promise.withResolvers<void>();
      const held = lease.holdingBadge(entryId, execution, () => {
        started.resolve();
        return working.promise;
      });
      await Promise.race([started.promise, held.catch(() => undefined)]);
      return { end: (error?: Error) => (error ? working.reject(error) : working.resolve()), held };
    }
    const holder = async () => (await itemIn(tables, entryId))?.badgeLease;

    test('with the progress at that time, and the result is passed on', async () => {
      await progress.recordRegistration(entryId, 'pk', { admittedBy: 'pi_1' });
      const found = await lease.holdingBadge(entryId, 'first', async (record) => record);
      expect(found).toEqual({ registrationKey: 'pk', registrationKeys: ['pk'], attention: {} });
      expect(await holder()).toBeUndefined();
    });

    test('by one execution at a time; the second finds what the first left', async () => {
      const first = await holding('first');
      await expect((await holding('second')).held).rejects.toThrow(BadgeInFlightError);
      await expect((await holding('second')).held).rejects.toThrow(entryId);
      first.end();
      await first.held;
      await lease.holdingBadge(entryId, 'first', () => lease.recordBadge(entryId, 'first', badge));
      expect((await lease.holdingBadge(entryId, 'second', async (record) => record)).badge).toEqual(badge);
    });

    test('by one of two who ask at the same moment', async () => {
      const both = await Promise.all([holding('first'), holding('second')]);
      for (const { end } of both) end();
      const outcomes = await Promise.allSettled(both.map(({ held }) => held));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('for two entries side by side', async () => {
      const first = await holding('first');
      expect(await lease.holdingBadge('another', 'second', async () => 'done')).toBe('done');
      first.end();
      await first.held;
    });

    test('again by the same execution, whose attempt was cut off', async () => {
      await holding('first');
      expect(await lease.holdingBadge(entryId, 'first', async () => 'done')).toBe('done');
      expect(await holder()).toBeUndefined();
    });

    test('by another execution after two minutes, and no sooner', async () => {
      await holding('first');
      clock += 2 * aMinute;
      await expect((await holding('second')).held).rejects.toThrow(BadgeInFlightError);
      clock += 1;
      expect(await lease.holdingBadge(entryId, 'second', async () => 'done')).toBe('done');
    });

    test('no longer by one that was taken over from: it records nothing, and is run again', async () => {
      const first = await holding('first');
      clock += 2 * aMinute + 1;
      const second = await holding('second');
      await expect(lease.recordBadge(entryId, 'first', badge)).rejects.toThrow(BadgeInFlightError);
      await expect(lease.recordWithdrawal(entryId, 'first')).rejects.toThrow(BadgeInFlightError);
      expect(await progress.get(entryId)).toEqual({ registrationKeys: [], attention: {} });
      first.end();
      await expect(first.held).rejects.toThrow(BadgeInFlightError);
      expect(await holder()).toMatchObject({ heldBy: 'second' });
      second.end();
      await second.held;
    });

    test('by the next execution at once after a failure, which is reported', async () => {
      const failure = new ServiceUnavailableError('S3 is away');
      const first = await holding('first');
      first.end(failure);
      await expect(first.held).rejects.toBe(failure);
      expect(await lease.holdingBadge(entryId, 'second', async () => 'done')).toBe('done');
    });

    test('and the failure is reported also when the lease cannot be released', async () => {
      const failure = new ServiceUnavailableError('S3 is away');
      const first = await holding('first');
      clock += 2 * aMinute + 1;
      await holding('second');
      first.end(failure);
      await expect(first.held).rejects.toBe(failure);
      expect(await holder()).toMatchObject({ heldBy: 'second' });
    });
  });

  describe('a badge that is recorded', () => {
    const hold = (work: () => Promise<void>) => lease.holdingBadge(entryId, 'first', work);

    test('is replaced by its withdrawal, and that by the next badge', async () => {
      await hold(() => lease.recordBadge(entryId, 'first', badge));
      expect(await progress.get(entryId)).toMatchObject({ badge });
      await hold(() => lease.recordWithdrawal(entryId, 'first'));
      expect(await progress.get(entryId)).toEqual({
        registrationKeys: [],
        badgeWithdrawn: true,
        attention: {},
      });
      await hold(() => lease.recordBadge(entryId, 'first', badge));
      expect((await progress.get(entryId)).badgeWithdrawn).toBeUndefined();
    });

    test('is recorded only by the execution that holds it', async () => {
      await expect(lease.recordBadge(entryId, 'first', badge)).rejects.toThrow(BadgeInFlightError);
      expect(await itemIn(tables, entryId)).toBeUndefined();
    });
  });
});
