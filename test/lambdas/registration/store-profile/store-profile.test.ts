import { beforeEach, describe, expect, test } from 'vitest';
import { toAttributeValues } from '../../../../core/domain/entry-item.ts';
import {
  DuplicateRegistrationError,
  ServiceUnavailableError,
  UnderpaidError,
} from '../../../../core/domain/errors.ts';
import { identityOf } from '../../../../core/domain/identity.ts';
import { personIdOf, photoIdOf } from '../../../../core/domain/ids.ts';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import type { AdmittedEntry } from '../../../../core/domain/state.ts';
import type { PaymentReadings } from '../../../../core/progress/payment-readings.ts';
import type { PhotoFollowers } from '../../../../core/progress/photo-followers.ts';
import type { Progress } from '../../../../core/progress/progress.ts';
import { storeProfile } from '../../../../lambdas/registration/store-profile/store-profile.ts';
import { charge, dispute, reading, refund, unpaidSession } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordedMeasures } from '../../../doubles/recorded-measures.ts';
import { MemoryEntries, MemoryRegistrations } from '../../../doubles/tables.ts';
import coach from '../../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../../fixtures/entries/competitor.json' with { type: 'json' };
import manualEntry from '../../../fixtures/entries/manual-entry.json' with { type: 'json' };

const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
const paid = { paymentIntentId: 'pi_1' };

let entries: MemoryEntries;
let registrations: MemoryRegistrations;
let followers: PhotoFollowers;
let progress: Progress;
let payments: PaymentReadings;
let figures: ReturnType<typeof recordedMeasures>;

const validated: AdmittedEntry['validated'] = {
  registrationType: 'competitor',
  paymentNeeded: true,
  school: 'known',
  findings: [],
  badgeWanted: true,
};

const store = (entryId: string, payment?: AdmittedEntry['payment'], changes = {}) =>
  storeProfile({ entryId, validated: { ...validated, ...changes }, payment }, dependencies());

/** Nothing was stored by another system. */
let otherSystems: ReadonlyMap<string, string>;

const dependencies = () => ({
  entries,
  registrations,
  newRegistrations: registrations,
  otherSystems: async () => otherSystems,
  followers,
  progress,
  measure: figures.measure,
});

const earlierRow = (key: string) => ({
  ...toAttributeValues(competitor),
  pk: { S: key },
  payment: { S: 'pi_0' },
});

beforeEach(() => {
  entries = new MemoryEntries().with('cs_test_1', { ...competitor, checkout: { S: 'cs_test_1' } });
  registrations = new MemoryRegistrations();
  figures = recordedMeasures();
  otherSystems = new Map();
  ({ followers, payments, progress } = progressIn(inMemoryDocuments()));
});

describe('store profile', () => {
  test('writes the registration in the legacy format: the attributes of the message, payment instead of checkout', async () => {
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'stored', photoShared: false });
    const { checkout: _, ...attributes } = competitor;
    expect(registrations.items.get(pk)).toEqual({
      ...attributes,
      age: { N: '12' },
      pk: { S: pk },
      payment: { S: 'pi_1' },
      entryId: { S: 'cs_test_1' },
    });
  });

  test('notes beside what is uncertain that something else was paid', async () => {
    entries.with('cs_test_1', { ...competitor, beltRank: { S: 'camo' }, checkout: { S: 'cs_test_1' } });
    const findings = [{ field: 'payment', code: 'paid-less', detail: 'paid 1.00 USD' } as const];
    await store('cs_test_1', { ...paid, findings });
    expect(registrations.items.get(pk)).toMatchObject({
      findings: { S: 'beltRank: unknown' },
      payment_findings: { S: 'Payment is less than the entry costs: paid 1.00 USD' },
    });
  });

  test('registers nobody whose payment is refused, and leaves whom it has registered', async () => {
    const refused = { ...paid, refusal: 'paid 1.00 USD, expected 2.00 USD' };
    await expect(store('cs_test_1', refused)).rejects.toThrow(UnderpaidError);
    await expect(store('cs_test_1', refused)).rejects.toThrow(
      'entry cs_test_1: paid 1.00 USD, expected 2.00 USD',
    );
    expect(registrations.items).toHaveLength(0);
    await store('cs_test_1', paid);
    expect(await store('cs_test_1', refused)).toMatchObject({ outcome: 'already stored' });
  });

  test('run again, it finds that the work is done', async () => {
    await store('cs_test_1', paid);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored', photoShared: false });
    expect(figures.measured).toEqual([['Registrations', 1]]);
    expect(registrations.items).toHaveLength(1);
  });

  test('run again after it was parked although it was stored, it removes the mark', async () => {
    await store('cs_test_1', paid);
    await progress.park('cs_test_1', [
      { part: 'registration', error: 'ServiceUnavailableError', reason: '' },
    ]);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored', photoShared: false });
    expect((await progress.get('cs_test_1')).attention).toEqual({});
  });

  test('marks of parts that are no longer needed are removed, others stay', async () => {
    const marks = (['findings', 'badge', 'confirmation'] as const).map((part) => ({
      part,
      error: 'E',
      reason: '',
    }));
    await progress.park('cs_test_1', marks);
    await store('cs_test_1', paid, { school: 'unknown' });
    expect(Object.keys((await progress.get('cs_test_1')).attention)).toHaveLength(3);
    const findings = [{ field: 'payment', code: 'paid-less' } as const];
    await store('cs_test_1', { ...paid, findings });
    expect(Object.keys((await progress.get('cs_test_1')).attention)).toHaveLength(3);
    await store('cs_test_1', { ...paid, findings: [] }, { school: 'known', badgeWanted: false });
    expect(Object.keys((await progress.get('cs_test_1')).attention)).toEqual(['confirmation']);
  });

  test('a write whose answer was lost is recognised as its own', async () => {
    const losing = {
      add: async (...registration: Parameters<MemoryRegistrations['add']>) => {
        await registrations.add(...registration);
        throw new ServiceUnavailableError('answer lost');
      },
    };
    const first = storeProfile(
      { entryId: 'cs_test_1', validated, payment: paid },
      { ...dependencies(), newRegistrations: losing },
    );
    await expect(first).rejects.toThrow(ServiceUnavailableError);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored', photoShared: false });
    expect(registrations.items).toHaveLength(1);
  });

  test('legacy fault 3: a competitor who registered and paid twice is parked as a candidate for a refund; the first entry is untouched', async () => {
    await store('cs_test_1', paid);
    entries.with('cs_test_2', { ...competitor, checkout: { S: 'cs_test_2' } });
    const second = store('cs_test_2', { paymentIntentId: 'pi_2' });
    await expect(second).rejects.toThrow(DuplicateRegistrationError);
    await expect(second).rejects.toThrow(
      'entry cs_test_2: the same person is registered by entry cs_test_1; its payment pi_2 is a candidate for a refund',
    );
    expect(registrations.items.get(pk)?.payment).toEqual({ S: 'pi_1' });
  });

  test('legacy fault 10: two people of one name in one school, born on different days, both get in', async () => {
    await store('cs_test_1', paid);
    entries.with('cs_test_2', {
      ...competitor,
      birthdate: { S: '01/02/2014' },
      checkout: { S: 'cs_test_2' },
    });
    expect(await store('cs_test_2', { paymentIntentId: 'pi_2' })).toMatchObject({ outcome: 'stored' });
    expect([...registrations.items.keys()]).toEqual([pk, `${pk}-2`]);

    entries.with('cs_test_3', {
      ...competitor,
      birthdate: { S: '2014-01-02' },
      checkout: { S: 'cs_test_3' },
    });
    await expect(store('cs_test_3', paid)).rejects.toThrow('registered by entry cs_test_2');
  });

  test('a registration of the earlier system is distinguished from another person’s too', async () => {
    registrations.items.set(pk, earlierRow(pk));
    await expect(store('cs_test_1', paid)).rejects.toThrow('an entry of the earlier system');
  });

  test('a registration of the earlier system is found however the name is typed', async () => {
    const key = 'GOLDEN_DRAGON_TKD_-_OWASSO-competitor-JORDAN_RIVERA';
    const shouted = {
      ...earlierRow(key),
      full_name: { S: 'JORDAN RIVERA' },
      school: { S: 'GOLDEN DRAGON TKD - OWASSO' },
    };
    registrations.items.set(key, shouted);
    otherSystems = new Map([[personIdOf(identityOf(shouted)), key]]);
    await expect(store('cs_test_1', paid)).rejects.toThrow('an entry of the earlier system');

    // An organiser has deleted it since the table was read.
    registrations.items.delete(key);
    expect(await store('cs_test_1', paid)).toMatchObject({ outcome: 'stored' });
  });

  test.each<[what: string, changes: Record<string, unknown>]>([
    ['in capitals', { full_name: { S: 'JORDAN RIVERA' } }],
    [
      'with a dash and another date format',
      { full_name: { S: 'Jordan-Rivera' }, birthdate: { S: '2013-07-11' } },
    ],
    ['with the school in small letters', { school: { S: 'golden dragon tkd - owasso' } }],
  ])('one person typed twice, the second time %s, is a duplicate', async (_, changes) => {
    await store('cs_test_1', paid);
    entries.with('cs_test_2', { ...competitor, ...changes, checkout: { S: 'cs_test_2' } });
    await expect(store('cs_test_2', { paymentIntentId: 'pi_2' })).rejects.toThrow(
      'the same person is registered by entry cs_test_1; its payment pi_2',
    );
    expect(registrations.items).toHaveLength(1);
  });

  test('a person whose registration an organiser deleted, or changed to somebody else’s, can register again', async () => {
    await store('cs_test_1', paid);
    const row = registrations.items.get(pk) ?? {};
    registrations.items.set(pk, { ...row, full_name: { S: 'Jordan Riviera' } });
    entries.with('cs_test_2', {
      ...competitor,
      full_name: { S: 'JORDAN RIVERA' },
      checkout: { S: 'cs_test_2' },
    });
    expect(await store('cs_test_2', paid)).toMatchObject({ outcome: 'stored' });

    registrations.items.clear();
    entries.with('cs_test_3', { ...competitor, checkout: { S: 'cs_test_3' } });
    expect(await store('cs_test_3', paid)).toMatchObject({ outcome: 'stored' });
    expect(registrations.items.get(pk)?.entryId).toEqual({ S: 'cs_test_3' });
  });

  describe('a person whose registration', () => {
    const setState = (payment_state: string) => {
      const row = registrations.items.get(pk) ?? {};
      registrations.items.set(pk, { ...row, payment_state: { S: payment_state } });
    };
    beforeEach(async () => {
      await store('cs_test_1', paid);
      entries.with('cs_test_2', { ...competitor, checkout: { S: 'cs_test_2' } });
    });

    test.each(['refunded', 'dispute lost'])(
      'is %s can register again, under a key beside it',
      async (state) => {
        setState(state);
        expect(await store('cs_test_2', { paymentIntentId: 'pi_2' })).toMatchObject({ outcome: 'stored' });
        expect(registrations.items.get(pk)).toMatchObject({ entryId: { S: 'cs_test_1' } });
        expect(registrations.items.get(`${pk}-2`)).toMatchObject({ entryId: { S: 'cs_test_2' } });
        expect(await store('cs_test_2', { paymentIntentId: 'pi_2' })).toMatchObject({
          outcome: 'already stored',
        });
      },
    );

    test.each(['on hold', 'refund pending', 'paid'])('is %s cannot', async (state) => {
      setState(state);
      await expect(store('cs_test_2', { paymentIntentId: 'pi_2' })).rejects.toThrow(
        DuplicateRegistrationError,
      );
    });

    test('of another system went back can register too', async () => {
      const { entryId: _, ...row } = registrations.items.get(pk) ?? {};
      registrations = new MemoryRegistrations(
        new Map([['old', { ...row, payment_state: { S: 'refunded' } }]]),
      );
      otherSystems = new Map([[personIdOf(identityOf(row)), 'old']]);
      expect(await store('cs_test_2', paid)).toMatchObject({ outcome: 'stored' });
    });
  });

  describe('what was read of the payment before there was a registration', () => {
    const readings = (changes: Partial<PaymentReading>) =>
      payments.record(reading({ session: { ...reading().session, id: 'cs_test_1' }, ...changes }), undefined);

    test('is noted on it', async () => {
      await readings({ disputes: [dispute('needs_response', true)] });
      await store('cs_test_1', paid);
      expect(registrations.items.get(pk)).toMatchObject({
        payment_state: { S: 'on hold' },
        payment_read_at: { N: String(reading().readAt) },
      });
    });

    test('is noted also by a run after one that was cut off before that', async () => {
      await store('cs_test_1', paid);
      await readings({ refunds: [refund('succeeded')] });
      await store('cs_test_1', paid);
      expect(registrations.items.get(pk)).toMatchObject({ payment_state: { S: 'refunded' } });
    });

    test('is nothing to be noted if it was from before the payment came', async () => {
      await readings({
        session: { ...unpaidSession('complete'), id: 'cs_test_1' },
        charges: [charge('pending')],
      });
      await store('cs_test_1', paid);
      expect(registrations.items.get(pk)).not.toHaveProperty('payment_state');
    });
  });

  test('when it was paid is on the registration, and what it should have cost in its progress', async () => {
    await store('cs_test_1', { ...paid, paidAt: 1_790_000_000, due: 9_500 });
    expect(registrations.items.get(pk)).toMatchObject({ paid_at: { S: '2026-09-21T14:13:20.000Z' } });
    expect(await progress.get('cs_test_1')).toMatchObject({ due: 9_500 });
  });

  test('a registration that was moved to another key is still the person’s', async () => {
    await store('cs_test_1', paid);
    const row = registrations.items.get(pk) ?? {};
    registrations.items.delete(pk);
    registrations.items.set('moved', { ...row, pk: { S: 'moved' } });
    await progress.recordRegistrationKey('cs_test_1', 'moved');
    entries.with('cs_test_2', { ...competitor, checkout: { S: 'cs_test_2' } });
    await expect(store('cs_test_2', paid)).rejects.toThrow('registered by entry cs_test_1');
  });

  test('a photo that two registrations show is noted on both, in whichever order they are stored', async () => {
    const sister = { ...competitor, full_name: { S: 'Jolene Rivera' }, checkout: { S: 'cs_test_2' } };
    entries.with('cs_test_2', sister);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'stored', photoShared: false });
    expect(await store('cs_test_2', paid)).toEqual({ outcome: 'stored', photoShared: true });
    const noted = { S: photoIdOf(competitor.imgFilename.S) };
    expect([...registrations.items.values()].map((row) => row.photo_shared)).toEqual([noted, noted]);
    // Run again, it says the same.
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored', photoShared: true });
  });

  test('a duplicate that is not registered shares no photo', async () => {
    await store('cs_test_1', paid);
    entries.with('cs_test_2', { ...competitor, checkout: { S: 'cs_test_2' } });
    await expect(store('cs_test_2', paid)).rejects.toThrow(DuplicateRegistrationError);
    expect(await store('cs_test_1', paid)).toMatchObject({ photoShared: false });
    expect(registrations.items.get(pk)).not.toHaveProperty('photo_shared');
  });

  test('how an entry without a payment was admitted is recorded', async () => {
    entries.with('entry_1', manualEntry).with('entry_2', coach);
    await store('entry_1');
    await store('entry_2');
    await store('cs_test_1', { paymentIntentId: null });
    expect([...registrations.items.values()].map(({ payment }) => payment?.S)).toEqual([
      'manual_entry',
      'free',
      'no_payment_required',
    ]);
  });
});
