import { hexHash } from '../domain/ids.ts';
import { byKeys, listedBeltOf } from '../lists/order.ts';
import type { Participant } from '../lists/participant.ts';
import { eliminationMatches, type Match } from './bracket.ts';
import { type DecidedDivision, type Decision, withDecisions } from './decisions.ts';
import { inListedOrder, type Placement, placePeople } from './divisions.ts';
import { type DrawRules, formatFor, type Style } from './draw-rules.ts';
import { firstRoundOf, firstRoundPairs } from './first-round.ts';
import { proposalsFor } from './lone-competitors.ts';
import { contentHashOf, type Plan, type PlannedDivision, type PlannedPerson } from './plan.ts';
import { minutesFor, scheduleOf } from './rings.ts';
import { roundRobinMatches } from './round-robin.ts';
import { SchoolMeetings } from './school-meetings.ts';
import { lotsFor, shuffled } from './seeded-numbers.ts';
import { drawSeeds } from './seeding.ts';
import type { WeightClassFile } from './weight-classes.ts';

export interface PlanInput {
  stage: string;
  /** Everybody who takes part, by what the money behind a registration makes of it. */
  people: readonly Participant[];
  rules: DrawRules;
  weightClasses: WeightClassFile;
  decisions?: readonly Decision[];
  /** The ids of those who have checked in: once there is one, only they are drawn. */
  checkedIn?: ReadonlySet<string>;
  /** The plan before this one: a division with the same people is not drawn again. */
  previous?: Plan;
  /** The keys of divisions that have started: they are taken from `previous` as they are. */
  started?: ReadonlySet<string>;
  /** The keys of those of them that are to change nevertheless. */
  force?: ReadonlySet<string>;
}

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
  const { divisions, stale } = withDecisions(placement.divisions, decisions);
  const proposals = proposalsFor(divisions, placing);

  const drawn = drawAll(divisions, frozen, input).sort(inListedOrder(placing));
  const people = Object.fromEntries(present.map((one) => [one.id, personOf(one)]));
  for (const id of frozen.flatMap(({ seeds }) => seeds)) {
    const before = previous?.people[id];
    if (before) people[id] = before;
  }
  const schedule = scheduleOf(
    drawn.map(({ key, matches, minutes, started, ring, numbers }) => ({
      key,
      matches,
      minutes,
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
  return {
    version: 1,
    stage,
    people: Object.fromEntries(
      Object.entries(people)
        .filter(([id]) => named.has(id))
        .sort(byKeys(([id]) => [id])),
    ),
    divisions: planned,
    proposals,
    staleDecisions: stale,
    unplaced: placement.unplaced,
    notCheckedIn,
    heldBack: heldBackFrom(frozen, present, input),
    rings: ringsOf(planned, rules),
    problems: weightClasses.problems,
  };
}

const entersAny = (events: Participant['events'], { styles }: DrawRules) =>
  events.some((entry) => 'event' in entry && styles.some(({ event }) => event === entry.event));

function personOf(one: Participant): PlannedPerson {
  const { name, school, age, gender, weightLb } = one;
  return { name, school, age, gender, belt: listedBeltOf(one), weightLb };
}

function startedDivisions({
  previous,
  started = new Set(),
  force = new Set(),
}: PlanInput): PlannedDivision[] {
  return (previous?.divisions ?? [])
    .filter(({ key }) => started.has(key) && !force.has(key))
    .map((division) => ({ ...division, started: true }));
}

/** Places everybody who is in no division that has started, and nobody into one that has. */
function placeBeside(
  frozen: readonly PlannedDivision[],
  people: readonly Participant[],
  { rules, weightClasses: { classes } }: PlanInput,
): Placement {
  const fighting = new Set(frozen.flatMap(({ event, seeds }) => seeds.map((id) => `${event} ${id}`)));
  const others = people.map((one) => ({
    ...one,
    events: one.events.filter((entry) => !('event' in entry) || !fighting.has(`${entry.event} ${one.id}`)),
  }));
  const taken = new Set(frozen.map(({ key }) => key));
  const { divisions, unplaced } = placePeople(others, { rules, classes }, taken);
  const late = divisions.filter(({ key }) => taken.has(key));
  return {
    divisions: divisions.filter(({ key }) => !taken.has(key)),
    unplaced: [
      ...unplaced,
      ...late.flatMap(({ key, event, people: tooLate }) =>
        tooLate.map(({ id }) => ({ id, event, reason: `${key} has started` })),
      ),
    ],
  };
}

type Drawn = Omit<PlannedDivision, 'matches' | 'contentHash'> & { matches: Match[]; numbers: number[] };

/** Draws all divisions that are not as they were. Those that stay are counted first, so that it matters which schools meet there. */
function drawAll(
  divisions: readonly DecidedDivision[],
  frozen: readonly PlannedDivision[],
  { stage, people, rules, previous }: PlanInput,
): Drawn[] {
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
    const drawnFrom = drawnFromOf(stage, division, format);
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
      (elimination ? drawSeeds(members, { lots, met }) : shuffled(members.toSorted(byId), lotsFor(lots)));
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
      ...(elimination && { firstRound: firstRoundOf(seeds) }),
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
function drawnFromOf(stage: string, { key, people }: DecidedDivision, format: string): string {
  const entrants = people.toSorted(byId).map(({ id, schoolKey }) => [id, schoolKey]);
  return hexHash(JSON.stringify([stage, key, format, entrants]), 32);
}

/** @param people how many. */
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

/** What registrations say now of people whose division has started. */
function heldBackFrom(
  frozen: readonly PlannedDivision[],
  present: readonly Participant[],
  { people, rules, weightClasses: { classes } }: PlanInput,
): Plan['heldBack'] {
  if (frozen.length === 0) return [];
  const members = new Set(frozen.flatMap(({ seeds }) => seeds));
  const fighting = present.filter(({ id }) => members.has(id));
  // Groups are made of everybody: where one person would be cannot be told.
  const inClasses = { ...rules, styles: rules.styles.filter(({ spread }) => !spread) };
  const placed = new Map(
    placePeople(fighting, { rules: inClasses, classes }).divisions.flatMap(({ key, event, people: inIt }) =>
      inIt.map(({ id }) => [`${event} ${id}`, key]),
    ),
  );
  const reasonFor = ({ key, event, beltGroup, moved }: PlannedDivision, id: string) => {
    if (!fighting.some((one) => one.id === id)) {
      const registered = people.some((one) => one.id === id);
      return registered ? 'Has not checked in' : 'Does not take part any more';
    }
    if (beltGroup === 'mixed' || moved.some((one) => one.id === id)) return undefined;
    const now = placed.get(`${event} ${id}`);
    if (now === key) return undefined;
    return now === undefined ? 'Could not be placed now' : `Would be in ${now} now`;
  };
  return frozen.flatMap((division) =>
    division.seeds.flatMap((id) => {
      const reason = reasonFor(division, id);
      return reason === undefined ? [] : { division: division.key, id, reason };
    }),
  );
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
