import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { planResults } from '../../../../lambdas/brackets/plan-results/plan-results.ts';
import { playThrough } from '../../../core/brackets/played.ts';
import { MemoryFiles } from '../../../doubles/memory-files.ts';
import { fin, middle, tournament } from '../results.ts';

describe('the plan of results', () => {
  test('asks for divisions that have started and are not complete, and again for all if that is wanted', async () => {
    const open = await tournament();
    await open.publish(fin);
    await open.publish(middle, { start: false });
    expect(await open.planResults()).toMatchObject({
      items: 1,
      counts: { toRead: 1, completeBefore: 0, notStarted: 1 },
      order: { plan: 'drawn' },
    });
    const items = () => open.files.itemsIn('jobs/bracket-results/job/plan.jsonl');
    expect(items()).toEqual([{ id: `challonge ${fin}` }]);

    open.said.set(fin, playThrough(open.fin, () => true).slice(0, 2));
    await open.readResults(`challonge ${fin}`);
    expect(await open.planResults()).toMatchObject({ items: 1 });

    open.said.set(
      fin,
      playThrough(open.fin, () => true),
    );
    await open.readResults(`challonge ${fin}`);
    const complete = { toRead: 0, completeBefore: 1, notStarted: 1 };
    expect(await open.planResults()).toMatchObject({ items: 0, counts: complete });
    expect(await open.planResults({ all: true })).toMatchObject({ items: 1 });
  });

  test('asks again where results cannot be right, and after the bracket was reset and started anew', async () => {
    const open = await tournament();
    await open.publish(fin);
    const [one, ...others] = playThrough(open.fin, () => true);
    open.said.set(fin, [{ ...one, winner: 'nobody' } as never, ...others]);
    await open.readResults(`challonge ${fin}`);
    expect(await open.planResults()).toMatchObject({ items: 1 });

    open.said.set(
      fin,
      playThrough(open.fin, () => true),
    );
    await open.readResults(`challonge ${fin}`);
    expect(await open.planResults()).toMatchObject({ items: 0 });
    await open.publish(fin, { startedAt: '2027-03-02T11:00:00.000Z' });
    expect(await open.planResults()).toMatchObject({ items: 1 });
  });

  test('reads what was typed from paper every time, whatever has started', async () => {
    const open = await tournament();
    expect(await open.planResults()).toMatchObject({ items: 0 });
    await open.type([]);
    await open.planResults();
    expect(open.files.itemsIn('jobs/bracket-results/job/plan.jsonl')).toEqual([
      { id: 'paper paper_results.json' },
    ]);
  });

  test('is none before a draw was published', async () => {
    const files = new MemoryFiles();
    const brackets = {
      drawInForce: async () => undefined,
      started: async () => new Set<string>(),
      parts: async () => [],
    };
    const planned = planResults(
      { execution: 'job', order: { all: false } },
      { brackets, files, targets: [] },
    );
    await expect(planned).rejects.toThrow(InputInvalidError);
  });
});
