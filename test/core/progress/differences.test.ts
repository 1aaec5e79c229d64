import { beforeEach, describe, expect, test } from 'vitest';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

describe.each(documentTables)('%s', (_, open) => {
  let tables: DocumentTables;
  let at: ReturnType<typeof progressIn>;

  beforeEach(async () => {
    tables = await open();
    at = progressIn(tables);
  });

  test('what the organisers have heard of is remembered on the entry, which does not count as changed', async () => {
    await at.differences.recordTold('cs_1', 'cs_1 parked 2027-01-01');
    await at.differences.recordTold('cs_1', 'cs_1 parked 2027-01-01');
    await at.differences.recordTold('cs_1', 're_1 unknown-payment');
    const { differencesTold } = await at.progress.get('cs_1');
    expect(differencesTold?.sort()).toEqual(['cs_1 parked 2027-01-01', 're_1 unknown-payment']);
    expect(await itemIn(tables, 'cs_1')).not.toHaveProperty('updatedAt');
  });

  test('the entry of a PaymentIntent is found once it has been recorded', async () => {
    expect(await at.differences.entryOf('pi_1')).toBeUndefined();
    await at.differences.recordEntryOf('pi_1', 'cs_1');
    expect(await at.differences.entryOf('pi_1')).toBe('cs_1');
  });
});
