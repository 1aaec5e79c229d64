/** Plans of small draws, for tests. */
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import { makePlan } from '../../../core/brackets/make-plan.ts';
import type { Plan } from '../../../core/brackets/plan.ts';
import type { PlanInput } from '../../../core/brackets/plan-input.ts';
import { readWeightClasses } from '../../../core/brackets/weight-classes.ts';
import { person, type Said } from '../lists/people.ts';

export const usualRules = drawRules.parse({});
const ageGroups = usualRules.ageGroups.map(({ name }) => name);
/** For everybody: fin below 60 lb, light middle below 100, heavy. */
export const sameClasses = Object.fromEntries(
  ageGroups.map((name) => {
    const named = { fin: [0, 60], 'light middle': ['60', '100'], heavy: [100, 199] };
    return [name, { female: named, male: named }];
  }),
);
export const weightClasses = readWeightClasses(JSON.stringify(sameClasses), ageGroups);

export const planOf = (said: readonly Said[], more: Partial<PlanInput> = {}): Plan =>
  makePlan({ stage: 'test', people: said.map(person), rules: usualRules, weightClasses, ...more });

/** People of 12 to 14 with these weights, each of another school when nothing else is said. */
export const boys = (weights: readonly number[], more: Partial<Said> = {}): Said[] =>
  weights.map((weight, index) => ({ name: `Boy ${index}`, school: `School ${index}`, weight, ...more }));

export const idOf = (said: Said): string => person(said).id;

export const divisionOf = (plan: Plan, key: string) => {
  const division = plan.divisions.find((one) => one.key === key);
  if (!division) throw new Error(`there is no ${key}`);
  return division;
};
