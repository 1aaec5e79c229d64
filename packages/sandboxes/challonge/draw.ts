/** Who meets whom, as Challonge draws it at the start of a tournament. Seeds count from 1. */

/** A side of a match: who has a seed, or whom another match (its place in the list) gives: its winner, or its loser. */
export type DrawnSide = { seed: number } | { match: number; loser?: true };

export interface DrawnMatch {
  identifier: string;
  /** From 1, counted from the full power of two: whoever has a bye begins in round 2. 0 is the match for third place. */
  round: number;
  playOrder: number;
  sides: [DrawnSide, DrawnSide];
}

export interface EliminationOptions {
  /** A match of those who lose the semifinals. */
  thirdPlace?: boolean;
  /** First against second, third against fourth, in place of first against last. */
  sequential?: boolean;
}

/** The orders of a round robin. */
export const roundRobinOrders = ['berger', 'pairs'] as const;
export type RoundRobinOrder = (typeof roundRobinOrders)[number];

/** The seeds from top to bottom. Neighbours meet; who is above the number of entrants is absent. */
function places(entrants: number, sequential: boolean): number[] {
  let list = [1];
  while (list.length < entrants) {
    const sum = 2 * list.length + 1;
    list = list.flatMap((seed) => [seed, sum - seed]);
  }
  return sequential ? list.map((_, index) => index + 1) : list;
}

/** A bye makes no match. Identifiers run round by round, in each from top to bottom. */
export function elimination(
  entrants: number,
  { thirdPlace = false, sequential = false }: EliminationOptions = {},
): DrawnMatch[] {
  const matches: Omit<DrawnMatch, 'playOrder'>[] = [];
  let row: (DrawnSide | undefined)[] = places(entrants, sequential).map((seed) =>
    seed <= entrants ? { seed } : undefined,
  );
  for (let round = 1; row.length > 1; round += 1) {
    const next: (DrawnSide | undefined)[] = [];
    for (let top = 0; top < row.length; top += 2) {
      const [upper, lower] = [row[top], row[top + 1]];
      if (upper && lower) {
        next.push({ match: matches.length });
        matches.push({ identifier: identifierOf(matches.length), round, sides: [upper, lower] });
      } else next.push(upper ?? lower);
    }
    row = next;
  }
  const semifinals = matches.at(-1)?.sides.flatMap((side) => ('match' in side ? [side.match] : [])) ?? [];
  const [first, second] = semifinals;
  if (thirdPlace && first !== undefined && second !== undefined) {
    const sides: [DrawnSide, DrawnSide] = [
      { match: first, loser: true },
      { match: second, loser: true },
    ];
    matches.push({ identifier: '3P', round: 0, sides });
  }
  return inPlayOrder(matches);
}

/** By round; inside a round first the matches that wait for no other; the match for third place before the final. */
function inPlayOrder(matches: readonly Omit<DrawnMatch, 'playOrder'>[]): DrawnMatch[] {
  const last = Math.max(0, ...matches.map(({ round }) => round));
  const rank = ({ round }: { round: number }) => (round === 0 ? last - 0.5 : round);
  const waits = ({ sides }: Pick<DrawnMatch, 'sides'>) => Number(sides.some((side) => 'match' in side));
  const order = matches.toSorted((a, b) => rank(a) - rank(b) || waits(a) - waits(b));
  return matches.map((match) => ({ ...match, playOrder: order.indexOf(match) + 1 }));
}

/**
 * Everybody meets everybody. `berger` is the order of groups of five and six that was recorded in May 2026 (the bracket
 * T_SS1 in aphrody-code/rpbey); for other numbers its rule goes on. `pairs` is 1v2, 1v3, … 2v3, all in round 1.
 */
export function roundRobin(entrants: number, order: RoundRobinOrder, iterations = 1): DrawnMatch[] {
  const once = order === 'berger' ? berger(entrants) : pairs(entrants);
  const rounds = Math.max(0, ...once.map(({ round }) => round));
  const all = Array.from({ length: iterations }, (_, iteration) =>
    once.map(({ round, seeds }) => ({ round: round + iteration * rounds, seeds })),
  ).flat();
  return all.map(({ round, seeds: [a, b] }, index) => ({
    identifier: identifierOf(index),
    round,
    playOrder: index + 1,
    sides: [{ seed: a }, { seed: b }],
  }));
}

interface Meeting {
  round: number;
  seeds: [number, number];
}

/**
 * Berger's tables. With an even number the last seed comes first in odd rounds and second in even ones, and its match changes
 * places with another: it is the first of the round, then the second, and so on to the last and back.
 */
function berger(entrants: number): Meeting[] {
  const isEven = entrants % 2 === 0;
  // Who stands in the circle.
  const others = isEven ? entrants - 1 : entrants;
  const half = (others + 1) / 2;
  const seat = (place: number) => ((((place - 1) % others) + others) % others) + 1;
  const meetings: Meeting[] = [];
  for (let round = 1; round <= others; round += 1) {
    const turned = seat(1 + (round - 1) * half);
    const row = Array.from({ length: half - 1 }, (_, index): [number, number] => [
      seat(turned + index + 1),
      seat(turned - index - 1),
    ]);
    const last: [number, number] = round % 2 === 1 ? [entrants, turned] : [turned, entrants];
    const all = isEven ? swapped([last, ...row], Math.min(round - 1, entrants - round)) : row;
    meetings.push(...all.map((seeds) => ({ round, seeds })));
  }
  return meetings;
}

/** With the first and the one at `place` in each other's place. */
function swapped<T>(list: readonly T[], place: number): T[] {
  return list.map((one, index) => (index === 0 ? list[place] : index === place ? list[0] : one) ?? one);
}

function pairs(entrants: number): Meeting[] {
  const seeds = Array.from({ length: entrants }, (_, index) => index + 1);
  return seeds.flatMap((a) => seeds.slice(a).map((b): Meeting => ({ round: 1, seeds: [a, b] })));
}

/** `A` to `Z`, `AA`, `AB`, … @param index from 0. */
export function identifierOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : identifierOf(Math.floor(index / 26) - 1) + letter;
}
