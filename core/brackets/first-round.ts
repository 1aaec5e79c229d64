/** Which school-mates meet in round one, whether that could be helped, and how other ways of drawing compare. */
import * as z from 'zod';
import { byKeys } from '../lists/order.ts';
import { firstMatchesFor, placesOf, roundsFor } from './bracket.ts';
import { byesOfSchools, fewestFirstRoundPairs } from './byes.ts';
import type { Entrant } from './seeding.ts';
import { costOf } from './seeding-cost.ts';

export const firstRound = z.object({
  /** The ids of each two school-mates who meet. */
  pairs: z.array(z.tuple([z.string(), z.string()])),
  /** How many such pairs the fairest bracket has: never more than there are. */
  fewest: z.int(),
  /** How many a drawing by lot has on average. */
  byChance: z.number(),
  /** How many the old script's order has: seeds by the name of the school. */
  oldOrder: z.int(),
  /** Why these pairs meet, where some do. */
  reason: z.string().optional(),
});
export type FirstRound = z.infer<typeof firstRound>;

interface Seeded extends Entrant {
  /** As it is displayed. */
  school: string;
}

/** @param seeds everybody in the order of seeds, in single elimination. */
export function firstRoundOf(seeds: readonly Seeded[]): FirstRound {
  const pairs = firstRoundPairs(seeds)
    .filter(([a, b]) => a.schoolKey !== undefined && a.schoolKey === b.schoolKey)
    .map(([a, b]): [string, string] => [a.id, b.id]);
  const bySchool = seeds.toSorted(byKeys(({ school, id }) => [school, id]));
  const sizes = sizesOf(seeds);
  return {
    pairs,
    fewest: fewestFirstRoundPairs(sizes),
    byChance: byChance(sizes),
    oldOrder: costOf(bySchool.map(({ schoolKey }) => schoolKey)).firstRoundPairs,
    ...(pairs.length > 0 && { reason: reasonFor(seeds) }),
  };
}

/** Everybody who meets in round one, from the top of the bracket to its bottom. */
export function firstRoundPairs<T>(seeds: readonly T[]): [T, T][] {
  const places = placesOf(roundsFor(seeds.length)).map((seed) => seeds[seed - 1]);
  return places.flatMap((upper, place): [T, T][] => {
    const lower = places[place + 1];
    return place % 2 === 0 && upper !== undefined && lower !== undefined ? [[upper, lower]] : [];
  });
}

/** The sizes of the schools; somebody whose school is not known is one. */
export function sizesOf(people: readonly Entrant[]): number[] {
  return [...Map.groupBy(people, ({ id, schoolKey }) => schoolKey ?? `\n${id}`).values()].map(
    ({ length }) => length,
  );
}

/** Any two people are school-mates with the same probability in each match. */
function byChance(sizes: readonly number[]): number {
  const people = sizes.reduce((sum, size) => sum + size, 0);
  const mates = sizes.reduce((sum, size) => sum + size * (size - 1), 0);
  return (firstMatchesFor(people) * mates) / (people * (people - 1));
}

/** About the largest school, the only one that can be too large. */
function reasonFor(seeds: readonly Seeded[]): string {
  const sizes = sizesOf(seeds);
  const most = Math.max(...sizes);
  const byes = byesOfSchools(sizes, [])[sizes.indexOf(most)] ?? 0;
  const school = [...Map.groupBy(seeds, ({ schoolKey }) => schoolKey).values()].find(
    ({ length }) => length === most,
  )?.[0]?.school;
  const matches = firstMatchesFor(seeds.length);
  const inFirst = most - byes;
  return `${school} has ${most} of ${seeds.length} people, and ${byes === 0 ? 'no bye' : byes === 1 ? 'one bye' : `${byes} byes`}: ${inFirst} of them are in the ${matches === 1 ? 'one match' : `${matches} matches`} of round one`;
}
