import { describe, expect, test } from 'vitest';
import { partResults, partResultsKey } from '../../../../core/bracket-targets/results.ts';
import { playThrough } from '../../../core/brackets/played.ts';
import { fin, tournament } from '../results.ts';

describe('results of a part', () => {
  test('are kept as the target says them, by ids, and say whether that is all', async () => {
    const open = await tournament();
    await open.publish(fin);
    const all = playThrough(open.fin, () => true);
    open.said.set(fin, all.slice(1));
    expect(await open.readResults(`challonge ${fin}`)).toBe('goingOn');
    open.said.set(fin, all);
    expect(await open.readResults(`challonge ${fin}`)).toBe('complete');
    expect(await open.files.readJson(partResultsKey('challonge', fin), partResults)).toEqual({
      divisions: { [fin]: open.fin.contentHash },
      startedAt: '2027-03-02T08:00:00.000Z',
      winners: all,
      readAt: '2027-03-02T00:00:00.000Z',
    });
    for (const { name } of Object.values(open.plan.people)) {
      expect(open.files.objects.get(partResultsKey('challonge', fin))).not.toContain(name);
    }
  });

  test('of a part that was removed meanwhile are none, and nobody is asked', async () => {
    const open = await tournament();
    expect(await open.readResults(`challonge ${fin}`)).toBe('removed');
    expect(open.asked).toEqual([]);
  });

  test('typed from paper are of any division', async () => {
    const open = await tournament();
    const winners = [{ division: open.middle.key, match: 1, winner: open.middle.seeds[0] ?? '' }];
    await open.type(winners);
    expect(await open.readResults('paper paper_results.json')).toBe('goingOn');
    const read = await open.files.readJson(partResultsKey('paper', 'paper_results.json'), partResults);
    expect(read.winners).toEqual(winners);
  });

  test('typed for a division that was drawn otherwise then do not count', async () => {
    const open = await tournament();
    const [winner = ''] = open.middle.seeds;
    const changed = (key: string) => ({
      ...open.plan,
      divisions: open.plan.divisions.map((one) => (one.key === key ? { ...one, contentHash: 'other' } : one)),
    });
    const winners = [{ division: open.middle.key, match: 1, winner }];
    for (const [key, counted] of [
      [open.middle.key, []],
      [open.fin.key, winners],
    ] as const) {
      await open.type(winners, changed(key));
      await open.readResults('paper paper_results.json');
      const read = await open.files.readJson(partResultsKey('paper', 'paper_results.json'), partResults);
      expect(read.winners).toEqual(counted);
    }
  });
});
