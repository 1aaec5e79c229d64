import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import { readWeightClasses } from '../../../core/brackets/weight-classes.ts';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import { participantOf } from '../../../core/lists/participant.ts';
import { competitionYear, madeUpPeople } from '../../../local/samples/made-up-people.ts';
import { usualRules } from './draw.ts';

type Row = Record<string, AttributeValue>;

/** The weight classes of the old script, with its gaps: each class by its lowest weight, and where the heaviest ends. */
const oldClasses: readonly [string, readonly string[], Readonly<Record<string, number>>, number][] = [
  ['dragon', ['female', 'male'], { fin: 0, light: 19, middle: 23, heavy: 27 }, 50],
  ['tiger', ['female', 'male'], { fin: 0, light: 21, middle: 25, heavy: 30 }, 50],
  ['youth', ['female', 'male'], { fin: 0, light: 30, middle: 35, heavy: 40 }, 99],
  ['cadet', ['male'], named(33, 37, 41, 45, 49, 53, 57, 61, 65), 99],
  ['cadet', ['female'], named(29, 33, 37, 41, 44, 47, 51, 55, 59), 99],
  ['junior', ['male'], named(45, 48, 51, 55, 59, 63, 68, 73, 78), 99],
  ['junior', ['female'], named(42, 44, 46, 49, 52, 55, 59, 63, 68), 99],
  [
    'senior',
    ['male'],
    { fin: 0, fly: 54, bantham: 58, feather: 63, light: 68, welter: 74, middle: 80, heavy: 87 },
    199,
  ],
  [
    'senior',
    ['female'],
    { fin: 0, fly: 46, bantham: 49, feather: 53, light: 57, welter: 62, middle: 67, heavy: 73 },
    199,
  ],
  ['ultra', ['male'], { fin: 0, light: 58, middle: 68, heavy: 80 }, 199],
  ['ultra', ['female'], { fin: 0, light: 49, middle: 57, heavy: 67 }, 199],
];

function named(...from: number[]): Record<string, number> {
  const names = 'fly,bantham,feather,light,welter,light middle,middle,light heavy,heavy'.split(',');
  return { fin: 0, ...Object.fromEntries(names.map((name, index) => [name, from[index] ?? 0])) };
}

/** `{"cadet": {"male": {"fin": [0, 32.99]}}}` */
const oldFile: Record<string, Record<string, Record<string, [number, number]>>> = {};
for (const [ageGroup, genders, lowest, end] of oldClasses) {
  const starts = Object.entries(lowest);
  const classes = Object.fromEntries(
    starts.map(([name, from], index): [string, [number, number]] => {
      const next = starts[index + 1]?.[1];
      return [name, [from, next === undefined ? end : next - 0.01]];
    }),
  );
  oldFile[ageGroup] = {
    ...oldFile[ageGroup],
    ...Object.fromEntries(genders.map((gender) => [gender, classes])),
  };
}

const oldAges = {
  dragon: [5, 7],
  tiger: [8, 9],
  youth: [10, 11],
  cadet: [12, 14],
  junior: [15, 16],
  senior: [17, 32],
  ultra: [33, 99],
};
const oldBelts = {
  low: ['white', 'yellow', 'orange'],
  middle: ['green', 'blue'],
  high: ['red', 'brown'],
  black: ['black', '1 black', '2 black', '3 black', 'master black'],
};

/** The divisions that the old script puts a row into; undefined where it dies. */
function oldKeysOf(row: Row): string[] | undefined {
  const text = (name: string) => row[name]?.S ?? row[name]?.N ?? '';
  const firstWith = <T>(entries: Record<string, T>, holds: (value: T) => boolean) =>
    Object.entries(entries).find(([, value]) => holds(value))?.[0];
  const age = Number(text('age'));
  const ageGroup = firstWith(oldAges, ([from = 0, to = 0]) => from <= age && age <= to) ?? '';
  const weight = Number(text('weight'));
  const classes = oldFile[ageGroup]?.[text('gender')];
  const weightClass = classes && firstWith(classes, ([from, to]) => from <= weight && weight < to);
  if (weightClass === undefined) return undefined;
  const events = text('events').split(',');
  const suffixes = Object.entries({ sparring: '', 'sparring-gr': '-gr', 'sparring-wc': '-wc' });
  const entered = suffixes.filter(([event]) => events.includes(event));
  const beltGroup = firstWith(oldBelts, (belts) => belts.includes(text('beltRank')));
  if (entered.length > 0 && beltGroup === undefined) return undefined;
  const rest = `${ageGroup}_${text('gender').charAt(0)}_${weightClass}`;
  return entered.map(([, suffix]) => `${beltGroup}${suffix}_${rest}`);
}

/** The divisions that a row is in now. The competition is in the year for which the form has computed the row's age. */
function keysOf(row: Row): string[] {
  const born = Number(/\d{4}/.exec(row.birthdate?.S ?? '')?.[0]);
  const plan = makePlan({
    stage: 'old',
    people: [participantOf(row, born + Number(row.age?.N))],
    rules: usualRules,
    weightClasses: readWeightClasses(
      JSON.stringify(oldFile),
      usualRules.ageGroups.map(({ name }) => name),
    ),
  });
  return plan.divisions.map(({ key }) => key);
}

/** Entries as the form has sent them, in whatever they were wrapped. */
function rowsIn(file: string): Row[] {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return [content].flat().map((one) => {
    const { MessageBody } = one as { MessageBody?: string };
    return (MessageBody === undefined ? one : JSON.parse(MessageBody)) as Row;
  });
}

const fixtures = join(import.meta.dirname, '../../fixtures/entries');
const sent = [
  ...readdirSync(fixtures).map((name) => join(fixtures, name)),
  join(import.meta.dirname, '../../../local/samples/entries.json'),
]
  .flatMap(rowsIn)
  .filter(({ reg_type: type }) => type?.S === 'competitor');

describe('the keys of divisions', () => {
  it('are those of the old script for the entries of the form, where it did not die', () => {
    const compared = sent.flatMap((row) => {
      const old = oldKeysOf(row);
      return old && old.length > 0 ? [{ old, now: keysOf(row) }] : [];
    });
    expect(compared.flatMap(({ old }) => old)).toContain('low-gr_youth_m_heavy');
    expect(compared.map(({ now }) => now)).toEqual(compared.map(({ old }) => old));
  });

  it('are those of the old script for 2,000 people, where it did not die', () => {
    const rows = madeUpPeople(2_000, 12)
      .filter(({ reg_type: type }) => type?.S === 'competitor')
      .map(
        (row): Row => ({ ...row, age: { N: `${competitionYear - Number(row.birthdate?.S?.slice(0, 4))}` } }),
      );
    const compared = rows.flatMap((row) => {
      const old = oldKeysOf(row);
      return old ? [{ old: old.toSorted(), now: keysOf(row).toSorted() }] : [];
    });
    expect(compared.length).toBeGreaterThan(500);
    expect(compared.filter(({ old, now }) => old.join() !== now.join())).toEqual([]);
  });

  it('have every black belt in the group of black belts, at whose spelling the old script died', () => {
    const spelt = ['black', '1 black', 'master black', '1 degree black', '2 degree black', 'Master'];
    const row = sent.find(({ beltRank }) => beltRank?.S === '2 degree black') ?? {};
    const keys = spelt.map((beltRank) => {
      const spelling: Row = { ...row, beltRank: { S: beltRank }, weight: { N: '65' } };
      return { dies: oldKeysOf(spelling) === undefined, now: keysOf(spelling) };
    });
    expect(keys.map(({ dies }) => dies)).toEqual([false, false, false, true, true, true]);
    expect(new Set(keys.map(({ now }) => now.join()))).toEqual(new Set(['black-wc_ultra_f_middle']));
  });
});
