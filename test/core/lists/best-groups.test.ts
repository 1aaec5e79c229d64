import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../bench/lists.ts';
import { evenSizes, oldGroups } from '../../../bench/old-grouping.ts';
import { numbersFrom } from '../../../core/brackets/seeded-numbers.ts';
import { bestGroups, windowSize } from '../../../core/lists/best-groups.ts';
import { schoolPairsIn, spreadOf, weightCost } from '../../../core/lists/group-cost.ts';
import { byWeight } from '../../../core/lists/order.ts';
import type { Participant } from '../../../core/lists/participant.ts';
import { person } from './people.ts';

const people = (weights: readonly { weight: number; school: number }[]) =>
  weights
    .map(({ weight, school }, index) => person({ name: `P${index}`, weight, school: `School ${school}` }))
    .sort(byWeight);

const anyPeople = (most: number) =>
  fc
    .array(fc.record({ weight: fc.integer({ min: 40, max: 160 }), school: fc.integer({ min: 1, max: 4 }) }), {
      maxLength: most,
    })
    .map(people);

const costOf = (groups: readonly Participant[][]) =>
  groups.reduce((sum, members) => sum + weightCost(members), 0);

describe('the best groups', () => {
  test('hold everybody once, in groups of two to four, or one where there is nobody else', async () => {
    await fc.assert(
      fc.property(anyPeople(40), (ordered) => {
        const groups = bestGroups(ordered, weightCost);
        expect(groups.flat().sort(byWeight)).toEqual(ordered);
        for (const { length } of groups) {
          expect(length).toBeGreaterThanOrEqual(Math.min(2, ordered.length));
          expect(length).toBeLessThanOrEqual(4);
        }
      }),
    );
  });

  test('cost the least of all possible groups, as far as all can be tried', async () => {
    await fc.assert(
      fc.property(anyPeople(7), (ordered) => {
        const least = ordered.length < 2 ? costOf(bestGroups(ordered, weightCost)) : leastCost(ordered);
        expect(costOf(bestGroups(ordered, weightCost))).toBeCloseTo(least);
      }),
      { numRuns: 60 },
    );
  });

  test(`never cost more than the old ones, for up to ${windowSize} people`, async () => {
    await fc.assert(
      fc.property(anyPeople(windowSize), (ordered) => {
        expect(costOf(bestGroups(ordered, weightCost))).toBeLessThanOrEqual(
          costOf(oldGroups(ordered)) + 1e-6,
        );
      }),
    );
  });

  test('cost less than the old ones for more people too', () => {
    const random = numbersFrom(1);
    for (let pool = 0; pool < 60; pool += 1) {
      const count = windowSize + 1 + Math.floor(random() * 60);
      const ordered = people(
        Array.from({ length: count }, () => ({
          weight: 50 + Math.round(random() * 80),
          school: Math.floor(random() * 6),
        })),
      );
      expect(costOf(bestGroups(ordered, weightCost))).toBeLessThanOrEqual(costOf(oldGroups(ordered)) + 1e-6);
    }
  });

  test('have fewer school pairs and a smaller largest difference than the old ones, for the same tournament', () => {
    const { old, now } = compare(500, 1);
    expect(now.schoolPairs).toBeLessThan(old.schoolPairs);
    expect(now.largestDifferenceLb).toBeLessThan(old.largestDifferenceLb);
    expect(now.cost).toBeLessThan(old.cost);
  });
});

/** Of every way to split people into groups of two to four. */
function leastCost(ordered: readonly Participant[]): number {
  const [first, ...rest] = ordered;
  if (!first) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (let bits = 1; bits < 2 ** rest.length; bits += 1) {
    const others = rest.filter((_, index) => bits & (1 << index));
    if (others.length > 3) continue;
    const left = rest.filter((_, index) => !(bits & (1 << index)));
    least = Math.min(least, weightCost([first, ...others]) + leastCost(left));
  }
  return least;
}

describe('the comparison is the old script’s', () => {
  test.each([
    [0, []],
    [1, [1]],
    [4, [4]],
    [5, [3, 2]],
    [9, [3, 3, 3]],
    [10, [4, 3, 3]],
    [13, [4, 3, 3, 3]],
  ])('%i people are split into %j', (count, expected) => {
    expect(evenSizes(count)).toEqual(expected);
  });

  test('the first exchange that separates school-mates is made', () => {
    const ordered = people(
      [60, 61, 62, 63, 70, 71, 72, 73].map((weight, index) => ({ weight, school: index === 3 ? 0 : index })),
    );
    expect(oldGroups(ordered).map((members) => members.map(({ weightLb }) => weightLb))).toEqual([
      [70, 61, 62, 63],
      [60, 71, 72, 73],
    ]);
  });
});

test('a group’s cost is its spread, its school pairs and what it lacks of four', () => {
  const [light, heavy, mate] = people([
    { weight: 60, school: 1 },
    { weight: 70, school: 2 },
    { weight: 75, school: 2 },
  ]) as [Participant, Participant, Participant];
  expect(weightCost([light, heavy])).toBe(4 + 4);
  expect(weightCost([light, heavy, mate])).toBe(9 + 9 + 1);
  expect(schoolPairsIn([heavy, mate, mate])).toBe(3);
  expect(spreadOf([])).toBe(0);
});
