import { describe, expect, test } from 'vitest';
import { resultSummary, resultSummaryKey } from '../../../../core/bracket-targets/results.ts';
import { decisionsKey } from '../../../../core/brackets/draw-file.ts';
import { playThrough, wonBySeeds } from '../../../core/brackets/played.ts';
import { fin, middle, tournament } from '../results.ts';

describe('medals of what was read', () => {
  test('are files for people, and a summary with ids only', async () => {
    const open = await tournament();
    await open.publish(fin);
    open.said.set(
      fin,
      playThrough(open.fin, () => true),
    );
    await open.readResults(`challonge ${fin}`);
    await open.type([{ division: middle, match: 1, winner: open.middle.seeds[1] ?? '' }]);
    await open.readResults('paper paper_results.json');

    const made = await open.makeMedals();
    const { counts, ...written } = made;
    expect(written).toEqual({
      medals: { key: 'brackets/results/medals.csv' },
      schools: { key: 'brackets/results/schools.csv' },
      page: { key: 'brackets/results/medals.html' },
    });
    expect(counts).toEqual({ complete: 2, goingOn: 0, notStarted: 0, medals: 5, ties: 0, problems: 0 });
    for (const { key } of Object.values(written)) expect(open.files.objects.get(key)).toContain('School');
    const summary = await open.files.readJson(resultSummaryKey, resultSummary);
    expect(summary).toMatchObject({ plan: 'drawn', madeAt: '2027-03-02T00:00:00.000Z', problems: [] });
    expect(JSON.stringify([made, summary])).not.toContain('Boy');
  });

  test('count a tie once the organisers have broken it', async () => {
    const open = await tournament();
    await open.publish(fin);
    const circle = wonBySeeds(open.fin, [
      [1, 2],
      [2, 3],
      [3, 1],
    ]);
    open.said.set(fin, circle);
    await open.readResults(`challonge ${fin}`);
    expect((await open.makeMedals()).counts).toMatchObject({ complete: 0, goingOn: 1, ties: 1, medals: 0 });
    const order = open.fin.seeds;
    await open.files.writeJson(decisionsKey, { decisions: [], ties: [{ division: fin, order }] });
    expect((await open.makeMedals()).counts).toMatchObject({ complete: 1, goingOn: 0, ties: 0, medals: 3 });
  });

  test('are not of a bracket that was reset, nor of one that is drawn otherwise by now', async () => {
    const open = await tournament();
    await open.publish(fin);
    await open.publish(middle);
    for (const division of [open.fin, open.middle]) {
      open.said.set(
        division.key,
        playThrough(division, () => true),
      );
      await open.readResults(`challonge ${division.key}`);
    }
    expect((await open.makeMedals()).counts).toMatchObject({ complete: 2 });
    await open.publish(fin, { startedAt: '2027-03-02T11:00:00.000Z' });
    expect((await open.makeMedals()).counts).toMatchObject({ complete: 1, goingOn: 1 });
    open.middle.contentHash = 'another';
    await open.files.writeJson('brackets/draws/drawn/draw.json', {
      ...{ execution: 'drawn', madeAt: '2027-03-01T00:00:00.000Z', forced: [], plan: open.plan },
    });
    expect((await open.makeMedals()).counts).toMatchObject({ complete: 0, goingOn: 2 });
  });
});
