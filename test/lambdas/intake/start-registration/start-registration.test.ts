import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { startRegistration } from '../../../../lambdas/intake/start-registration/start-registration.ts';

async function callsFor(item: Record<string, unknown>, { gaveUp = false, takenUp = false } = {}) {
  const calls: string[] = [];
  const executions = {
    start: async (entryId: string, cause: string) => void calls.push(`start ${entryId} for ${cause}`),
    startFor: async (entryId: string, cause: string) => void calls.push(`restart ${entryId} for ${cause}`),
  };
  const progress = { wasGivenUp: async () => gaveUp, wasTakenUp: async () => takenUp };
  await startRegistration({ eventId: 'record-1', item }, { executions, progress });
  return calls;
}

describe('start registration', () => {
  test('an entry that an organiser added starts', async () => {
    const item = {
      entryId: { S: 'entry_1' },
      reg_type: { S: 'competitor' },
      checkout: { S: 'manual_entry' },
    };
    expect(await callsFor(item)).toEqual(['start entry_1 for record-1']);
  });

  test.each([[undefined], [{ NULL: true }], [{ S: '' }], [{ S: 'a coupon' }]])(
    'an entry without a Checkout Session starts (%j)',
    async (checkout) => {
      const item = { entryId: { S: 'entry_1' }, reg_type: { S: 'coach' }, ...(checkout && { checkout }) };
      expect(await callsFor(item)).toEqual(['start entry_1 for record-1']);
    },
  );

  test('an entry that was registered before, and is put back into its table, starts nothing', async () => {
    const item = { entryId: { S: 'entry_1' }, reg_type: { S: 'coach' } };
    expect(await callsFor(item, { takenUp: true })).toEqual([]);
  });

  test('an entry starts whatever else it holds', async () => {
    const item = { entryId: { S: 'entry_1' }, reg_type: { S: 'coach' }, notes: { SS: ['a set'] } };
    expect(await callsFor(item)).toEqual(['start entry_1 for record-1']);
  });

  test.each(['competitor', 'coach'])(
    'a %s with a Checkout Session waits for the webhook, unless an execution has given up waiting for the entry',
    async (type) => {
      const item = { entryId: { S: 'cs_test_1' }, reg_type: { S: type }, checkout: { S: ' cs_test_1 ' } };
      expect(await callsFor(item)).toEqual([]);
      expect(await callsFor(item, { gaveUp: true })).toEqual(['restart cs_test_1 for record-1']);
    },
  );

  test("an entry under another id than its Checkout Session's starts, to be parked", async () => {
    const item = { entryId: { S: 'entry_1' }, reg_type: { S: 'competitor' }, checkout: { S: 'cs_test_1' } };
    expect(await callsFor(item)).toEqual(['start entry_1 for record-1']);
  });

  test('an id that cannot name an execution is refused by the name of the field', async () => {
    await expect(callsFor({ entryId: { S: 'a b' }, reg_type: { S: 'coach' } })).rejects.toThrow(
      InputInvalidError,
    );
    await expect(callsFor({ entryId: { S: 'a b' }, reg_type: { S: 'coach' } })).rejects.toThrow('entryId: ');
  });
});
