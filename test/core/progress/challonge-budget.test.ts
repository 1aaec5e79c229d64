import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ChallongeBudgetError } from '../../../core/domain/errors.ts';
import { ChallongeBudget } from '../../../core/progress/challonge-budget.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';

const lastOfMarch = Date.parse('2027-03-31T23:59:59.999Z');

/** How many of the calls were granted. */
async function granted(takes: Promise<void>[]): Promise<number> {
  const results = await Promise.allSettled(takes);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ChallongeBudgetError);
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;

  const budgetOf = (callsPerMonth: number, now = () => clock) =>
    new ChallongeBudget(new ProgressTable(tables.client, tables.progress, now), callsPerMonth);

  beforeEach(async () => {
    clock = lastOfMarch;
    tables = await open();
  });

  test('calls are counted by the month, in an item that says nothing else', async () => {
    const budget = budgetOf(500);
    expect(await budget.used()).toBe(0);
    await budget.take();
    await budget.take();
    expect(await budget.used()).toBe(2);
    expect(await itemIn(tables, 'challonge_calls')).toEqual({
      ...{ entryId: 'challonge_calls', month: '2027-03', calls: 2 },
    });
  });

  test('of many callers at once, as many are granted as there may be in the month, and no more', async () => {
    const takes = (count: number) => Array.from({ length: count }, () => budgetOf(7).take());
    expect(await granted(takes(5))).toBe(5);
    expect(await granted(takes(20))).toBe(2);
    await expect(budgetOf(7).take()).rejects.toThrow(
      'Challonge: the 7 calls of 2027-03 (challonge.callsPerMonth) are used up',
    );
  });

  test('a month begins with the first call in it, whoever makes that', async () => {
    expect(await granted([budgetOf(2).take(), budgetOf(2).take(), budgetOf(2).take()])).toBe(2);
    clock += 1;
    expect(await budgetOf(2).used()).toBe(0);
    expect(await granted(Array.from({ length: 9 }, () => budgetOf(2).take()))).toBe(2);
    expect(await budgetOf(2).used()).toBe(2);
  });

  test('a caller whose clock is behind counts in the month that others have begun', async () => {
    const late = budgetOf(3);
    const early = budgetOf(3, () => lastOfMarch + 1);
    await early.take();
    expect(await granted(Array.from({ length: 5 }, () => late.take()))).toBe(2);
    expect(await late.used()).toBe(3);
    expect(await itemIn(tables, 'challonge_calls')).toMatchObject({ month: '2027-04', calls: 3 });
  });

  test('a budget that was raised within the month grants the difference', async () => {
    expect(await granted(Array.from({ length: 4 }, () => budgetOf(2).take()))).toBe(2);
    expect(await granted(Array.from({ length: 4 }, () => budgetOf(5).take()))).toBe(3);
  });
});

test('in whatever order answers come, each month grants no more than its calls, and all of them if they are asked for', async () => {
  // Callers in two months, whose clocks may differ by some of the time between.
  const clocks = fc.array(fc.constantFrom(lastOfMarch - 1, lastOfMarch, lastOfMarch + 1), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), clocks, async (scheduler, most, at) => {
      const { client, items } = inMemoryDocuments();
      const grantedIn = new Map<string, number>();
      const send = async (command: unknown) => {
        const answer = await client.send(command as UpdateCommand);
        if (command instanceof UpdateCommand) {
          const month = String(items.get('challonge_calls')?.month);
          grantedIn.set(month, (grantedIn.get(month) ?? 0) + 1);
        }
        return answer;
      };
      const documents = { send: scheduler.scheduleFunction(send) } as unknown as typeof client;
      const takes = at.map((now) =>
        new ChallongeBudget(new ProgressTable(documents, 'progress', () => now), most).take(),
      );
      const all = Promise.allSettled(takes);
      await scheduler.waitIdle();
      await all;
      const count = await granted(takes);
      const perMonth = [...grantedIn.values()];
      expect(perMonth.reduce((sum, calls) => sum + calls, 0)).toBe(count);
      for (const calls of perMonth) expect(calls).toBeLessThanOrEqual(most);
      expect(count).toBeGreaterThanOrEqual(Math.min(at.length, most));
    }),
  );
});
