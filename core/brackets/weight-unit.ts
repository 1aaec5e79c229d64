/** Whether the file of weight classes seems to be in another unit than the stage says. */
import type { Participant } from '../lists/participant.ts';
import { competitorOf } from './competitor.ts';
import type { PlacingRules } from './divisions.ts';
import { inUnitOf, weightClassOf } from './weight-classes.ts';

/** With fewer people, or fewer classes for each, it may be so by chance. */
const fewest = { people: 20, classes: 3 };
const nearlyAll = 0.8;

/** A problem in words if nearly everybody is in the heaviest class, or nearly everybody in the lightest. */
export function weightUnitProblems(
  people: readonly Participant[],
  { rules, classes }: PlacingRules,
): string[] {
  const unit = rules.weightUnit;
  const ends = people.flatMap((one) => {
    const competitor = competitorOf(one, rules);
    if (typeof competitor === 'string') return [];
    const { ageGroup, gender, weightLb } = competitor;
    const own = classes.get(ageGroup.name)?.[gender] ?? [];
    if (own.length < fewest.classes) return [];
    const lowest = Math.min(...own.map(({ from }) => from));
    const highest = Math.max(...own.map(({ to }) => to));
    const found = weightClassOf(inUnitOf(unit, weightLb), own);
    if (found?.to === highest) return 'heaviest';
    return found?.from === lowest ? 'lightest' : 'between';
  });
  const end = (['heaviest', 'lightest'] as const).find(
    (name) => ends.filter((one) => one === name).length > nearlyAll * ends.length,
  );
  if (ends.length < fewest.people || !end) return [];
  const units = { lb: 'pounds', kg: 'kilograms' };
  const [said, other] = unit === 'kg' ? [units.kg, units.lb] : [units.lb, units.kg];
  return [
    `Nearly everybody is in the ${end} class of the age group: the stage says that the file of weight classes is in ${said}; perhaps it is in ${other}`,
  ];
}
