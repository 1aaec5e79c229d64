import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byesFor, firstMatchesFor } from '../../../core/brackets/bracket.ts';
import { type ByeRule, byeRules, byesOfSchools, fewestFirstRoundPairs } from '../../../core/brackets/byes.ts';
import { firstRoundOf, firstRoundPairs, sizesOf } from '../../../core/brackets/first-round.ts';
import { SchoolMeetings } from '../../../core/brackets/school-meetings.ts';
import { drawGreedily, drawSeeds } from '../../../core/brackets/seeding.ts';
import { compareCosts, costOf, type SeedingCost } from '../../../core/brackets/seeding-cost.ts';

/** People of schools of these sizes; those of school 0 say none. */
const peopleOf = (sizes: readonly number[]) =>
  sizes.flatMap((size, school) =>
    Array.from({ length: size }, (_, index) => ({
      id: `${school}-${index}`,
      school: `School ${school}`,
      ...(school > 0 && { schoolKey: `school${school}` }),
    })),
  );
type Person = ReturnType<typeof peopleOf>[number];

const schoolsOf = (people: readonly Person[]) => people.map(({ schoolKey }) => schoolKey);
const draw = (people: readonly Person[], lots = 'test', met?: SchoolMeetings, byes: ByeRule = 'even') =>
  drawSeeds(people, { lots, byes, met });

const someSizes = (most: number) =>
  fc.array(fc.nat({ max: Math.ceil(most / 4) }), { minLength: 2, maxLength: 8 }).filter((sizes) => {
    const people = sizes.reduce((sum, size) => sum + size, 0);
    return people >= 2 && people <= most;
  });

describe('a draw', () => {
  test('has everybody once, the same whatever the order of the people', async () => {
    await fc.assert(
      fc.property(someSizes(64), fc.string(), (sizes, lots) => {
        const people = peopleOf(sizes);
        const seeds = draw(people, lots);
        expect(seeds.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          people.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        );
        expect(draw(people.toReversed(), lots)).toEqual(seeds);
      }),
      { numRuns: 40 },
    );
  });

  test('lets no school-mates meet in round one who need not', async () => {
    await fc.assert(
      fc.property(someSizes(96), (sizes) => {
        const people = peopleOf(sizes);
        for (const rule of byeRules) {
          expect(costOf(schoolsOf(draw(people, 'test', undefined, rule))).firstRoundPairs).toBe(
            fewestFirstRoundPairs(sizesOf(people), rule),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  test('never costs more than JudoShiai’s way alone', async () => {
    await fc.assert(
      fc.property(someSizes(64), (sizes) => {
        const people = peopleOf(sizes);
        const [ours, greedy] = [draw(people), drawGreedily(people, { lots: 'test', byes: 'even' })];
        expect(compareCosts(costOf(schoolsOf(ours)), costOf(schoolsOf(greedy)))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });

  test('gives no school two byes while another has none, unless its people would meet in round one else', async () => {
    await fc.assert(
      fc.property(someSizes(64), (sizes) => {
        const people = peopleOf(sizes);
        const fair = (rule: ByeRule) =>
          byesAreFair(draw(people, 'test', undefined, rule).map(({ id, schoolKey = id }) => schoolKey));
        expect(fair('even')).toBe(true);
        const [needed, withEven] = byeRules.map((rule) => fewestFirstRoundPairs(sizesOf(people), rule));
        expect(fair('apart') || Number(needed) < Number(withEven)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('differs with the lots: among twenty, nobody always has the bye', () => {
    const first = Array.from({ length: 20 }, (_, lot) => draw(peopleOf([0, 1, 1, 1]), `${lot}`)[0]?.id);
    expect(new Set(first).size).toBe(3);
  });

  // By hand: each school's two in different halves; one's opponent is of the other school.
  test('of two schools with two people each', () => {
    const places = draw(peopleOf([0, 2, 2])).map(({ schoolKey }) => schoolKey);
    const [one, two, three, four] = places;
    expect(one).not.toBe(four);
    expect(two).not.toBe(three);
    expect(costOf(places)).toEqual({ firstRoundPairs: 0, mates: 0.5, meetings: 0 });
  });

  // By hand: of four in a bracket of eight, one is in each quarter: two pairs meet in round two, four in round three.
  test('of a school with four of eight people', () => {
    expect(costOf(schoolsOf(draw(peopleOf([4, 4]))))).toEqual({
      firstRoundPairs: 0,
      mates: 2 / 4 + 4 / 8,
      meetings: 0,
    });
  });

  test('costs as little as any other, for every way in which up to eight people are of schools', () => {
    for (let people = 2; people <= 8; people += 1) {
      for (const sizes of partitionsOf(people)) {
        const [apart, even] = byeRules.map((rule) =>
          schoolsOf(draw(peopleOf([0, ...sizes]), 'test', undefined, rule)),
        );
        const sameByes = (seeds: readonly string[]) => byesIn(seeds) === byesIn(apart ?? []);
        const least = leastCosts(sizes, [sameByes, byesAreFair, () => true]);
        expect(
          [apart, even].map((seeds = []) => costOf(seeds)),
          sizes.join(),
        ).toEqual(least.slice(0, 2));
        expect(fewestFirstRoundPairs(sizes, 'apart'), sizes.join()).toBe(least[2]?.firstRoundPairs);
        expect(fewestFirstRoundPairs(sizes, 'even'), sizes.join()).toBe(least[1]?.firstRoundPairs);
      }
    }
  });
});

describe('two schools', () => {
  test('do not always meet first, where others could', () => {
    const met = new SchoolMeetings();
    const eightSchools = new Array(8).fill(1);
    const pairings = Array.from({ length: 7 }, (_, division) => {
      const seeds = draw(peopleOf([0, ...eightSchools]), `division ${division}`, met);
      const pairs = firstRoundPairs(seeds);
      for (const [a, b] of pairs) met.add(a.schoolKey, b.schoolKey);
      return pairs;
    });
    // There are 28 pairs of schools: each meets once.
    expect(pairings.flat()).toHaveLength(28);
    expect(met.most()).toBe(1);
  });

  test('are counted whichever is named first; mates and unknown schools are not', () => {
    const met = new SchoolMeetings();
    met.add('a', 'b');
    met.add('b', 'a');
    met.add('a', 'a');
    met.add('a', undefined);
    expect([met.count('a', 'b'), met.count('a', 'a'), met.most()]).toEqual([2, 0, 2]);
  });
});

describe('byes', () => {
  test.each([
    { sizes: [4, 1], even: [2, 1], apart: [3, 0] },
    { sizes: [3, 2], even: [2, 1], apart: [2, 1] },
    { sizes: [2, 2, 2], even: [1, 1, 0], apart: [1, 1, 0] },
    { sizes: [3, 1, 1, 1, 1, 1, 1], even: [1, 1, 1, 1, 1, 1, 1], apart: [2, 1, 1, 1, 1, 1, 0] },
    { sizes: [5, 2, 2], even: [3, 2, 2], apart: [4, 2, 1] },
    { sizes: [8], even: [0], apart: [0] },
  ])('of schools with $sizes people are $even, or $apart', ({ sizes, ...expected }) => {
    for (const rule of byeRules)
      expect(byesOfSchools(sizes, rule, [...sizes.keys()])).toEqual(expected[rule]);
  });
});

describe('the report of round one', () => {
  test('names the school-mates who meet, and why that cannot be helped', () => {
    const seeds = draw(peopleOf([0, 5, 1]));
    const { pairs, ...numbers } = firstRoundOf(seeds, 'even');
    expect(pairs).toHaveLength(2);
    expect(pairs.flat().every((id) => id.startsWith('1-'))).toBe(true);
    expect(numbers).toEqual({
      // Each school has one of the two byes.
      fewest: 2,
      // Two matches; 20 of the 30 ways to take two of six are of one school.
      byChance: (2 * 20) / 30,
      oldOrder: 1,
      reason:
        'School 1 has 5 of 6 people, and one bye: 4 of them are in the 2 matches of round one. If byes need not be even, one pair would have to meet.',
    });
    expect(firstRoundOf(draw(peopleOf([0, 5, 1]), 'test', undefined, 'apart'), 'apart')).toMatchObject({
      reason: 'School 1 has 5 of 6 people, and 2 byes: 3 of them are in the 2 matches of round one.',
      unevenByes:
        'School 1 has 2 byes, and one school has none: else more of its 5 people would have to meet each other in round one',
    });
  });

  test('has the pairs of the old order: seeds by the name of the school', () => {
    // By hand: seeds 1 1 2 2 3 3; 4 meets 5, and 3 meets 6.
    expect(firstRoundOf(draw(peopleOf([0, 2, 2, 2])), 'even')).toEqual({
      pairs: [],
      fewest: 0,
      byChance: (2 * 6) / 30,
      oldOrder: 0,
    });
    // By hand: seeds 1 2 2 2 2 3; 4 meets 5, both of school 2.
    expect(firstRoundOf(draw(peopleOf([0, 1, 4, 1])), 'even').oldOrder).toBe(1);
  });
});

/** The schools of those with a bye. */
const byesIn = (seeds: readonly (string | undefined)[]) =>
  seeds.slice(0, byesFor(seeds.length)).toSorted().join();

function byesAreFair(schools: readonly string[]): boolean {
  const withBye = schools.slice(0, byesFor(schools.length));
  const count = (list: readonly string[], school: string) => list.filter((one) => one === school).length;
  const all = [...new Set(schools)];
  return all.every((one) =>
    all.every(
      (other) =>
        count(withBye, one) <= count(withBye, other) + 1 || count(withBye, other) === count(schools, other),
    ),
  );
}

function* partitionsOf(people: number, largest = people): Generator<number[]> {
  if (people === 0) yield [];
  for (let size = Math.min(people, largest); size > 0; size -= 1) {
    for (const rest of partitionsOf(people - size, size)) yield [size, ...rest];
  }
}

/** Over every order of schools that is allowed, for each meaning of that. */
function leastCosts(sizes: readonly number[], allowed: ((seeds: readonly string[]) => boolean)[]) {
  const people = sizes.reduce((sum, size) => sum + size, 0);
  const least: (SeedingCost | undefined)[] = allowed.map(() => undefined);
  const seeds: string[] = [];
  const left = [...sizes];
  const place = () => {
    if (seeds.length === people) {
      const cost = costOf(seeds);
      for (const [index, isAllowed] of allowed.entries()) {
        const best = least[index];
        if ((!best || compareCosts(cost, best) < 0) && isAllowed(seeds)) least[index] = cost;
      }
      return;
    }
    for (const [school, count] of left.entries()) {
      if (count === 0) continue;
      left[school] = count - 1;
      seeds.push(`school${school + 1}`);
      place();
      seeds.pop();
      left[school] = count;
    }
  };
  place();
  return least;
}

test('a bracket has as many matches in round one as it has people without a bye, halved', () => {
  for (let people = 2; people <= 128; people += 1)
    expect(firstMatchesFor(people) * 2).toBe(people - byesFor(people));
});
