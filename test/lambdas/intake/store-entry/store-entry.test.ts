import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { storeEntry } from '../../../../lambdas/intake/store-entry/store-entry.ts';
import { MemoryEntries } from '../../../doubles/tables.ts';
import coach from '../../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../../fixtures/entries/competitor.json' with { type: 'json' };

const tombstones = { isErased: async (id: string) => id === 'cs_test_erased' };

/** The form sends the phone number bare. */
const paid = { ...competitor, phone: '918-555-0142', checkout: { S: 'cs_test_1' } };

describe('store entry', () => {
  test("an entry with a Checkout Session is stored under the session's id, its attributes as sent", async () => {
    const entries = new MemoryEntries();
    await storeEntry(JSON.stringify(paid), { entries, tombstones });
    expect([...entries.items.keys()]).toEqual(['cs_test_1']);
    expect(entries.items.get('cs_test_1')).toEqual({
      ...paid,
      phone: { S: '918-555-0142' },
      entryId: { S: 'cs_test_1' },
    });
  });

  test('the same message again changes nothing, also without a session', async () => {
    const entries = new MemoryEntries();
    for (const body of [paid, coach, paid, coach])
      await storeEntry(JSON.stringify(body), { entries, tombstones });
    expect(entries.items).toHaveLength(2);
  });

  test('a different entry for the same session is kept under an id of its own', async () => {
    const entries = new MemoryEntries();
    await storeEntry(JSON.stringify(paid), { entries, tombstones });
    const { entryId } = await storeEntry(JSON.stringify({ ...paid, full_name: { S: 'Someone Else' } }), {
      entries,
      tombstones,
    });
    expect(entryId).toMatch(/^entry_[0-9a-f]{32}$/);
    expect(entries.items.get('cs_test_1')?.full_name).toEqual(paid.full_name);
    expect(entries.items.get(entryId)?.full_name).toEqual({ S: 'Someone Else' });
  });

  test.each([
    ['not JSON', '{"full_name":', 'body: expected JSON'],
    ['not an object', '[1]', 'body: expected a JSON object of attributes'],
    ['an attribute without a name', '{"":{"S":"1"}}', 'an attribute has no name'],
  ])('legacy fault 5: a body that is %s is refused, and nothing is stored', async (_, body, text) => {
    const entries = new MemoryEntries();
    const refused = storeEntry(body, { entries, tombstones });
    await expect(refused).rejects.toThrow(InputInvalidError);
    await expect(refused).rejects.toThrow(text);
    expect(entries.items).toHaveLength(0);
  });

  test('whatever still comes for somebody who was erased is dropped', async () => {
    const entries = new MemoryEntries();
    const late = { ...paid, checkout: { S: 'cs_test_erased' } };
    for (const body of [late, { ...late, full_name: { S: 'Another Spelling' } }]) {
      await storeEntry(JSON.stringify(body), { entries, tombstones });
    }
    expect(entries.items).toHaveLength(0);
  });

  test('what a table would not accept is stored all the same, as text', async () => {
    const entries = new MemoryEntries();
    const body = {
      ...coach,
      weight: { N: 'eighty' },
      tshirt: { S: null },
      medical_form: { M: { contacts: { S: null } } },
    };
    const { entryId } = await storeEntry(JSON.stringify(body), { entries, tombstones });
    expect(entries.items.get(entryId)).toMatchObject({
      weight: { S: 'eighty' },
      tshirt: { NULL: true },
      medical_form: { M: { contacts: { NULL: true } } },
    });
  });
});
