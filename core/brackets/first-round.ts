/** Which school-mates meet in round one, whether that could be helped, and how other ways of drawing compare. */
import * as z from 'zod';
import { byKeys } from '../lists/order.ts';
import { byesFor, firstMatchesFor, placesOf, roundsFor } from './bracket.ts';
import { type ByeRule, fewestFirstRoundPairs } from './byes.ts';
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
  /** Why a school has two byes or more while another has none. */
  unevenByes: z.string().optional(),
});
export type FirstRound = z.infer<typeof firstRound>;

interface Seeded extends Entrant {
  /** As it is displayed. */
  school: string;
}

/**
 * @param seeds everybody in the order of seeds, in single elimination.
 * @param rule by which byes were given.
 */
export function firstRoundOf(seeds: readonly Seeded[], rule: ByeRule): FirstRound {
  const pairs = firstRoundPairs(seeds)
    .filter(([a, b]) => a.schoolKey !== undefined && a.schoolKey === b.schoolKey)
    .map(([a, b]): [string, string] => [a.id, b.id]);
  const bySchool = seeds.toSorted(byKeys(({ school, id }) => [school, id]));
  const sizes = sizesOf(seeds);
  return {
    pairs,
    fewest: fewestFirstRoundPairs(sizes, rule),
    byChance: byChance(sizes),
    oldOrder: costOf(bySchool.map(({ schoolKey }) => schoolKey)).firstRoundPairs,
    ...(pairs.length > 0 && { reason: reasonFor(seeds, rule) }),
    ...unevenByesIn(seeds),
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

interface SchoolInBracket {
  name: string;
  people: number;
  byes: number;
}

function schoolsIn(seeds: readonly Seeded[]): SchoolInBracket[] {
  const withBye = seeds.slice(0, byesFor(seeds.length));
  return [...Map.groupBy(seeds, ({ id, schoolKey }) => schoolKey ?? `\n${id}`).values()].map((people) => ({
    name: people[0]?.school ?? '',
    people: people.length,
    byes: people.filter((one) => withBye.includes(one)).length,
  }));
}

const count = (number: number, one: string, more: string) =>
  number === 1 ? `one ${one}` : `${number} ${more}`;

function unevenByesIn(seeds: readonly Seeded[]): Pick<FirstRound, 'unevenByes'> {
  const schools = schoolsIn(seeds);
  const without = schools.filter(({ byes }) => byes === 0).length;
  const most = schools.reduce((best, one) => (one.byes > best.byes ? one : best));
  if (without === 0 || most.byes < 2) return {};
  const others = count(without, 'school has none', 'schools have none');
  return {
    unevenByes: `${most.name} has ${most.byes} byes, and ${others}: else more of its ${most.people} people would have to meet each other in round one`,
  };
}

/** About the school with the most people in round one, the only one that can have too many there. */
function reasonFor(seeds: readonly Seeded[], rule: ByeRule): string {
  const schools = schoolsIn(seeds);
  const { name, people, byes } = schools.reduce((most, one) =>
    one.people - one.byes > most.people - most.byes ? one : most,
  );
  const sizes = sizesOf(seeds);
  const needed = fewestFirstRoundPairs(sizes, 'apart');
  return [
    `${name} has ${people} of ${seeds.length} people, and ${byes === 0 ? 'no bye' : count(byes, 'bye', 'byes')}:`,
    `${people - byes} of them are in the ${count(firstMatchesFor(seeds.length), 'match', 'matches')} of round one.`,
    ...(needed < fewestFirstRoundPairs(sizes, rule)
      ? [
          `If byes need not be even, ${needed === 0 ? 'none' : count(needed, 'pair', 'pairs')} would have to meet.`,
        ]
      : []),
  ].join(' ');
}
