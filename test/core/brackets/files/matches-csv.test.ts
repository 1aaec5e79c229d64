import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../../core/bracket-targets/paper/csv-rows.ts';
import { readPaperResults } from '../../../../core/bracket-targets/paper/paper-results.ts';
import { drawRules } from '../../../../core/brackets/draw-rules.ts';
import { matchesCsv, oldMatchColumns, oldMatchesCsv } from '../../../../core/brackets/files/matches-csv.ts';
import { boys, divisionOf, planOf } from '../draw.ts';

const key = 'middle_cadet_m_light middle';
const lines = (csv: string) => csvRows(csv).map(({ cells }) => cells);
const elimination = drawRules.parse({ formats: [{ format: 'single elimination' }] });

/** So many boys in one division. */
const divisionOfSize = (people: number, rules = elimination) => {
  const plan = planOf(boys(Array.from({ length: people }, () => 70)), { rules });
  return { plan, division: divisionOf(plan, key) };
};

const letters = (match: number) =>
  `${match >= 26 ? 'A' : ''}${String.fromCharCode('A'.charCodeAt(0) + (match % 26))}`;

describe('the matches of a division in the old columns', () => {
  it('have each match of rounds one and two once, and right, for 2 to 64 people', () => {
    for (let people = 2; people <= 64; people += 1) {
      const { plan, division } = divisionOfSize(people);
      const seedOf = new Map(division.seeds.map((id, index) => [plan.people[id]?.name, index + 1]));
      const places = 2 ** Math.ceil(Math.log2(people));
      const byes = places - people;
      const rows = lines(oldMatchesCsv(plan, division)).slice(1);
      const sides = rows.map(([, , , , chung = '', , hong = '']) => [chung, hong]);
      const first = sides
        .slice(0, places / 2 - byes)
        .map((pair) => pair.map((name) => seedOf.get(name) ?? 0));
      const second = sides.slice(first.length, first.length + places / 4);
      /** The better seed of a match of round one, or whoever has a bye. */
      const better = (side: string) =>
        seedOf.get(side) ??
        Math.min(...(first[first.findIndex((_, at) => side === `Winner of Match ${letters(at)}`)] ?? []));
      const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
      const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

      expect(rows.map(([number]) => number)).toEqual(
        Array.from({ length: people - 1 }, (_, at) => `${at + 1}`),
      );
      expect(ascending(first.flat())).toEqual(
        Array.from({ length: people - byes }, (_, at) => byes + at + 1),
      );
      for (const pair of first) expect(sum(pair)).toBe(places + 1);
      if (places > 2) {
        expect(ascending(second.flat().map(better))).toEqual(
          Array.from({ length: places / 2 }, (_, at) => at + 1),
        );
        for (const pair of second) expect(sum(pair.map(better)), `${people}`).toBe(places / 2 + 1);
      }
    }
  });

  it('name who wins a match by its letter on Challonge, in every round', () => {
    const { plan, division } = divisionOfSize(7);
    expect(lines(oldMatchesCsv(plan, division)).map((row) => [row[0], ...row.slice(4)])).toEqual([
      ['#Game Gr.', '#Chung Name', '#Chung Belongs To', '#Hong Name', '#Hong Belongs To'],
      ...[
        [4, 5],
        [2, 7],
        [3, 6],
      ].map((pair, index) => [
        `${index + 1}`,
        ...pair.flatMap((seed) => {
          const { name, school } = plan.people[division.seeds[seed - 1] ?? ''] ?? {};
          return [name, school];
        }),
      ]),
      [
        '4',
        plan.people[division.seeds[0] ?? '']?.name,
        plan.people[division.seeds[0] ?? '']?.school,
        'Winner of Match A',
        'TBD',
      ],
      ['5', 'Winner of Match B', 'TBD', 'Winner of Match C', 'TBD'],
      ['6', 'Winner of Match D', 'TBD', 'Winner of Match E', 'TBD'],
    ]);
  });

  it('have the division in three columns, and every match of a round robin', () => {
    const { plan, division } = divisionOfSize(4, drawRules.parse({}));
    const [header, ...rows] = lines(oldMatchesCsv(plan, division));
    expect(header).toEqual(oldMatchColumns);
    expect(rows.map((row) => row.slice(0, 4))).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => [`${number}`, 'cadet', 'm', 'light middle']),
    );
    expect(new Set(rows.map((row) => [row[4], row[6]].toSorted().join())).size).toBe(6);
  });

  it('keep commas in a school in their cell, and are no formulas', () => {
    const people = boys([70, 71]).map((one) => ({
      ...one,
      name: '=HYPERLINK("x")',
      school: 'Kim, Lee & Sons',
    }));
    const plan = planOf(people.map((one, index) => ({ ...one, school: `${one.school} ${index}` })));
    expect(lines(oldMatchesCsv(plan, divisionOf(plan, key)))[1]?.slice(4, 6)).toEqual([
      '\'=HYPERLINK("x")',
      expect.stringMatching(/^Kim, Lee & Sons \d$/),
    ]);
  });
});

describe('the matches of all divisions', () => {
  const plan = planOf([...boys([70, 71, 72, 73, 74, 75, 76]), ...boys([50, 51], { age: 15 })]);

  it('are in the order of their numbers, by which later matches name them', () => {
    const [header = [], ...rows] = lines(matchesCsv(plan));
    const numbers = rows.map(([number]) => Number(number));
    expect(header[0]).toBe('Match');
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers).toHaveLength(plan.divisions.reduce((sum, { matches }) => sum + matches.length, 0));
    const named = rows.flatMap((row) =>
      row.flatMap((cell) => /^Winner of Match (\d+)$/.exec(cell)?.[1] ?? []),
    );
    expect(named).toHaveLength(5);
    for (const number of named) expect(numbers).toContain(Number(number));
  });

  it('can be filled in and read as results', () => {
    const [header = [], ...rows] = csvRows(matchesCsv(plan)).map(({ cells }) => cells);
    const chung = header.indexOf('#Chung Name');
    const filled = rows.map((row) =>
      row.with(1, /^Winner of/.test(row[chung] ?? '') ? '' : (row[chung] ?? '')),
    );
    const text = [header, ...filled].map((row) => row.join(',')).join('\n');
    const { winners, problems } = readPaperResults(text, plan);
    expect(problems).toEqual([]);
    expect(winners).toHaveLength(filled.filter((row) => row[1] !== '').length);
  });
});
