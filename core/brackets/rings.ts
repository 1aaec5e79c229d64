/** Which ring each division is in, and the numbers of its matches. */
import { byKeys } from '../lists/order.ts';
import { type Match, playOrder } from './bracket.ts';
import type { Style } from './draw-rules.ts';

/** What is scheduled of a division. */
export interface Scheduled {
  key: string;
  matches: readonly Match[];
  minutes: number;
  /** Where it was in the draw before: people know it by now, so it stays there. */
  ringBefore?: number;
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
 * Puts the longest divisions first into the ring that has least to do, and leaves those where they are that were in the draw
 * before. In each ring, divisions follow each other in the given order; only where somebody could fight twice in a row, a
 * match of the next division comes between. What has started is counted in that order too, so that the numbers of all others
 * stay the same as long as nothing before them changes.
 */
export function scheduleOf(divisions: readonly Scheduled[], rings: number): Map<string, Schedule> {
  const inRing = Map.groupBy(divisions, ringsFor(divisions, rings));
  const most = Math.max(
    0,
    ...[...inRing.values()].map((all) => all.reduce((sum, { matches }) => sum + matches.length, 0)),
  );
  const base = most > mostInRing ? 1000 : 100;
  const taken = new Set(divisions.flatMap(({ fixed }) => fixed?.numbers ?? []));
  const schedule = new Map<string, Schedule>();
  for (const [ring, all] of inRing) {
    for (const { key, fixed } of all) schedule.set(key, { ring, numbers: [...(fixed?.numbers ?? [])] });
    const started = new Set(all.filter(({ fixed }) => fixed).map(({ key }) => key));
    let number = ring * base;
    for (const { key, id } of orderOf(all)) {
      if (started.has(key)) continue;
      do number += 1;
      while (taken.has(number));
      const { numbers = [] } = schedule.get(key) ?? {};
      numbers[id - 1] = number;
    }
  }
  return schedule;
}

function ringsFor(divisions: readonly Scheduled[], rings: number): (division: Scheduled) => number {
  const minutes = new Array<number>(rings).fill(0);
  const ringOf = new Map<string, number>();
  const put = ({ key, minutes: more }: Scheduled, ring: number) => {
    ringOf.set(key, ring);
    minutes[ring - 1] = (minutes[ring - 1] ?? 0) + more;
  };
  for (const division of divisions) {
    const ring = division.fixed?.ring ?? division.ringBefore;
    if (ring !== undefined) put(division, ring);
  }
  const longestFirst = divisions
    .filter(({ key }) => !ringOf.has(key))
    .sort(byKeys((division) => [-division.minutes, division.key]));
  for (const division of longestFirst) {
    // A division that has started may be in a ring that there is no more.
    const loads = minutes.slice(0, rings);
    put(division, loads.indexOf(Math.min(...loads)) + 1);
  }
  return ({ key }) => ringOf.get(key) ?? 1;
}

/** The order in which a ring's matches are fought. */
function orderOf(divisions: readonly Scheduled[]): { key: string; id: number }[] {
  const waiting = divisions
    .map(({ key, matches }) => ({ key, matches: playOrder(matches), mayFight: fightersOf(matches) }))
    .filter(({ matches }) => matches.length > 0);
  const order: { key: string; id: number }[] = [];
  let last: { key: string; seeds: ReadonlySet<number> } | undefined;
  while (waiting.length > 0) {
    const rested = waiting.slice(0, 2).find(({ key, matches: [next], mayFight }) => {
      const seeds = mayFight(next);
      return key !== last?.key || ![...seeds].some((seed) => last?.seeds.has(seed));
    });
    const division = rested ?? waiting[0];
    const match = division?.matches.shift();
    if (!division || !match) break;
    order.push({ key: division.key, id: match.id });
    last = { key: division.key, seeds: division.mayFight(match) };
    if (division.matches.length === 0) waiting.splice(waiting.indexOf(division), 1);
  }
  return order;
}

/** Who may fight in a match: for one between winners, all who can get there. */
function fightersOf(matches: readonly Match[]): (match: Match | undefined) => ReadonlySet<number> {
  const fighters = new Map<number, Set<number>>();
  for (const { id, sides } of matches) {
    const seeds = sides.flatMap((side) =>
      'seed' in side ? side.seed : [...(fighters.get(side.winnerOf) ?? [])],
    );
    fighters.set(id, new Set(seeds));
  }
  return (match) => fighters.get(match?.id ?? 0) ?? new Set();
}
