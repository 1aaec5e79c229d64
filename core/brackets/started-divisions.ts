/** Divisions that are being fought do not change any more: what follows for everybody else. */
import type { Participant } from '../lists/participant.ts';
import { type Placement, placePeople } from './divisions.ts';
import type { Plan, PlannedDivision } from './plan.ts';
import type { PlanInput } from './plan-input.ts';

/** The divisions that stay as they are in the plan before. */
export function startedDivisions({
  previous,
  started = new Set(),
  force = new Set(),
}: PlanInput): PlannedDivision[] {
  return (previous?.divisions ?? [])
    .filter(({ key }) => started.has(key) && !force.has(key))
    .map((division) => ({ ...division, started: true }));
}

/** Places everybody who is in no division that has started, and nobody into one that has. */
export function placeBeside(
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

/** What registrations say now of people whose division has started. */
export function heldBackFrom(
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
