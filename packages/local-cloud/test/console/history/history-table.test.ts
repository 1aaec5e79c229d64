import { expect, test } from 'vitest';
import { historyTable } from '../../../console/history/history-table.ts';

test.each([
  [undefined, 1, 200],
  [2, 201, 400],
  [99, 401, 450],
  [-1, 1, 200],
])('of 450 events, page %s has those from %i to %i', async (page, first, last) => {
  const events = Array.from({ length: 450 }, (_, index) => ({
    ...{ id: index + 1, previousEventId: index, timestamp: index, type: 'LambdaFunctionScheduled' },
  }));
  const table = historyTable(
    events,
    page,
    () => 'Work',
    (other) => `?events=${other}`,
  );
  const text = String(await table);
  const ids = [...text.matchAll(/<tr id="event-(\d+)">/g)].map(([, id]) => Number(id));
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([last - first + 1, first, last]);
  expect(text.includes('<details id="history" open>')).toBe(page !== undefined);
  expect(text).toContain('<a href="?events=2" data-in-place');
  expect(text).toContain('<td>Lambda function scheduled</td><td>Work</td>');
});
