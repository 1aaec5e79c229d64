/** What could be done for people who are alone in their divisions: the organisers decide. */
import { spokenWeight } from '../domain/measures.ts';
import { spreadOf } from '../lists/group-cost.ts';
import { byKeys } from '../lists/order.ts';
import type { Participant } from '../lists/participant.ts';
import type { DecidedDivision } from './decisions.ts';
import type { DrawRules } from './draw-rules.ts';
import type { Plan } from './plan.ts';
import type { WeightClasses } from './weight-classes.ts';

type Proposal = Plan['proposals'][number];

interface Context {
  rules: DrawRules;
  classes: WeightClasses;
}

/** What it would be like if the proposals made so far were accepted. */
interface Accepted {
  /** By division. */
  people: Map<string, Participant[]>;
  /** Of exhibitions between two people who are alone. */
  partners: Map<string, string>;
}

/**
 * Proposes for everybody who is alone, and about whom nothing is decided: to fight in a neighbouring weight class, with
 * people of nearly the same weight; else an exhibition match; else the medal without a match. Proposals fit each other:
 * of two people alone in neighbouring classes, one moves.
 */
export function proposalsFor(divisions: readonly DecidedDivision[], context: Context): Proposal[] {
  const accepted: Accepted = {
    people: new Map(divisions.map(({ key, people }) => [key, [...people]])),
    partners: new Map(),
  };
  const { people, partners } = accepted;
  const loners = divisions
    .filter(({ people, decided }) => people.length === 1 && !decided)
    .sort(byKeys(({ people: [one] }) => [one?.weightLb ?? 0, one?.id ?? '']));
  return loners.flatMap((division): Proposal | [] => {
    const [person] = division.people;
    if (!person) return [];
    const { id } = person;
    const about = { id, division: division.key };
    if ((people.get(division.key)?.length ?? 0) > 1)
      return { ...about, reason: 'Somebody is proposed to move here' };
    const neighbour = neighbourFor(person, division, divisions, accepted, context);
    if (neighbour) {
      people.get(neighbour.key)?.push(person);
      people.set(division.key, []);
      const { key: to, reason } = neighbour;
      return { ...about, proposed: { ...about, outcome: 'move', to }, reason };
    }
    const partner = partnerFor(person, division, divisions, accepted, context);
    if (partner) {
      partners.set(id, partner.id);
      if (partner.alone) partners.set(partner.id, id);
      return {
        ...about,
        proposed: { ...about, outcome: 'exhibition', with: partner.id },
        reason: partner.reason,
      };
    }
    return {
      ...about,
      proposed: { ...about, outcome: 'uncontested' },
      reason: `Nobody near in age and belt is within ${context.rules.lone.mostPercent} % of the weight`,
    };
  });
}

/** The next class up or down that has people, if all of them are near enough in weight. */
function neighbourFor(
  person: Participant,
  division: DecidedDivision,
  divisions: readonly DecidedDivision[],
  { people }: Accepted,
  { rules, classes }: Context,
): { key: string; reason: string } | undefined {
  const named = (classes.get(division.ageGroup)?.[division.gender] ?? []).map(({ name }) => name);
  const own = named.indexOf(division.weightClass);
  if (own < 0) return undefined;
  const near = divisions
    .filter(
      ({ key, event, beltGroup, ageGroup, gender }) =>
        key !== division.key &&
        event === division.event &&
        beltGroup === division.beltGroup &&
        ageGroup === division.ageGroup &&
        gender === division.gender &&
        (people.get(key)?.length ?? 0) > 0,
    )
    .map(({ key, weightClass }) => ({ key, steps: named.indexOf(weightClass) - own }));
  const nearest = [near.filter(({ steps }) => steps > 0), near.filter(({ steps }) => steps < 0)].flatMap(
    (side) => side.sort(byKeys(({ steps }) => [Math.abs(steps)])).slice(0, 1),
  );
  const [best] = nearest
    .map(({ key }) => ({ key, weights: (people.get(key) ?? []).flatMap(({ weightLb = [] }) => weightLb) }))
    .map((one) => ({ ...one, percent: percentBetween([...one.weights, person.weightLb ?? 0]) }))
    .filter(({ percent }) => percent <= rules.lone.mostPercent)
    .sort(byKeys(({ percent, key }) => [percent, key]));
  if (!best) return undefined;
  const [light, heavy] = [Math.min(...best.weights), Math.max(...best.weights)].map(spokenWeight);
  const there = light === heavy ? `${light}` : `${light} to ${heavy}`;
  return {
    key: best.key,
    reason: `Weighs ${spokenWeight(person.weightLb ?? 0)}, and those of the neighbouring class ${there}`,
  };
}

/** How much more the heaviest weighs than the lightest. */
function percentBetween(weights: readonly number[]): number {
  const lightest = Math.min(...weights);
  return lightest > 0 ? (spreadOf(weights) / lightest) * 100 : Number.POSITIVE_INFINITY;
}

/** Somebody of the same style and gender, at most one age group and one belt group away: rather somebody who is alone too. */
function partnerFor(
  person: Participant,
  division: DecidedDivision,
  divisions: readonly DecidedDivision[],
  { people, partners }: Accepted,
  { rules }: Context,
): { id: string; alone: boolean; reason: string } | undefined {
  const belts = Object.keys(rules.beltGroups);
  const ages = rules.ageGroups.map(({ name }) => name);
  const stepsBetween = (list: readonly string[], a: string, b: string) =>
    Math.abs(list.indexOf(a) - list.indexOf(b));
  const [best] = divisions
    .filter(({ event, gender }) => event === division.event && gender === division.gender)
    .map((other) => ({
      other,
      alone: other.people.length === 1 && people.get(other.key)?.length === 1,
      ages: stepsBetween(ages, other.ageGroup, division.ageGroup),
      belts: stepsBetween(belts, other.beltGroup, division.beltGroup),
    }))
    .filter((one) => one.ages <= 1 && one.belts <= 1)
    .flatMap(({ other, ...steps }) => other.people.map((one) => ({ one, ...steps })))
    .filter(({ one }) => one.id !== person.id && (partners.get(one.id) ?? person.id) === person.id)
    .filter(({ one }) => !partners.has(person.id) || partners.get(person.id) === one.id)
    .map((candidate) => ({
      ...candidate,
      percent: percentBetween([candidate.one.weightLb ?? 0, person.weightLb ?? 0]),
    }))
    .filter(({ percent }) => percent <= rules.lone.mostPercent)
    .sort(
      byKeys(({ one, alone, percent, ...steps }) => [
        alone ? 0 : 1,
        steps.ages,
        steps.belts,
        percent,
        one.id,
      ]),
    );
  if (!best) return undefined;
  const weights = `${spokenWeight(person.weightLb ?? 0)} and ${spokenWeight(best.one.weightLb ?? 0)}`;
  return {
    id: best.one.id,
    alone: best.alone,
    reason: `No neighbouring class fits. Both are of one gender and near in age and belt, and weigh ${weights}`,
  };
}
