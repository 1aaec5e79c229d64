import { describe, expect, test } from 'vitest';
import {
  EntryConflictError,
  EntryInvalidError,
  EntryNotFoundError,
  PersonErasedError,
} from '../../../../core/domain/errors.ts';
import { validateEntry } from '../../../../lambdas/registration/validate-entry/validate-entry.ts';
import { MemoryEntries } from '../../../doubles/tables.ts';
import coach from '../../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../../fixtures/entries/competitor.json' with { type: 'json' };
import fiveWrongFields from '../../../fixtures/entries/five-wrong-fields.json' with { type: 'json' };
import manualEntry from '../../../fixtures/entries/manual-entry.json' with { type: 'json' };

const sessionId = 'cs_test_a1B2c3';
const paidCompetitor = { ...competitor, checkout: { S: sessionId } };
const rules = { freeTypes: ['coach' as const], badgesOn: true };
const schools = { lookUp: async () => 'known' as const };

const tombstones = {
  check: async (id: string) => {
    if (id === 'entry_erased') throw new PersonErasedError('erased');
  },
};

const validate = (entries: MemoryEntries, entryId: string, changes = {}) =>
  validateEntry(entryId, { entries, tombstones, schools, rules: { ...rules, ...changes } });

describe('validate entry', () => {
  test('an entry with a Checkout Session needs its payment confirmed, and a competitor a badge', async () => {
    const entries = new MemoryEntries().with(sessionId, paidCompetitor);
    expect(await validate(entries, sessionId)).toEqual({
      registrationType: 'competitor',
      paymentNeeded: true,
      school: 'known',
      findings: [],
      badgeWanted: true,
    });
  });

  test('an entry that an organiser added needs no payment', async () => {
    const entries = new MemoryEntries().with('entry_1', manualEntry);
    expect(await validate(entries, 'entry_1')).toMatchObject({ paymentNeeded: false });
  });

  test('a coach needs no payment if coaches are free, and has a badge', async () => {
    const entries = new MemoryEntries().with('entry_1', coach);
    expect(await validate(entries, 'entry_1')).toMatchObject({ paymentNeeded: false, badgeWanted: true });
  });

  test('a coach with a Checkout Session must be paid like any other, even if coaches are free', async () => {
    const entries = new MemoryEntries().with(sessionId, { ...coach, checkout: { S: sessionId } });
    expect(await validate(entries, sessionId)).toMatchObject({ paymentNeeded: true });
  });

  test('an entry without a Checkout Session is refused if its type is not free', async () => {
    const entries = new MemoryEntries().with('entry_1', coach);
    await expect(validate(entries, 'entry_1', { freeTypes: [] })).rejects.toThrow(
      'entry entry_1: checkout: missing',
    );
  });

  test('an unknown kind of checkout is reported as one', async () => {
    const entries = new MemoryEntries().with('entry_1', {
      ...manualEntry,
      checkout: { S: 'paid cash to Sam' },
    });
    await expect(validate(entries, 'entry_1')).rejects.toThrow('entry entry_1: checkout: unknown');
  });

  test('no badge is wanted if the stage makes none', async () => {
    const entries = new MemoryEntries().with(sessionId, paidCompetitor);
    expect(await validate(entries, sessionId, { badgesOn: false })).toMatchObject({ badgeWanted: false });
  });

  test('an entry that names a Checkout Session of another entry is refused', async () => {
    const entries = new MemoryEntries().with('entry_1', paidCompetitor);
    await expect(validate(entries, 'entry_1')).rejects.toThrow(EntryConflictError);
  });

  test('an entry that is not there yet is waited for', async () => {
    await expect(validate(new MemoryEntries(), sessionId)).rejects.toThrow(EntryNotFoundError);
  });

  test('an entry about somebody who was erased goes no further, whether it is there or not', async () => {
    const restored = new MemoryEntries().with('entry_erased', manualEntry);
    await expect(validate(restored, 'entry_erased')).rejects.toThrow(PersonErasedError);
    await expect(validate(new MemoryEntries(), 'entry_erased')).rejects.toThrow(PersonErasedError);
  });

  test('what is uncertain is passed on by its field, without a value and without the address', async () => {
    const checkout = { S: sessionId };
    const entries = new MemoryEntries().with(sessionId, { ...fiveWrongFields, checkout });
    expect(await validate(entries, sessionId)).toMatchObject({
      findings: ['birthdate: not-a-date', 'gender: unknown', 'beltRank: unknown', 'events: unknown'],
    });
  });

  test('an entry that lacks what every registration needs is refused, with a list of what is missing', async () => {
    const entries = new MemoryEntries().with('entry_1', {
      ...manualEntry,
      full_name: { S: '' },
      school: { NULL: true },
    });
    const refused = validate(entries, 'entry_1');
    await expect(refused).rejects.toThrow(EntryInvalidError);
    await expect(refused).rejects.toThrow('entry entry_1: full_name: missing; school: missing');
  });
});
