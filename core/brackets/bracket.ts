/** Single elimination: who meets whom, by seeds from 1, as Challonge and most programs have it. */

/** One side of a match: a person by seed, or who wins an earlier match. */
export type Side = { seed: number } | { winnerOf: number };

export interface Match {
  /** From 1 in each division: round by round, in each from top to bottom. */
  id: number;
  /** From 1. Rounds are counted from the full bracket: whoever has a bye starts in round 2. */
  round: number;
  sides: [Side, Side];
  /** Played only if the two before it have one winner each. */
  ifNeeded?: true;
}

/** How many rounds a bracket of so many people has. */
export const roundsFor = (people: number) => Math.ceil(Math.log2(people));

/** How many people have no match in round one. */
export const byesFor = (people: number) => 2 ** roundsFor(people) - people;

/** How many matches round one has. */
export const firstMatchesFor = (people: number) => people - 2 ** (roundsFor(people) - 1);

/**
 * The seeds of a full bracket from top to bottom: `[1, 4, 2, 3]` for two rounds. Neighbours meet in round one. The seeds
 * above the number of people are missing, so that byes go to the first seeds, spread over the bracket.
 */
export function placesOf(rounds: number): number[] {
  let places = [1];
  for (let round = 1; round <= rounds; round += 1) {
    places = places.flatMap((seed) => [seed, 2 ** round + 1 - seed]);
  }
  return places;
}

/** The round in which two places of a bracket meet. @param a from 0, as in `placesOf`. */
export const roundOfMeeting = (a: number, b: number) => 32 - Math.clz32(a ^ b);

/** All matches of a bracket of two people or more. Both who lose in the semifinals are third. */
export function eliminationMatches(people: number): Match[] {
  const matches: Match[] = [];
  let sides: (Side | undefined)[] = placesOf(roundsFor(people)).map((seed) =>
    seed <= people ? { seed } : undefined,
  );
  for (let round = 1; sides.length > 1; round += 1) {
    const winners: (Side | undefined)[] = [];
    for (let place = 0; place < sides.length; place += 2) {
      const [upper, lower] = [sides[place], sides[place + 1]];
      if (upper && lower) {
        const id = matches.length + 1;
        matches.push({ id, round, sides: [upper, lower] });
        winners.push({ winnerOf: id });
      } else winners.push(upper ?? lower);
    }
    sides = winners;
  }
  return matches;
}

/**
 * The order in which matches are played: by round; in a round, first those of people who have not fought yet, so that
 * winners of the round before may rest.
 */
export function playOrder(matches: readonly Match[]): Match[] {
  const waits = ({ sides }: Match) => (sides.some((side) => 'winnerOf' in side) ? 1 : 0);
  return matches.toSorted((a, b) => a.round - b.round || waits(a) - waits(b) || a.id - b.id);
}

/**
 * What Challonge calls a match: `A` to `Z`, then `AA`, `AB`. It counts matches as we do, round by round from top to bottom.
 * @param id from 1.
 */
export function lettersOf(id: number): string {
  const letter = String.fromCharCode(65 + ((id - 1) % 26));
  return id > 26 ? lettersOf(Math.floor((id - 1) / 26)) + letter : letter;
}
