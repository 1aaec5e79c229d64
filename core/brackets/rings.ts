/** Which ring each division is in, and the numbers of its matches. */
import { byKeys } from '../lists/order.ts';
import { type Match, playOrder } from './bracket.ts';
import type { Style } from './draw-rules.ts';

/** What is scheduled of a division. */
export interface Scheduled {
  key: string;
  matches: readonly Match[];
  minutes: number;
  /** Where it has started: these do not change. */
  fixed?: { ring: number; numbers: readonly number[] };
}

export interface Schedule {
  ring: number;
  /** The number of each match, as in `matches`. */
  numbers: number[];
}

/** How long matches take, one after the other; those of a best of three that may not be needed too. */
export function minutesFor(matches: number, { match }: Pick<Style, 'match'>): number {
  const { rounds, roundSeconds, breakSeconds, changeSeconds } = match;
  return (matches * (rounds * roundSeconds + (rounds - 1) * breakSeconds + changeSeconds)) / 60;
}

/** Match numbers are the ring times 100, and from 1; times 1000 where a ring has more matches than that. */
const mostInRing = 99;

/**
 * Puts the longest divisions first into the ring that has least to do. In each ring, divisions follow each other in the
 * given order, and so do the numbers of their matches, each only once.
 */
export function scheduleOf(divisions: readonly Scheduled[], rings: number): Map<string, Schedule> {
  const minutes = new Array<number>(rings).fill(0);
  const ringOf = new Map<string, number>();
  const put = ({ key, minutes: more }: Scheduled, ring: number) => {
    ringOf.set(key, ring);
    minutes[ring - 1] = (minutes[ring - 1] ?? 0) + more;
  };
  for (const division of divisions) if (division.fixed) put(division, division.fixed.ring);
  const longestFirst = divisions
    .filter(({ fixed }) => !fixed)
    .sort(byKeys((division) => [-division.minutes, division.key]));
  for (const division of longestFirst)
    put(division, minutes.slice(0, rings).indexOf(Math.min(...minutes.slice(0, rings))) + 1);

  const inRing = Map.groupBy(divisions, ({ key }) => ringOf.get(key) ?? 1);
  const most = Math.max(
    0,
    ...[...inRing.values()].map((all) => all.reduce((sum, { matches }) => sum + matches.length, 0)),
  );
  const base = most > mostInRing ? 1000 : 100;
  const schedule = new Map<string, Schedule>();
  for (const [ring, all] of inRing) {
    const taken = new Set(all.flatMap(({ fixed }) => fixed?.numbers ?? []));
    let next = ring * base;
    for (const { key, matches, fixed } of all) {
      if (fixed) {
        schedule.set(key, { ring, numbers: [...fixed.numbers] });
        continue;
      }
      const numbers: number[] = [];
      for (const { id } of playOrder(matches)) {
        do next += 1;
        while (taken.has(next));
        numbers[id - 1] = next;
      }
      schedule.set(key, { ring, numbers });
    }
  }
  return schedule;
}
