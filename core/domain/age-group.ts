export type AgeGroup = 'dragon' | 'tiger' | 'youth' | 'cadet' | 'junior' | 'senior' | 'ultra';

/** Each group's youngest competition age, oldest group first. */
const youngest: readonly (readonly [number, AgeGroup])[] = [
  [33, 'ultra'],
  [17, 'senior'],
  [15, 'junior'],
  [12, 'cadet'],
  [10, 'youth'],
  [8, 'tiger'],
  [4, 'dragon'],
];

/** The group of a competition age in years; undefined below 4, where nobody competes. */
export function ageGroupOf(age: number): AgeGroup | undefined {
  return youngest.find(([from]) => age >= from)?.[1];
}
