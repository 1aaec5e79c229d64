import { byesFor, firstMatchesFor } from './bracket.ts';

/**
 * How many byes each school gets: as even as possible, so that no school has two while another, which could have one, has
 * none. Where not all schools can have one more, those with the most people left for round one have it: then the fewest
 * school-mates need to meet there.
 *
 * @param sizes how many people each school has; their sum is 2 or more.
 * @param lots decides between schools with as many people left: lower first, one for each school.
 */
export function byesOfSchools(sizes: readonly number[], lots: readonly number[]): number[] {
  const byes = sizes.map(() => 0);
  const left = (school: number) => (sizes[school] ?? 0) - (byes[school] ?? 0);
  let unassigned = byesFor(sizes.reduce((sum, size) => sum + size, 0));
  while (unassigned > 0) {
    const takers = [...sizes.keys()]
      .filter((school) => left(school) > 0)
      .sort((a, b) => left(b) - left(a) || (lots[a] ?? 0) - (lots[b] ?? 0))
      .slice(0, unassigned);
    for (const school of takers) byes[school] = (byes[school] ?? 0) + 1;
    unassigned -= takers.length;
  }
  return byes;
}

/**
 * The fewest pairs of school-mates that meet in round one, however a bracket is drawn. Only one school can be too large:
 * one that has, after its byes, more people in round one than there are matches.
 *
 * @param sizes how many people each school has. People whose school is not known are a school each.
 */
export function fewestFirstRoundPairs(sizes: readonly number[]): number {
  const people = sizes.reduce((sum, size) => sum + size, 0);
  if (people < 2) return 0;
  const byes = byesOfSchools(sizes, []);
  const most = Math.max(...sizes.map((size, school) => size - (byes[school] ?? 0)));
  return Math.max(0, most - firstMatchesFor(people));
}
