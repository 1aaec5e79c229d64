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

/** The group for a competition age in years; undefined below 4, the minimum age for competing. */
export function ageGroupOf(age: number): AgeGroup | undefined {
  return youngest.find(([from]) => age >= from)?.[1];
}
