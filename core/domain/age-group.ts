export type AgeGroup = 'dragon' | 'tiger' | 'youth' | 'cadet' | 'junior' | 'senior' | 'ultra';

/** Each group's lowest competition age, oldest group first. */
const youngest: readonly (readonly [number, AgeGroup])[] = [
  [33, 'ultra'],
  [17, 'senior'],
  [15, 'junior'],
  [12, 'cadet'],
  [10, 'youth'],
  [8, 'tiger'],
  [4, 'dragon'],
];

/** Youngest group first. */
export const ageGroups: readonly AgeGroup[] = youngest.map(([, group]) => group).reverse();

/** The group for a competition age in years; undefined below 4, the minimum age for competing. */
export function ageGroupOf(age: number): AgeGroup | undefined {
  return youngest.find(([from]) => age >= from)?.[1];
}

/** A group's lowest competition age. */
export function youngestIn(group: AgeGroup): number {
  return youngest.find(([, name]) => name === group)?.[0] ?? 0;
}

/** The name of an age's group as mails and badges say it, `Junior`; undefined where there is no group. */
export function spokenAgeGroup(age: number): string | undefined {
  const group = ageGroupOf(age);
  return group && `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
}
