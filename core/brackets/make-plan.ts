import { hexHash } from '../domain/ids.ts';
import { byKeys, listedBeltOf } from '../lists/order.ts';
import type { Participant } from '../lists/participant.ts';
import type { Match } from './bracket.ts';
import { type DecidedDivision, withDecisions } from './decisions.ts';
import { matchesOf } from './division-matches.ts';
import { inListedOrder } from './divisions.ts';
import { type DrawRules, formatFor, type Style } from './draw-rules.ts';
import { firstRoundOf, firstRoundPairs } from './first-round.ts';
import { proposalsFor } from './lone-competitors.ts';
import { contentHashOf, type Plan, type PlannedDivision, type PlannedPerson } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { minutesFor, scheduleOf } from './rings.ts';
import { schoolCodes } from './school-codes.ts';
import { SchoolMeetings } from './school-meetings.ts';
import { lotsFor, shuffled } from './seeded-numbers.ts';
import { drawSeeds } from './seeding.ts';
import { heldBackFrom, placeBeside, startedDivisions } from './started-divisions.ts';
import { weightUnitProblems } from './weight-unit.ts';

/**
 * Plans a draw. The same input gives the same plan, whatever the order of the people. Nobody is dropped: who entered a style
 * is in one division of it, or among `unplaced` or `notCheckedIn`.
 */
export function makePlan(input: PlanInput): Plan {
  const { stage, rules, weightClasses, previous, checkedIn = new Set(), decisions = [] } = input;
  const placing = { rules, classes: weightClasses.classes };
  const present = checkedIn.size > 0 ? input.people.filter(({ id }) => checkedIn.has(id)) : input.people;
  const frozen = startedDivisions(input);
  const placement = placeBeside(frozen, present, input);
  const { divisions, stale } = withDecisions(placement.divisions, decisions, frozen);
  const proposals = proposalsFor(divisions, placing);

  const drawn = drawAll(divisions, frozen, input).sort(inListedOrder(placing));
  const people = Object.fromEntries(present.map((one) => [one.id, personOf(one)]));
  for (const id of frozen.flatMap(({ seeds }) => seeds)) {
    const before = previous?.people[id];
    if (before) people[id] = before;
  }
  const ringBefore = ringsBefore(previous, rules);
  const schedule = scheduleOf(
    drawn.map(({ key, matches, minutes, started, ring, numbers }) => ({
      key,
      matches,
      minutes,
      ringBefore: ringBefore.get(key),
      ...(started && { fixed: { ring, numbers } }),
    })),
    rules.rings,
  );
  const planned = drawn.map(({ numbers: _, ...division }): PlannedDivision => {
    const { ring = 1, numbers = [] } = schedule.get(division.key) ?? {};
    const matches = division.matches.map((match) => ({ ...match, number: numbers[match.id - 1] ?? 0 }));
    return { ...division, ring, matches, contentHash: contentHashOf(division, people) };
  });
  const named = new Set([
    ...planned.flatMap(({ seeds }) => seeds),
    ...placement.unplaced.map(({ id }) => id),
    ...decisions.flatMap((one) => (one.outcome === 'exhibition' ? [one.id, one.with] : one.id)),
  ]);
  const notCheckedIn = input.people
    .filter(({ id, events }) => checkedIn.size > 0 && !checkedIn.has(id) && entersAny(events, rules))
    .map(({ id }) => id)
    .sort();
  const entries = Object.entries(people)
    .filter(([id]) => named.has(id))
    .sort(byKeys(([id]) => [id]));
  return {
    version: 1,
    stage,
    people: Object.fromEntries(entries),
    schools: schoolCodes(
      entries.map(([, { school }]) => school),
      previous?.schools,
    ),
    divisions: planned,
    proposals,
    staleDecisions: stale,
    unplaced: placement.unplaced,
    notCheckedIn,
    heldBack: heldBackFrom(frozen, present, input),
    rings: ringsOf(planned, rules),
    problems: [...weightClasses.problems, ...(input.problems ?? []), ...weightUnitProblems(present, placing)],
  };
}

/** In which ring each division was; empty if the number of rings has changed. */
function ringsBefore(previous: Plan | undefined, { rings }: DrawRules): ReadonlyMap<string, number> {
  if (previous?.rings.length !== rings) return new Map();
  return new Map(previous.divisions.map(({ key, ring }) => [key, ring]));
}

const entersAny = (events: Participant['events'], { styles }: DrawRules) =>
  events.some((entry) => 'event' in entry && styles.some(({ event }) => event === entry.event));

function personOf(one: Participant): PlannedPerson {
  const { name, school, age, gender, weightLb } = one;
  return { name, school, age, gender, belt: listedBeltOf(one), weightLb };
}

type Drawn = Omit<PlannedDivision, 'matches' | 'contentHash'> & { matches: Match[]; numbers: number[] };

/** Draws all divisions that are not as they were. Those that stay are counted first, so that it matters which schools meet there. */
function drawAll(
  divisions: readonly DecidedDivision[],
  frozen: readonly PlannedDivision[],
  input: PlanInput,
): Drawn[] {
  const { stage, people, rules, previous } = input;
  const met = new SchoolMeetings();
  const registered = new Map(people.map((one) => [one.id, one]));
  for (const { format, seeds } of frozen)
    if (format === 'single elimination')
      countMeetings(
        seeds.map((id) => registered.get(id)),
        met,
      );
  const before = new Map(previous?.divisions.map((division) => [division.key, division]));
  const prepared = divisions.map((division) => {
    const format = division.people.length === 1 ? 'alone' : formatFor(division.people.length, rules);
    const drawnFrom = drawnFromOf(input, division, format);
    const byId = new Map(division.people.map((one) => [one.id, one]));
    const same = before.get(division.key);
    const seeds = same?.drawnFrom === drawnFrom ? same.seeds.flatMap((id) => byId.get(id) ?? []) : undefined;
    if (seeds && format === 'single elimination') countMeetings(seeds, met);
    return { division, format, drawnFrom, seeds } as const;
  });
  const drawn = prepared.map(({ division, format, drawnFrom, seeds: kept }): Drawn => {
    const { people: members, decided, moved, ...name } = division;
    const lots = `${stage} ${name.key}`;
    const elimination = format === 'single elimination';
    const seeds =
      kept ??
      (elimination
        ? drawSeeds(members, { lots, byes: rules.byes, met })
        : shuffled(members.toSorted(byId), lotsFor(lots)));
    if (!kept && elimination) countMeetings(seeds, met);
    const matches = matchesOf(format, seeds.length);
    const style = rules.styles.find(({ event }) => event === name.event) as Style;
    return {
      ...name,
      format,
      seeds: seeds.map(({ id }) => id),
      moved,
      ...(decided && { decided }),
      matches,
      ring: 0,
      numbers: [],
      minutes: minutesFor(matches.length, style),
      ...(elimination && { firstRound: firstRoundOf(seeds, rules.byes) }),
      drawnFrom,
      started: false,
    };
  });
  const fighting = frozen.map(
    ({ matches, contentHash: _, ...division }): Drawn => ({
      ...division,
      matches: matches.map(({ number: _number, ...match }) => match),
      numbers: matches.map(({ number }) => number),
    }),
  );
  return [...fighting, ...drawn];
}

const byId = byKeys<Participant>(({ id }) => [id]);

function countMeetings(seeds: readonly (Participant | undefined)[], met: SchoolMeetings): void {
  for (const [a, b] of firstRoundPairs(seeds)) met.add(a?.schoolKey, b?.schoolKey);
}

/** Changes with whatever a draw depends on, apart from the other divisions. */
function drawnFromOf({ stage, rules }: PlanInput, { key, people }: DecidedDivision, format: string): string {
  const entrants = people.toSorted(byId).map(({ id, schoolKey }) => [id, schoolKey]);
  return hexHash(JSON.stringify([stage, key, format, rules.byes, entrants]), 32);
}

function ringsOf(divisions: readonly PlannedDivision[], { rings }: DrawRules): Plan['rings'] {
  const all = new Set([
    ...Array.from({ length: rings }, (_, index) => index + 1),
    ...divisions.map((d) => d.ring),
  ]);
  return [...all]
    .sort((a, b) => a - b)
    .map((ring) => {
      const own = divisions.filter((division) => division.ring === ring && division.matches.length > 0);
      return {
        ring,
        divisions: own.length,
        matches: own.reduce((sum, { matches }) => sum + matches.length, 0),
        minutes: own.reduce((sum, { minutes }) => sum + minutes, 0),
      };
    });
}
