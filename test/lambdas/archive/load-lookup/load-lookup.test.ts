import { expect, test } from 'vitest';
import { LookupTable } from '../../../../core/clients/lookup-table.ts';
import type { AttributeValue } from '../../../../core/domain/attribute-value.ts';
import { loadLookup } from '../../../../lambdas/archive/load-lookup/load-lookup.ts';
import { openLocal } from '../../../doubles/document-tables.ts';

test('a person is put into the table, over who was there under the key, and is found by reading all of it', async () => {
  const { dynamo, registrations } = await openLocal();
  // Any table by `pk` will do.
  const lookup = new LookupTable(dynamo, registrations);
  const load = (item: Record<string, AttributeValue>) =>
    loadLookup({ id: 'archived_1', part: 1 }, { job: 'a-job' }, { lookup, rowOf: async () => ({ item }) });
  expect(await load({ pk: { S: 'a' }, name: { S: 'Ann Bo' }, phone: { S: '1' } })).toBe('loaded');
  await load({ pk: { S: 'a' }, name: { S: 'Ann Bo' } });
  const found: unknown[] = [];
  for await (const item of lookup.items()) found.push(item);
  expect(found).toEqual([{ pk: { S: 'a' }, name: { S: 'Ann Bo' } }]);
});
