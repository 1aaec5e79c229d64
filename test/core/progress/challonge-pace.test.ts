import { expect, test } from 'vitest';
import { ChallongePacedError } from '../../../core/domain/errors.ts';
import { ChallongePace } from '../../../core/progress/challonge-pace.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';

const start = Date.parse('2027-03-01T12:00:00Z');

test('after a pause, calls may be 20 seconds ahead of the pace, and then wait for half of that', async () => {
  const { client, items } = inMemoryDocuments();
  let clock = start;
  const takeUntilRefused = async () => {
    for (let granted = 0; ; granted += 1) {
      const pace = new ChallongePace(new ProgressTable(client, 'progress', () => clock), 30);
      const error: unknown = await pace.take().catch((thrown: unknown) => thrown);
      if (error instanceof ChallongePacedError) return { granted, error };
      if (error !== undefined) throw error;
    }
  };
  const { granted, error } = await takeUntilRefused();
  expect(granted).toBe(11);
  expect(items.get('challonge_pace')).toEqual({ entryId: 'challonge_pace', pace: start + 22_000 });
  expect(error.notBefore).toBe(start + 12_000);
  expect(error.message).toBe('Challonge: not before 2027-03-01T12:00:12.000Z, to keep its pace');
  clock = error.notBefore;
  expect((await takeUntilRefused()).granted).toBe(6);
});
