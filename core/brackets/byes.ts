import { byesFor, firstMatchesFor } from './bracket.ts';

/**
 * What comes first, where both is not possible: `apart`, that no school-mates meet in round one who need not; or `even`, that
 * no school has two byes while another has none.
 */
export const byeRules = ['apart', 'even'] as const;
export type ByeRule = (typeof byeRules)[number];

/**
 * How many byes each school gets: as even as the rule allows. Where not all schools can have one more, those with the most
 * people left for round one have it: then the fewest school-mates need to meet there.
 *
 * @param sizes how many people each school has; their sum is 2 or more.
 * @param lots decides between schools with as many people left: lower first, one for each school.
 */
export function byesOfSchools(
  sizes: readonly number[],
  rule: ByeRule,
  lots: readonly number[] = [],
): number[] {
  const people = sizes.reduce((sum, size) => sum + size, 0);
  let unassigned = byesFor(people);
  const byes = sizes.map((size) => {
    const needed = rule === 'apart' ? Math.max(0, size - firstMatchesFor(people)) : 0;
    const given = Math.min(needed, unassigned);
    unassigned -= given;
    return given;
  });
  const left = (school: number) => (sizes[school] ?? 0) - (byes[school] ?? 0);
  for (let each = 1; unassigned > 0; each += 1) {
    const takers = [...sizes.keys()]
      .filter((school) => left(school) > 0 && (byes[school] ?? 0) < each)
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
export function fewestFirstRoundPairs(sizes: readonly number[], rule: ByeRule): number {
  const people = sizes.reduce((sum, size) => sum + size, 0);
  if (people < 2) return 0;
  const byes = byesOfSchools(sizes, rule);
  const most = Math.max(...sizes.map((size, school) => size - (byes[school] ?? 0)));
  return Math.max(0, most - firstMatchesFor(people));
}
