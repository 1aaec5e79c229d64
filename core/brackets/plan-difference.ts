/** What differs between two plans, and why: what an organiser is told before a published draw is changed. */
import { spokenWeight } from '../domain/measures.ts';
import { byKeys } from '../lists/order.ts';
import type { Plan, PlannedDivision, PlannedPerson } from './plan.ts';

/** Somebody who is in another division than before, or in none before or now. */
export interface Moved {
  id: string;
  event: string;
  from?: string;
  to?: string;
  /** In words: `Weight was 52 lb, and is 61 lb`. */
  reason: string;
}

export interface PlanDifference {
  added: string[];
  removed: string[];
  /** Divisions that are there in both, and whose published content differs. */
  changed: { key: string; joined: string[]; left: string[]; renamed: string[]; drawnAgain: boolean }[];
  /** Divisions whose published content is equal. */
  unchanged: string[];
  /** Of the unchanged ones, those whose ring or match numbers differ: they need to be printed again. */
  renumbered: string[];
  moved: Moved[];
  /** What would be different in divisions that have started, were they not left as they are. */
  heldBack: Plan['heldBack'];
}

export function differenceBetween(before: Plan, after: Plan): PlanDifference {
  const old = byKey(before);
  const now = byKey(after);
  const both = [...now.values()].flatMap((division) => {
    const was = old.get(division.key);
    return was ? [{ was, division }] : [];
  });
  const unchanged = both.filter(({ was, division }) => was.contentHash === division.contentHash);
  return {
    added: [...now.keys()].filter((key) => !old.has(key)),
    removed: [...old.keys()].filter((key) => !now.has(key)),
    changed: both
      .filter((pair) => !unchanged.includes(pair))
      .map(({ was, division }) => changeOf(was, division, before, after)),
    unchanged: unchanged.map(({ division }) => division.key),
    renumbered: unchanged
      .filter(({ was, division }) => numbersOf(was) !== numbersOf(division))
      .map(({ division }) => division.key),
    moved: movesBetween(before, after),
    heldBack: after.heldBack,
  };
}

/** Nothing needs to be published, and nobody to be told. */
export function isEmpty({ added, removed, changed, moved }: PlanDifference): boolean {
  return [added, removed, changed, moved].every(({ length }) => length === 0);
}

const byKey = ({ divisions }: Plan) => new Map(divisions.map((division) => [division.key, division]));

const numbersOf = ({ ring, matches }: PlannedDivision) =>
  JSON.stringify([ring, matches.map(({ number }) => number)]);

function changeOf(was: PlannedDivision, division: PlannedDivision, before: Plan, after: Plan) {
  const stayed = division.seeds.filter((id) => was.seeds.includes(id));
  const shown = ({ people }: Plan, id: string) => [people[id]?.name, people[id]?.school].join('\n');
  return {
    key: division.key,
    joined: division.seeds.filter((id) => !was.seeds.includes(id)),
    left: was.seeds.filter((id) => !division.seeds.includes(id)),
    renamed: stayed.filter((id) => shown(before, id) !== shown(after, id)),
    drawnAgain: was.format !== division.format || was.seeds.join() !== division.seeds.join(),
  };
}

function movesBetween(before: Plan, after: Plan): Moved[] {
  const [old, now] = [placesIn(before), placesIn(after)];
  const places = new Map([...old, ...now].map(([place, { id, event }]) => [place, { id, event }]));
  return [...places]
    .flatMap(([place, { id, event }]) => {
      const [from, to] = [old.get(place)?.key, now.get(place)?.key];
      if (from === to) return [];
      return {
        id,
        event,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        reason: reasonFor({ id, event, from, to }, before, after),
      };
    })
    .sort(byKeys(({ event, id }) => [event, id]));
}

/** Where everybody is, in each style. */
const placesIn = ({ divisions }: Plan) =>
  new Map(
    divisions.flatMap(({ key, event, seeds }) =>
      seeds.map((id): [string, { id: string; event: string; key: string }] => [
        `${event} ${id}`,
        { id, event, key },
      ]),
    ),
  );

function reasonFor({ id, event, from, to }: Omit<Moved, 'reason'>, before: Plan, after: Plan): string {
  const decision = (plan: Plan) =>
    plan.divisions.some(
      (division) => division.event === event && division.moved.some((one) => one.id === id),
    );
  if (to === undefined) {
    const unplaced = after.unplaced.find((one) => one.id === id && (one.event ?? event) === event);
    if (unplaced) return unplaced.reason;
    return after.notCheckedIn.includes(id) ? 'Has not checked in' : 'Does not take part any more';
  }
  if (decision(after) && !decision(before)) return 'The organisers have decided so';
  if (decision(before) && !decision(after)) return 'The organisers’ decision does not hold any more';
  if (from === undefined) {
    const listed = before.unplaced.find((one) => one.id === id && (one.event ?? event) === event);
    if (listed) return `Could be placed now; before: ${listed.reason}`;
    return before.notCheckedIn.includes(id) ? 'Has checked in' : 'Takes part since then';
  }
  const [was, is] = [before.people[id], after.people[id]];
  const corrected = was && is ? correctionsOf(was, is) : [];
  return corrected.length > 0
    ? corrected.join('; ')
    : 'The classes, the rules or others of the group have changed';
}

function correctionsOf(was: PlannedPerson, is: PlannedPerson): string[] {
  const said = ({ weightLb, age, belt, gender }: PlannedPerson) => ({
    Weight: weightLb === undefined ? 'unknown' : spokenWeight(weightLb),
    Age: age ?? 'unknown',
    Belt: belt ?? 'unknown',
    Gender: gender ?? 'unknown',
  });
  const [old, now] = [said(was), said(is)];
  return (Object.keys(old) as (keyof typeof old)[])
    .filter((field) => old[field] !== now[field])
    .map((field) => `${field} was ${old[field]}, and is ${now[field]}`);
}
