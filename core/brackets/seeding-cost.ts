/** How good a seeding is: what is compared first comes first, and less is better. */
import { placesOf, roundOfMeeting, roundsFor } from './bracket.ts';
import type { SchoolMeetings } from './school-meetings.ts';

export interface SeedingCost {
  /** Pairs of school-mates who meet in round one. */
  firstRoundPairs: number;
  /** Over all pairs of school-mates, two to the minus of the round in which they would meet. */
  mates: number;
  /** Over all matches of round one between two schools, how often these have met in other divisions. */
  meetings: number;
}

/**
 * @param schools of everybody in the order of seeds; undefined where it is not known.
 * @param met what was drawn before.
 */
export function costOf(schools: readonly (string | undefined)[], met?: SchoolMeetings): SeedingCost {
  const places = placesOf(roundsFor(schools.length)).map((seed) => schools[seed - 1]);
  const cost = { firstRoundPairs: 0, mates: 0, meetings: 0 };
  for (const [a, school] of places.entries()) {
    if (school === undefined) continue;
    for (let b = a + 1; b < places.length; b += 1) {
      if (places[b] !== school) continue;
      const round = roundOfMeeting(a, b);
      cost.mates += 2 ** -round;
      if (round === 1) cost.firstRoundPairs += 1;
    }
    const opponent = places[a ^ 1];
    if (a % 2 === 0 && opponent !== undefined && opponent !== school)
      cost.meetings += met?.count(school, opponent) ?? 0;
  }
  return cost;
}

export function compareCosts(a: SeedingCost, b: SeedingCost): number {
  return a.firstRoundPairs - b.firstRoundPairs || a.mates - b.mates || a.meetings - b.meetings;
}
