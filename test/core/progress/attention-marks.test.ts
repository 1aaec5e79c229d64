import { expect, test } from 'vitest';
import { canaryPrefix } from '../../../core/domain/canary.ts';
import { markedEntries } from '../../../core/progress/attention-marks.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { openLocal, putItem } from '../../doubles/document-tables.ts';

test('what needs attention is listed, canaries left out', async () => {
  const tables = await openLocal();
  const mark = { error: 'DriveStorageFullError', reason: 'full', at: '2026-11-25T12:00:00.000Z' };
  const put = (item: Record<string, unknown>) => putItem(tables, tables.progress, item);
  await put({ entryId: 'cs_test_1', 'attention badge': mark });
  await put({ entryId: 'cs_test_2', registrationKey: 'done' });
  await put({ entryId: `${canaryPrefix}1`, 'attention badge': mark });
  const found: unknown[] = [];
  for await (const entry of markedEntries(new ProgressTable(tables.client, tables.progress)))
    found.push(entry);
  expect(found).toEqual([{ entryId: 'cs_test_1', marks: { badge: mark } }]);
});
