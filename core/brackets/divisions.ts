import { spokenEvent } from '../domain/events.ts';
import type { Gender } from '../domain/gender.ts';
import { byKeys } from '../lists/order.ts';
import { enters, type Participant } from '../lists/participant.ts';
import { type Competitor, competitorOf } from './competitor.ts';
import type { DrawRules, Style } from './draw-rules.ts';
import { groupsBySpread } from './spread-groups.ts';
import { inUnitOf, type WeightClasses, weightClassOf } from './weight-classes.ts';

/** What makes people meet each other. */
export interface DivisionName {
  /** As the old script has it: `low-gr_cadet_m_light middle`. A spread group: `mixed_cadet_m_group 2`. */
  key: string;
  /** A style's event. */
  event: Style['event'];
  beltGroup: string;
  ageGroup: string;
  gender: Gender;
  /** Or the name of a spread group. */
  weightClass: string;
}

export interface Division extends DivisionName {
  /** One or more, by id. */
  people: Participant[];
}

/** Somebody who entered a style and cannot be put into a division of it. */
export interface Unplaced {
  id: string;
  /** The style's event; absent where it is not known which one was meant. */
  event?: Style['event'];
  /** In words: `Weight is missing`. */
  reason: string;
}

export interface Placement {
  /** By age group, style, belt group, gender and class, as the rules have them. */
  divisions: Division[];
  unplaced: Unplaced[];
}

export interface PlacingRules {
  rules: DrawRules;
  classes: WeightClasses;
}

/**
 * Puts everybody into one division for each style entered, or on the list of those who cannot be placed. The order of the
 * people makes no difference.
 *
 * @param taken the keys of divisions that nobody joins any more: no spread group gets one of them.
 */
export function placePeople(
  people: readonly Participant[],
  { rules, classes }: PlacingRules,
  taken: ReadonlySet<string> = new Set(),
): Placement {
  const byId = people.toSorted(byKeys(({ id }) => [id]));
  const unplaced: Unplaced[] = byId.flatMap((one) =>
    notUnderstoodIn(one, rules).map((reason) => ({ id: one.id, reason })),
  );
  const divisions = rules.styles.flatMap((style) => {
    const { event } = style;
    const placed = new Map<string, Division>();
    const add = (name: DivisionName, one: Participant) => {
      const division = placed.get(name.key) ?? { ...name, people: [] };
      placed.set(name.key, division);
      division.people.push(one);
    };
    const inSpread: Competitor[] = [];
    for (const one of byId.filter((participant) => enters(participant, event))) {
      const known = competitorOf(one, rules);
      if (typeof known === 'string') unplaced.push({ id: one.id, event, reason: known });
      else if (style.spread) inSpread.push(known);
      else {
        const weightClass = classFor(known, { rules, classes });
        if (typeof weightClass === 'string') unplaced.push({ id: one.id, event, reason: weightClass });
        else add(nameOf(style, known, known.beltGroup, weightClass.name), one);
      }
    }
    if (style.spread) {
      const numbers = new Map<string, number>();
      for (const { first, members } of groupsBySpread(inSpread, style.spread)) {
        let name: DivisionName;
        do {
          const pool = `${first.ageGroup.name} ${first.gender}`;
          const number = (numbers.get(pool) ?? 0) + 1;
          numbers.set(pool, number);
          name = nameOf(style, first, 'mixed', `group ${number}`);
        } while (taken.has(name.key));
        for (const { one } of members.toSorted(byKeys(({ one: { id } }) => [id]))) add(name, one);
      }
    }
    return [...placed.values()];
  });
  return { divisions: divisions.sort(inListedOrder({ rules, classes })), unplaced };
}

function nameOf(
  { event, suffix }: Style,
  { ageGroup, gender }: Competitor,
  beltGroup: string,
  weightClass: string,
): DivisionName {
  const key = `${beltGroup}${suffix}_${ageGroup.name}_${gender.charAt(0)}_${weightClass}`;
  return { key, event, beltGroup, ageGroup: ageGroup.name, gender, weightClass };
}

/** Events for sparring that are no style of the stage, and those that may have been meant as sparring. */
function notUnderstoodIn({ events }: Participant, { styles }: DrawRules): string[] {
  return events.flatMap((entry) => {
    if ('written' in entry) return /spar/i.test(entry.written) ? ['Event is not one that we know'] : [];
    const { event } = entry;
    if (!event.startsWith('sparring') || styles.some((style) => style.event === event)) return [];
    return [`Entered ${spokenEvent(event)}, which is not drawn here`];
  });
}

function classFor({ ageGroup, gender, weightLb }: Competitor, { rules, classes }: PlacingRules) {
  const ofGroup = classes.get(ageGroup.name)?.[gender] ?? [];
  if (ofGroup.length === 0) return `There are no weight classes for ${ageGroup.name} ${gender}`;
  return (
    weightClassOf(inUnitOf(rules.weightUnit, weightLb), ofGroup) ??
    `No weight class of ${ageGroup.name} ${gender} has this weight`
  );
}

/** Compares divisions: youngest first; then as styles, belt groups and classes are listed, and groups are numbered. */
export function inListedOrder({ rules, classes }: PlacingRules) {
  const belts = Object.keys(rules.beltGroups);
  return byKeys<DivisionName>(({ key, event, beltGroup, ageGroup, gender, weightClass }) => [
    rules.ageGroups.findIndex(({ name }) => name === ageGroup),
    rules.styles.findIndex((style) => style.event === event),
    belts.indexOf(beltGroup),
    gender,
    (classes.get(ageGroup)?.[gender] ?? []).findIndex(({ name }) => name === weightClass),
    Number(/^group (\d+)$/.exec(weightClass)?.[1] ?? 0),
    key,
  ]);
}
