import { eliminationMatches, type Match } from './bracket.ts';
import type { PlannedDivision } from './plan.ts';
import { roundRobinMatches } from './round-robin.ts';

/** All matches of a division. @param people how many it has. */
export function matchesOf(format: PlannedDivision['format'], people: number): Match[] {
  switch (format) {
    case 'alone':
      return [];
    case 'round robin':
      return roundRobinMatches(people);
    case 'single elimination':
      return eliminationMatches(people);
    default: {
      const sides: Match['sides'] = [{ seed: 1 }, { seed: 2 }];
      const first: Match = { id: 1, round: 1, sides };
      return format === 'one match'
        ? [first]
        : [first, { id: 2, round: 2, sides }, { id: 3, round: 3, sides, ifNeeded: true }];
    }
  }
}
