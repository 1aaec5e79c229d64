/** Divisions that are fought to their end, for tests. */
import type { Side } from '../../../core/brackets/bracket.ts';
import type { Winner } from '../../../core/brackets/division-results.ts';
import { type DrawRules, drawRules } from '../../../core/brackets/draw-rules.ts';
import type { Plan, PlannedDivision } from '../../../core/brackets/plan.ts';
import { boys, planOf } from './draw.ts';

/** A plan with one division of so many people, in this format whatever their number. */
export function planOfSize(people: number, format?: DrawRules['formats'][number]['format']): Plan {
  const upTo = { 'one match': 2, 'best of three': 2, 'round robin': 8, 'single elimination': undefined };
  const most = format && upTo[format];
  const rules = format && {
    formats: [...(most ? [{ upTo: most, format }] : []), { format: most ? 'single elimination' : format }],
  };
  const said = boys(Array.from({ length: people }, () => 70));
  return planOf(said, rules && { rules: drawRules.parse(rules) });
}

export const onlyDivision = ({ divisions: [division] }: Plan): PlannedDivision => {
  if (!division) throw new Error('there is no division');
  return division;
};

/** Everybody who wins a match. @param upperWins whether the one named first does. */
export function playThrough(division: PlannedDivision, upperWins: (match: number) => boolean): Winner[] {
  const winners: Winner[] = [];
  const personOn = (side: Side) =>
    'seed' in side
      ? division.seeds[side.seed - 1]
      : winners.find(({ match }) => match === side.winnerOf)?.winner;
  for (const { id, sides, ifNeeded } of division.matches) {
    if (ifNeeded && new Set(winners.map(({ winner }) => winner)).size === 1) continue;
    const [upper = '', lower = ''] = sides.map(personOn);
    winners.push({ division: division.key, match: id, winner: upperWins(id) ? upper : lower });
  }
  return winners;
}

/** By seeds from 1: `[[1, 2], [1, 3]]` for two matches that the first seed wins. */
export function wonBySeeds(
  division: PlannedDivision,
  results: readonly (readonly [number, number])[],
): Winner[] {
  return division.matches.flatMap(({ id, sides }) => {
    const seeds = sides.map((side) => ('seed' in side ? side.seed : 0));
    const result = results.find((pair) => pair.every((seed) => seeds.includes(seed)));
    return result ? { division: division.key, match: id, winner: division.seeds[result[0] - 1] ?? '' } : [];
  });
}
