import type { Plan, PlannedDivision, PlannedPerson } from '../plan.ts';
import { differenceBetween, type PlanDifference } from '../plan-difference.ts';
import type { PlanPageInput } from './plan-page-input.ts';

/** What the sections of the page look up. */
export interface PlanView {
  plan: Plan;
  /** From the draw in force. */
  difference?: PlanDifference;
  person(id: string): PlannedPerson;
  division(key: string): PlannedDivision | undefined;
  /** The id of a division's element; absent where it is not in the plan. */
  anchorOf(key: string): string | undefined;
  forced: ReadonlySet<string>;
}

export function planView({ draw, inForce }: Pick<PlanPageInput, 'draw' | 'inForce'>): PlanView {
  const { plan, forced } = draw;
  const divisions = new Map(plan.divisions.map((division) => [division.key, division]));
  const before = new Map(inForce?.divisions.map((division) => [division.key, division]));
  const anchors = new Map(plan.divisions.map(({ key }, index) => [key, `d${index + 1}`]));
  return {
    plan,
    ...(inForce && { difference: differenceBetween(inForce, plan) }),
    person: (id) => plan.people[id] ?? inForce?.people[id] ?? { name: id, school: '' },
    division: (key) => divisions.get(key) ?? before.get(key),
    anchorOf: (key) => anchors.get(key),
    forced: new Set(forced),
  };
}
