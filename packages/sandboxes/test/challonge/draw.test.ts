import { expect, test } from 'vitest';
import {
  type DrawnMatch,
  type DrawnSide,
  elimination,
  identifierOf,
  roundRobin,
} from '../../challonge/draw.ts';

/** `A r1 2v3 #1; B r2 1vWA #2` */
function written(matches: readonly DrawnMatch[]): string {
  const side = (one: DrawnSide) =>
    'seed' in one ? one.seed : `${one.loser ? 'L' : 'W'}${matches[one.match]?.identifier}`;
  return matches
    .map(
      ({ identifier, round, sides: [a, b], playOrder }) =>
        `${identifier} r${round} ${side(a)}v${side(b)} #${playOrder}`,
    )
    .join('; ');
}

test.each([
  [2, 'A r1 1v2 #1'],
  [3, 'A r1 2v3 #1; B r2 1vWA #2'],
  [4, 'A r1 1v4 #1; B r1 2v3 #2; C r2 WAvWB #3'],
  [5, 'A r1 4v5 #1; B r2 1vWA #3; C r2 2v3 #2; D r3 WBvWC #4'],
  [6, 'A r1 4v5 #1; B r1 3v6 #2; C r2 1vWA #3; D r2 2vWB #4; E r3 WCvWD #5'],
  [7, 'A r1 4v5 #1; B r1 2v7 #2; C r1 3v6 #3; D r2 1vWA #4; E r2 WBvWC #5; F r3 WDvWE #6'],
  [8, 'A r1 1v8 #1; B r1 4v5 #2; C r1 2v7 #3; D r1 3v6 #4; E r2 WAvWB #5; F r2 WCvWD #6; G r3 WEvWF #7'],
  [
    9,
    'A r1 8v9 #1; B r2 1vWA #5; C r2 4v5 #2; D r2 2v7 #3; E r2 3v6 #4; F r3 WBvWC #6; G r3 WDvWE #7; H r4 WFvWG #8',
  ],
  [
    10,
    'A r1 8v9 #1; B r1 7v10 #2; C r2 1vWA #5; D r2 4v5 #3; E r2 2vWB #6; F r2 3v6 #4; G r3 WCvWD #7; H r3 WEvWF #8; I r4 WGvWH #9',
  ],
  [
    11,
    'A r1 8v9 #1; B r1 7v10 #2; C r1 6v11 #3; D r2 1vWA #5; E r2 4v5 #4; F r2 2vWB #6; G r2 3vWC #7; H r3 WDvWE #8; I r3 WFvWG #9; J r4 WHvWI #10',
  ],
  [
    12,
    'A r1 8v9 #1; B r1 5v12 #2; C r1 7v10 #3; D r1 6v11 #4; E r2 1vWA #5; F r2 4vWB #6; G r2 2vWC #7; H r2 3vWD #8; I r3 WEvWF #9; J r3 WGvWH #10; K r4 WIvWJ #11',
  ],
  [
    13,
    'A r1 8v9 #1; B r1 4v13 #2; C r1 5v12 #3; D r1 7v10 #4; E r1 6v11 #5; F r2 1vWA #6; G r2 WBvWC #7; H r2 2vWD #8; I r2 3vWE #9; J r3 WFvWG #10; K r3 WHvWI #11; L r4 WJvWK #12',
  ],
  [
    14,
    'A r1 8v9 #1; B r1 4v13 #2; C r1 5v12 #3; D r1 7v10 #4; E r1 3v14 #5; F r1 6v11 #6; G r2 1vWA #7; H r2 WBvWC #8; I r2 2vWD #9; J r2 WEvWF #10; K r3 WGvWH #11; L r3 WIvWJ #12; M r4 WKvWL #13',
  ],
  [
    15,
    'A r1 8v9 #1; B r1 4v13 #2; C r1 5v12 #3; D r1 2v15 #4; E r1 7v10 #5; F r1 3v14 #6; G r1 6v11 #7; H r2 1vWA #8; I r2 WBvWC #9; J r2 WDvWE #10; K r2 WFvWG #11; L r3 WHvWI #12; M r3 WJvWK #13; N r4 WLvWM #14',
  ],
  [
    16,
    'A r1 1v16 #1; B r1 8v9 #2; C r1 4v13 #3; D r1 5v12 #4; E r1 2v15 #5; F r1 7v10 #6; G r1 3v14 #7; H r1 6v11 #8; I r2 WAvWB #9; J r2 WCvWD #10; K r2 WEvWF #11; L r2 WGvWH #12; M r3 WIvWJ #13; N r3 WKvWL #14; O r4 WMvWN #15',
  ],
])('a bracket of %i is drawn as Challonge draws it', (entrants, bracket) => {
  expect(written(elimination(entrants))).toBe(bracket);
});

// Both as recorded, in 2018 (EdwardJFox/challonge-ts) and in April 2026 (aphrody-code/rpbey); both have a losers' bracket too.
test('the first two rounds of 20 and of 81 entrants are those that were recorded', () => {
  const first = (entrants: number) => elimination(entrants).filter(({ round }) => round <= 2);
  expect(written(first(20))).toBe(
    'A r1 16v17 #1; B r1 13v20 #2; C r1 15v18 #3; D r1 14v19 #4; E r2 1vWA #9; F r2 8v9 #5; G r2 4vWB #10; H r2 5v12 #6; I r2 2vWC #11; J r2 7v10 #7; K r2 3vWD #12; L r2 6v11 #8',
  );
  const orders = first(81)
    .filter(({ round }) => round === 2)
    .map(({ playOrder }) => playOrder);
  expect(orders.slice(0, 8)).toEqual([33, 18, 34, 35, 36, 19, 37, 20]);
});

test('any number of entrants has one match fewer, and no seed twice', () => {
  for (let entrants = 2; entrants <= 130; entrants += 1) {
    const matches = elimination(entrants);
    expect(matches).toHaveLength(entrants - 1);
    const seeds = matches.flatMap(({ sides }) =>
      sides.flatMap((side) => ('seed' in side ? [side.seed] : [])),
    );
    expect(new Set(seeds).size).toBe(entrants);
    expect(seeds).toHaveLength(entrants);
  }
});

test('third place is played before the final by who loses the semifinals, from four entrants on', () => {
  expect(written(elimination(4, { thirdPlace: true }))).toBe(
    'A r1 1v4 #1; B r1 2v3 #2; C r2 WAvWB #4; 3P r0 LAvLB #3',
  );
  expect(elimination(3, { thirdPlace: true })).toHaveLength(2);
});

test('sequential pairings put first against second', () => {
  expect(written(elimination(4, { sequential: true }))).toBe('A r1 1v2 #1; B r1 3v4 #2; C r2 WAvWB #3');
});

// Groups of the bracket T_SS1 as its page had them in May 2026 (aphrody-code/rpbey).
test.each([
  [5, ['2v5 3v4', '5v3 1v2', '3v1 4v5', '1v4 2v3', '4v2 5v1']],
  [6, ['6v1 2v5 3v4', '5v3 4v6 1v2', '4v5 3v1 6v2', '2v3 1v4 5v6', '4v2 6v3 5v1']],
])('a round robin of %i has the order that was recorded', (entrants, rounds) => {
  const byRound = Map.groupBy(roundRobin(entrants, 'berger'), ({ round }) => round);
  const pairs = ({ sides }: DrawnMatch) => sides.map((side) => ('seed' in side ? side.seed : 0)).join('v');
  expect([...byRound.values()].map((round) => round.map(pairs).join(' '))).toEqual(rounds);
});

test('a round robin has every pair once in each order, and by Berger everybody at most one match a round', () => {
  expect(written(roundRobin(3, 'pairs'))).toBe('A r1 1v2 #1; B r1 1v3 #2; C r1 2v3 #3');
  for (const order of ['berger', 'pairs'] as const) {
    for (let entrants = 2; entrants <= 12; entrants += 1) {
      const matches = roundRobin(entrants, order);
      const seedsOf = ({ sides }: DrawnMatch) => sides.map((side) => ('seed' in side ? side.seed : 0));
      const met = new Set(
        matches.map((match) =>
          seedsOf(match)
            .toSorted((a, b) => a - b)
            .join(),
        ),
      );
      expect([matches.length, met.size]).toEqual(Array(2).fill((entrants * (entrants - 1)) / 2));
      const atOnce = Map.groupBy(matches, ({ round }) => round);
      for (const round of order === 'berger' ? atOnce.values() : []) {
        const seeds = round.flatMap(seedsOf);
        expect(new Set(seeds).size).toBe(seeds.length);
      }
    }
  }
  expect(roundRobin(3, 'berger', 2).map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('identifiers go on after Z with two letters', () => {
  expect([0, 25, 26, 27, 51, 52, 701, 702].map(identifierOf)).toEqual([
    'A',
    'Z',
    'AA',
    'AB',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
  ]);
});
