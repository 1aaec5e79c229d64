import { describe, expect, test } from 'vitest';
import { ways } from '../../bench/brackets.ts';
import { resultFiles } from '../../core/bracket-targets/results.ts';
import { drawFolder, drawKey } from '../../core/brackets/draw-file.ts';
import { drawRules, formatFor } from '../../core/brackets/draw-rules.ts';
import { drawFiles } from '../../core/brackets/files/draw-files.ts';
import { allMatchColumns, oldMatchColumns } from '../../core/brackets/files/matches-csv.ts';
import { divisionColumns, exhibitionColumns } from '../../core/brackets/files/people-csv.ts';
import { readDecisions } from '../../core/brackets/read-decisions.ts';
import { readWeightClasses } from '../../core/brackets/weight-classes.ts';
import { drawOf, idsFrom, Publisher } from '../core/bracket-targets/challonge/published.ts';
import { boys, planOf } from '../core/brackets/draw.ts';
import { blocksOf, chapterOf, keysOf, read, tableOf } from './document.ts';

/** The columns of another list are named by that list. */
const inShort = (column: string) =>
  column === oldMatchColumns[0]
    ? 'csv/<division>.csv'
    : oldMatchColumns.some((old) => old === column)
      ? []
      : column;

describe('docs/brackets.md', () => {
  const text = read('docs/brackets.md');
  const usual = drawRules.parse({});

  test('explains every setting, and no other', () => {
    expect(keysOf(tableOf(text, 'setting', 'what it is', 'when nothing is said'))).toEqual(
      Object.keys(usual),
    );
  });

  test('gives the limits of groups, and their defaults', () => {
    const [style] = drawRules.parse({
      styles: [{ name: 'color belt', event: 'sparring', suffix: '', spread: {} }],
    }).styles;
    const rows = tableOf(text, 'limit', 'what it is', 'when nothing is said');
    expect(rows.map(([limit = '', , value]) => [limit.replaceAll('`', ''), Number(value)])).toEqual(
      Object.entries(style?.spread ?? {}),
    );
  });

  test('gives the format of every size', () => {
    const formats = tableOf(text, 'people', 'format').map(([sizes = '', format = '']) => ({
      from: Number(/^\d+/.exec(sizes)?.[0]),
      format: format.replace(/:.*/, ''),
    }));
    for (let people = 2; people <= 20; people += 1) {
      const row = formats.findLast(({ from }) => from <= people);
      expect(row?.format, `${people}`).toBe(formatFor(people, usual));
    }
  });

  test('has files as examples that are understood', () => {
    const [classes = '', decisions = '', ties = ''] = blocksOf(text, 'json');
    expect(readWeightClasses(classes, ['cadet']).problems).toEqual([]);
    expect(readDecisions(decisions)).toMatchObject({
      decisions: [{ outcome: 'move' }, { outcome: 'exhibition' }, { outcome: 'uncontested' }],
      problems: [],
    });
    expect(readDecisions(ties)).toMatchObject({ ties: [{ division: 'low_cadet_m_fin' }], problems: [] });
  });

  test('explains every file of a plan, and the columns of its lists', async () => {
    const plan = planOf(boys([70, 71]));
    const draw = { execution: 'x', madeAt: '2027-05-01T01:12:00.000Z', forced: [], plan };
    const made = await drawFiles({ draw, competition: { name: 'Open', year: 2027 }, timeZone: 'UTC' });
    const names = [...made.map(({ key }) => key), drawKey('x')].map((key) =>
      key.slice(`${drawFolder('x')}/`.length).replace(/(?<=csv\/).*(?=\.csv)/, '<division>'),
    );
    const files = tableOf(chapterOf(text, 'Plan a draw'), 'file', 'what is in it');
    expect(keysOf(files).toSorted()).toEqual(names.toSorted());
    const lists = tableOf(text, 'list', 'columns');
    const columns = ([, cell = '']: string[]) => [...cell.matchAll(/`([^`]*)`/g)].map(([, column]) => column);
    expect(lists.map((row) => [row[0], columns(row)])).toEqual([
      ['`divisions.csv`', divisionColumns],
      ['`matches.csv`', allMatchColumns.flatMap(inShort)],
      ['`csv/<division>.csv`', oldMatchColumns],
      ['`exhibition_entries.csv`', exhibitionColumns],
    ]);
  });

  test('says what each change costs on Challonge', async () => {
    const fin = 'low_cadet_m_fin';
    const started = { started: [fin] };
    const of = (seeds: readonly string[], names = {}) => drawOf({ [fin]: { seeds } }, names);
    const costs = async (people: number) => {
      const ids = idsFrom(1, people);
      const costOf = async (to: ReturnType<typeof of>, marks = {}, from = of(ids), before = {}) => {
        const publisher = new Publisher();
        await publisher.publish(from, before);
        return publisher.difference(to, marks).calls;
      };
      return [
        await costOf(of(ids), {}, drawOf({})),
        await costOf(of(ids)),
        await costOf(of(ids), started),
        await costOf(of(ids, { 2: 'Ana Ek' })),
        await costOf(of(idsFrom(1, people + 1))),
        await costOf(of(ids.toReversed())),
        await costOf(drawOf({ [fin]: { seeds: ids, format: 'round robin' } })),
        await costOf(of(ids.toReversed()), { forced: [fin] }, of(ids), started),
        await costOf(drawOf({})),
      ].map(String);
    };
    const rows = tableOf(text, 'what happens to a division', 'calls, of 8 people', 'calls, of 25 people');
    expect(rows.map((row) => row[1])).toEqual(await costs(8));
    expect(rows.map((row) => row[2])).toEqual(await costs(25));
  });

  test('explains every file of results, and no other', () => {
    expect(keysOf(tableOf(chapterOf(text, 'Results and medals'), 'file', 'what is in it'))).toEqual([
      ...resultFiles,
    ]);
  });

  test('compares every way of drawing, in a table that the bench has made', () => {
    const chapter = chapterOf(text, 'Schools are kept apart');
    const rows = chapter.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.slice(1).map((row) => row.split(' | ')[0]?.slice(2))).toEqual([
      ...ways,
      'the bound',
      'the bound, `byes` even',
    ]);
  });
});
