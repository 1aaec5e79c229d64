import { beforeEach, describe, expect, test } from 'vitest';
import { Progress } from '../../lambdas/shared/clients/progress.ts';
import { DuplicateRegistrationError, ServiceUnavailableError } from '../../lambdas/shared/domain/errors.ts';
import { storeProfile } from '../../lambdas/store-profile/store-profile.ts';
import { inMemoryDocuments } from '../doubles/in-memory-documents.ts';
import { MemoryEntries, MemoryRegistrations } from '../doubles/tables.ts';
import coach from '../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../fixtures/entries/competitor.json' with { type: 'json' };
import manualEntry from '../fixtures/entries/manual-entry.json' with { type: 'json' };

const pk = 'Golden_Dragon_TKD_-_Owasso-competitor-Jordan_Rivera';
const paid = { paymentIntentId: 'pi_1' };

let entries: MemoryEntries;
let registrations: MemoryRegistrations;
let progress: Progress;

const validated = {
  registrationType: 'competitor',
  paymentNeeded: true,
  school: 'known',
  badgeWanted: true,
} as const;

const store = (entryId: string, payment?: { paymentIntentId: string | null }, changes = {}) =>
  storeProfile(
    { entryId, validated: { ...validated, ...changes }, payment },
    { entries, registrations, progress },
  );

beforeEach(() => {
  entries = new MemoryEntries().with('cs_test_1', { ...competitor, checkout: { S: 'cs_test_1' } });
  registrations = new MemoryRegistrations();
  progress = new Progress(inMemoryDocuments().client, 'progress');
});

describe('store profile', () => {
  test('writes the registration in the legacy format: the attributes of the message, payment instead of checkout', async () => {
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'stored' });
    const { checkout: _, ...attributes } = competitor;
    expect(registrations.items.get(pk)).toEqual({
      ...attributes,
      age: { N: '12' },
      pk: { S: pk },
      payment: { S: 'pi_1' },
      entryId: { S: 'cs_test_1' },
    });
  });

  test('run again it finds that it is done', async () => {
    await store('cs_test_1', paid);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored' });
    expect(registrations.items).toHaveLength(1);
  });

  test('run again after it was parked although it was stored, it takes the mark away', async () => {
    await store('cs_test_1', paid);
    await progress.park('cs_test_1', [
      { part: 'registration', error: 'ServiceUnavailableError', reason: '' },
    ]);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored' });
    expect((await progress.get('cs_test_1')).attention).toEqual({});
  });

  test('marks of parts that have become needless are taken away, others stay', async () => {
    const marks = (['school', 'badge', 'confirmation'] as const).map((part) => ({
      part,
      error: 'E',
      reason: '',
    }));
    await progress.park('cs_test_1', marks);
    await store('cs_test_1', paid, { school: 'unknown' });
    expect(Object.keys((await progress.get('cs_test_1')).attention)).toHaveLength(3);
    await store('cs_test_1', paid, { school: 'known', badgeWanted: false });
    expect(Object.keys((await progress.get('cs_test_1')).attention)).toEqual(['confirmation']);
  });

  test('a write whose answer was lost is recognised as its own', async () => {
    const losing = {
      putIfAbsent: async (item: Parameters<MemoryRegistrations['putIfAbsent']>[0]) => {
        await registrations.putIfAbsent(item);
        throw new ServiceUnavailableError('answer lost');
      },
    };
    const first = storeProfile(
      { entryId: 'cs_test_1', validated, payment: paid },
      { entries, registrations: losing, progress },
    );
    await expect(first).rejects.toThrow(ServiceUnavailableError);
    expect(await store('cs_test_1', paid)).toEqual({ outcome: 'already stored' });
    expect(registrations.items).toHaveLength(1);
  });

  test('legacy fault 3: one competitor registered and paid twice parks as a candidate for a refund; the first is untouched', async () => {
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
    expect(await store('cs_test_2', { paymentIntentId: 'pi_2' })).toEqual({ outcome: 'stored' });
    expect([...registrations.items.keys()]).toEqual([pk, `${pk}-2`]);

    entries.with('cs_test_3', {
      ...competitor,
      birthdate: { S: '2014-01-02' },
      checkout: { S: 'cs_test_3' },
    });
    await expect(store('cs_test_3', paid)).rejects.toThrow('registered by entry cs_test_2');
  });

  test('a registration of the earlier system is told from another person too', async () => {
    registrations.items.set(pk, {
      ...(competitor as object),
      pk: { S: pk },
      payment: { S: 'pi_0' },
    } as never);
    await expect(store('cs_test_1', paid)).rejects.toThrow('an entry of the earlier system');
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
