import type { Match } from './bracket.ts';

/**
 * Everybody against everybody. The rounds are those of the circle method: one person stays, the others move on by one place
 * around the table. In each round, who has rested longest fights first.
 *
 * @param people 2 or more.
 */
export function roundRobinMatches(people: number): Match[] {
  const lastFought = new Array<number>(people + 1).fill(Number.NEGATIVE_INFINITY);
  const matches: Match[] = [];
  for (const [index, pairs] of circleRounds(people).entries()) {
    const round = index + 1;
    const left = [...pairs];
    while (left.length > 0) {
      const rested = left.map(([a, b]) => Math.max(lastFought[a] ?? 0, lastFought[b] ?? 0));
      const [[a, b] = [0, 0]] = left.splice(rested.indexOf(Math.min(...rested)), 1);
      const id = matches.length + 1;
      lastFought[a] = id;
      lastFought[b] = id;
      matches.push({ id, round, sides: [{ seed: a }, { seed: b }] });
    }
  }
  return matches;
}

/** The pairs of each round. With an odd number, whoever would meet the missing one rests. */
function circleRounds(people: number): [number, number][][] {
  const even = people + (people % 2);
  let table = Array.from({ length: even }, (_, index) => index + 1);
  return Array.from({ length: even - 1 }, () => {
    const pairs = table
      .slice(0, even / 2)
      .map((one, index): [number, number] => [one, table[even - 1 - index] ?? 0])
      .filter((pair) => pair.every((seed) => seed <= people));
    const [first = 0, ...others] = table;
    table = [first, ...others.slice(-1), ...others.slice(0, -1)];
    return pairs;
  });
}

/** How many people fight two matches in a row, summed over a list of matches. */
export function matchesInARow(matches: readonly Match[]): number {
  const seedsOf = ({ sides }: Match) => sides.map((side) => ('seed' in side ? side.seed : 0));
  return matches.reduce((sum, match, index) => {
    const before = matches[index - 1];
    if (!before) return sum;
    const fought = seedsOf(before);
    return sum + seedsOf(match).filter((seed) => fought.includes(seed)).length;
  }, 0);
}
