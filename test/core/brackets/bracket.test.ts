import { describe, expect, test } from 'vitest';
import {
  byesFor,
  eliminationMatches,
  firstMatchesFor,
  type Match,
  placesOf,
  playOrder,
  roundOfMeeting,
  roundsFor,
} from '../../../core/brackets/bracket.ts';
import { matchesInARow, roundRobinMatches } from '../../../core/brackets/round-robin.ts';

/** `A 4v5 #1`: identifier, sides and place in the order of play. */
function inWords(matches: readonly Match[]): string[] {
  const letter = (id: number) => String.fromCharCode(64 + id);
  const order = playOrder(matches).map(({ id }) => id);
  return matches.map(({ id, round, sides }) => {
    const [upper, lower] = sides.map((side) => ('seed' in side ? side.seed : `W${letter(side.winnerOf)}`));
    return `${letter(id)} r${round} ${upper}v${lower} #${order.indexOf(id) + 1}`;
  });
}

describe('a bracket', () => {
  test('has the seeds in the standard places', () => {
    expect(placesOf(3)).toEqual([1, 8, 4, 5, 2, 7, 3, 6]);
    expect(placesOf(4)).toEqual([1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11]);
  });

  // Worked by hand, and as Challonge's brackets of these sizes are.
  test.each([
    [2, ['A r1 1v2 #1']],
    [3, ['A r1 2v3 #1', 'B r2 1vWA #2']],
    [5, ['A r1 4v5 #1', 'B r2 1vWA #3', 'C r2 2v3 #2', 'D r3 WBvWC #4']],
    [6, ['A r1 4v5 #1', 'B r1 3v6 #2', 'C r2 1vWA #3', 'D r2 2vWB #4', 'E r3 WCvWD #5']],
    [7, ['A r1 4v5 #1', 'B r1 2v7 #2', 'C r1 3v6 #3', 'D r2 1vWA #4', 'E r2 WBvWC #5', 'F r3 WDvWE #6']],
    [
      9,
      [
        'A r1 8v9 #1',
        'B r2 1vWA #5',
        'C r2 4v5 #2',
        'D r2 2v7 #3',
        'E r2 3v6 #4',
        'F r3 WBvWC #6',
        'G r3 WDvWE #7',
        'H r4 WFvWG #8',
      ],
    ],
    [
      11,
      [
        'A r1 8v9 #1',
        'B r1 7v10 #2',
        'C r1 6v11 #3',
        'D r2 1vWA #5',
        'E r2 4v5 #4',
        'F r2 2vWB #6',
        'G r2 3vWC #7',
        'H r3 WDvWE #8',
        'I r3 WFvWG #9',
        'J r4 WHvWI #10',
      ],
    ],
  ])('of %i has these matches', (people, expected) => {
    expect(inWords(eliminationMatches(people))).toEqual(expected);
  });

  // Played in this order.
  test.each([
    [4, '1v4 2v3 WAvWB'],
    [8, '1v8 4v5 2v7 3v6 WAvWB WCvWD WEvWF'],
    [12, '8v9 5v12 7v10 6v11 1vWA 4vWB 2vWC 3vWD WEvWF WGvWH WIvWJ'],
    [13, '8v9 4v13 5v12 7v10 6v11 1vWA WBvWC 2vWD 3vWE WFvWG WHvWI WJvWK'],
    [14, '8v9 4v13 5v12 7v10 3v14 6v11 1vWA WBvWC 2vWD WEvWF WGvWH WIvWJ WKvWL'],
    [15, '8v9 4v13 5v12 2v15 7v10 3v14 6v11 1vWA WBvWC WDvWE WFvWG WHvWI WJvWK WLvWM'],
    [16, '1v16 8v9 4v13 5v12 2v15 7v10 3v14 6v11 WAvWB WCvWD WEvWF WGvWH WIvWJ WKvWL WMvWN'],
  ])('of %i has these matches too', (people, expected) => {
    const words = inWords(eliminationMatches(people));
    expect(words.map((match) => match.split(' ')[2]).join(' ')).toBe(expected);
    expect(words.map((match) => Number(match.split('#')[1]))).toEqual(words.map((_, index) => index + 1));
  });

  test('of 2 to 128 has everybody once, byes for the first seeds alone, and one match less than people', () => {
    for (let people = 2; people <= 128; people += 1) {
      const matches = eliminationMatches(people);
      const first = matches.filter(({ round }) => round === 1);
      const seeds = matches
        .flatMap(({ sides }) => sides)
        .flatMap((side) => ('seed' in side ? side.seed : []));
      const inFirst = first.flatMap(({ sides }) =>
        sides.flatMap((side) => ('seed' in side ? side.seed : [])),
      );
      const everybody = Array.from({ length: people }, (_, index) => index + 1);
      expect(seeds.sort((a, b) => a - b)).toEqual(everybody);
      expect(everybody.filter((seed) => !inFirst.includes(seed))).toEqual(
        everybody.slice(0, byesFor(people)),
      );
      expect(first).toHaveLength(firstMatchesFor(people));
      expect(matches).toHaveLength(people - 1);
      expect(matches.at(-1)?.round).toBe(roundsFor(people));
    }
  });

  test('of any size has a bye in each quarter before any has two more than another', () => {
    for (let people = 5; people <= 128; people += 1) {
      const places = placesOf(roundsFor(people));
      const byes = [0, 1, 2, 3].map((quarter) => {
        const size = places.length / 4;
        return places.slice(quarter * size, (quarter + 1) * size).filter((seed) => seed > people).length;
      });
      expect(Math.max(...byes) - Math.min(...byes)).toBeLessThanOrEqual(1);
    }
  });

  test('tells in which round two places meet', () => {
    expect([roundOfMeeting(0, 1), roundOfMeeting(0, 3), roundOfMeeting(3, 4), roundOfMeeting(6, 7)]).toEqual([
      1, 2, 3, 1,
    ]);
  });

  test('plays the matches of the winners of a round after the others', () => {
    for (const people of [5, 9, 21, 40]) {
      const played = playOrder(eliminationMatches(people));
      for (const [index, { sides }] of played.entries()) {
        for (const side of sides) {
          if (!('winnerOf' in side)) continue;
          expect(played.findIndex(({ id }) => id === side.winnerOf)).toBeLessThan(index);
        }
      }
    }
  });
});

describe('a round robin', () => {
  const pairsOf = (people: number) =>
    roundRobinMatches(people).map(({ sides }) =>
      sides.map((side) => ('seed' in side ? side.seed : 0)).join('-'),
    );

  test('of three, four and five, worked by hand', () => {
    expect(pairsOf(3)).toEqual(['2-3', '1-3', '1-2']);
    expect(pairsOf(4)).toEqual(['1-4', '2-3', '1-3', '4-2', '1-2', '3-4']);
    expect(pairsOf(5)).toEqual(['2-5', '3-4', '1-5', '2-3', '1-4', '5-3', '4-2', '1-3', '4-5', '1-2']);
  });

  test('has everybody against everybody once, and nobody twice in a round', () => {
    for (let people = 2; people <= 12; people += 1) {
      const pairs = pairsOf(people).map((pair) =>
        pair
          .split('-')
          .map(Number)
          .sort((a, b) => a - b)
          .join('-'),
      );
      expect(new Set(pairs).size).toBe((people * (people - 1)) / 2);
      for (const [, matches] of Map.groupBy(roundRobinMatches(people), ({ round }) => round)) {
        const seeds = matches.flatMap(({ sides }) => sides.map((side) => JSON.stringify(side)));
        expect(new Set(seeds).size).toBe(seeds.length);
      }
    }
  });

  test('has as few people fighting twice in a row as any order of the same matches', () => {
    for (let people = 2; people <= 5; people += 1) {
      expect(matchesInARow(roundRobinMatches(people))).toBe(leastInARow(people));
    }
  });

  test('of five or more has nobody fighting twice in a row', () => {
    for (let people = 5; people <= 12; people += 1) expect(matchesInARow(roundRobinMatches(people))).toBe(0);
  });
});

/** Over every order of all matches. */
function leastInARow(people: number): number {
  const pairs = Array.from({ length: people }, (_, a) => a).flatMap((a) =>
    Array.from({ length: people - a - 1 }, (_, index) => [a, a + 1 + index]),
  );
  const known = new Map<number, number>();
  const least = (played: number, last: number): number => {
    if (played === 2 ** pairs.length - 1) return 0;
    const state = played * 100 + last;
    const before = known.get(state);
    if (before !== undefined) return before;
    const fought = pairs[last] ?? [];
    const counts = pairs.flatMap((pair, index) =>
      played & (1 << index)
        ? []
        : pair.filter((one) => fought.includes(one)).length + least(played | (1 << index), index),
    );
    const fewest = Math.min(...counts);
    known.set(state, fewest);
    return fewest;
  };
  return least(0, pairs.length);
}
