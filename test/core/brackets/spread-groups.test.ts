import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Competitor, competitorOf } from '../../../core/brackets/competitor.ts';
import { drawRules, type Spread } from '../../../core/brackets/draw-rules.ts';
import { fitTogether, groupsBySpread } from '../../../core/brackets/spread-groups.ts';
import { person, type Said } from '../lists/people.ts';

const rules = drawRules.parse({
  styles: [{ name: 'color belt', event: 'sparring', suffix: '', spread: {} }],
});
const limits = rules.styles[0]?.spread as Spread;

const competitors = (people: readonly Said[]): Competitor[] =>
  people.map(person).map((one) => competitorOf(one, rules) as Competitor);
const groups = (people: readonly Said[]) =>
  groupsBySpread(competitors(people), limits).map(({ members }) =>
    members.map(({ one }) => one.name).join(' '),
  );

const anyPeople = (most: number) =>
  fc.array(
    fc.record({
      weight: fc.integer({ min: 50, max: 110 }),
      age: fc.integer({ min: 12, max: 14 }),
      belt: fc.constantFrom('white', 'yellow', 'green', 'blue', 'black'),
      school: fc.constantFrom('A', 'B', 'C'),
    }),
    { maxLength: most },
  );
const named = (people: readonly Partial<Said>[]): Said[] =>
  people.map((one, index) => ({ name: `P${index}`, ...one }));

test('everybody is in one group, within the limits, and alone only where nobody who is alone fits too', async () => {
  await fc.assert(
    fc.property(anyPeople(30).map(named), (people) => {
      const made = groupsBySpread(competitors(people), limits);
      expect(made.flatMap(({ members }) => members.map(({ one }) => one.name)).sort()).toEqual(
        people.map(({ name }) => name).sort(),
      );
      for (const { members } of made) {
        expect(members.length).toBeLessThanOrEqual(4);
        expect(fitTogether(members, limits)).toBe(true);
      }
      const alone = made.flatMap(({ members }) => (members.length === 1 ? members : []));
      for (const [index, one] of alone.entries()) {
        for (const other of alone.slice(index + 1, index + 9))
          expect(fitTogether([one, other], limits)).toBe(false);
      }
    }),
    { numRuns: 40 },
  );
});

test('as few are alone as possible, as far as all ways can be tried', async () => {
  await fc.assert(
    fc.property(anyPeople(7).map(named), (people) => {
      const all = competitors(people);
      const alone = groupsBySpread(all, limits).filter(({ members }) => members.length === 1).length;
      expect(alone).toBe(fewestAlone(all));
    }),
    { numRuns: 40 },
  );
});

test('two are together who fit, however many of the same weight there are who do not fit', () => {
  const between = Array.from({ length: 12 }, (_, index) => ({
    name: `M${index}`,
    belt: 'black',
    weight: 60,
  }));
  const [first, last] = ['A', 'Z'].map((name) => ({ name, belt: 'white', weight: 60 }));
  expect(groups([first, ...between, last] as Said[])).toContain('A Z');
});

test('somebody who weighs too much more is not in the group; neither is one of another age group or gender', () => {
  expect(
    groups(
      named([
        { weight: 60 },
        { weight: 62 },
        { weight: 66 },
        { weight: 90 },
        { weight: 61, age: 11 },
        { weight: 61, gender: 'female' },
      ]),
    ).sort(),
  ).toEqual(['P0 P1 P2', 'P3', 'P4', 'P5']);
});

test.each<[string, Partial<Said>, boolean]>([
  ['9 lb more, which is 15 % of 60', { weight: 69 }, true],
  ['9.5 lb more', { weight: 69.5 }, false],
  ['two years more', { age: 14 }, true],
  ['two belts more', { belt: 'green' }, true],
  ['three belts more', { belt: 'blue' }, false],
])('two people fit together or not: %s', (_, other, fit) => {
  const one = { name: 'One', weight: 60, age: 12, belt: 'yellow' };
  expect(fitTogether(competitors([one, { ...one, ...other }]), limits)).toBe(fit);
});

test('years make no difference among grown-ups', () => {
  const rest = { weight: 150, belt: 'blue' };
  expect(
    fitTogether(
      competitors([
        { name: 'A', age: 18, ...rest },
        { name: 'B', age: 31, ...rest },
      ]),
      limits,
    ),
  ).toBe(true);
});

/** Over every way to split people into groups of up to four that are within the limits. */
function fewestAlone(people: readonly Competitor[]): number {
  const [first, ...rest] = people;
  if (!first) return 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let bits = 0; bits < 2 ** rest.length; bits += 1) {
    const others = rest.filter((_, index) => bits & (1 << index));
    if (others.length > 3 || !fitTogether([first, ...others], limits)) continue;
    const left = rest.filter((_, index) => !(bits & (1 << index)));
    fewest = Math.min(fewest, (others.length === 0 ? 1 : 0) + fewestAlone(left));
  }
  return fewest;
}
