import { expect, test } from 'vitest';
import { documentTables, putItem } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

test.each(documentTables)(
  'every badge is known with the hash it was last printed by, %s',
  async (_, open) => {
    const tables = await open();
    const { printed } = progressIn(tables);
    await putItem(tables, tables.progress, { entryId: 'drawn', badge: { hash: 'a' } });
    await putItem(tables, tables.progress, { entryId: 'printed', badge: { hash: 'b' } });
    await putItem(tables, tables.progress, { entryId: 'without a badge' });
    await printed.recordSheet('printed', 'b');
    const states = new Map<string, unknown>();
    for await (const { id, ...state } of printed.sheetStates()) states.set(id, state);
    expect(states).toEqual(
      new Map([
        ['drawn', { hash: 'a' }],
        ['printed', { hash: 'b', printedHash: 'b' }],
      ]),
    );
  },
);
