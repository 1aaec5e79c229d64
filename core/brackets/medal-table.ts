/** The medals of each school. */
import { comparableName } from '../domain/names.ts';
import { byKeys } from '../lists/order.ts';
import { unnamed } from '../lists/participant.ts';
import { type Medal, type Medals, medalNames } from './medals.ts';
import type { Plan } from './plan.ts';

export interface SchoolMedals extends Record<Medal, number> {
  /** Schools with the same medals have the same rank, and the next one counts them all: 1, 2, 2, 4. */
  rank?: number;
  school: string;
  total: number;
}

/**
 * By gold, then silver, then bronze, then the school's name. Spellings that differ in case and punctuation are one school.
 * Medals of people whose school is not known come last, and have no rank.
 */
export function medalTable({ divisions }: Pick<Medals, 'divisions'>, { people }: Plan): SchoolMedals[] {
  const schools = new Map<string, SchoolMedals>();
  for (const { medal, id } of divisions.flatMap(({ medals }) => medals)) {
    const school = people[id]?.school ?? unnamed.school;
    const key = comparableName(school);
    const row = schools.get(key) ?? { school, gold: 0, silver: 0, bronze: 0, total: 0 };
    schools.set(key, { ...row, [medal]: row[medal] + 1, total: row.total + 1 });
  }
  const isUnknown = ({ school }: SchoolMedals) => school === unnamed.school;
  const rows = [...schools.values()].sort(
    byKeys((row) => [
      isUnknown(row) ? 1 : 0,
      ...medalNames.map((medal) => -row[medal]),
      comparableName(row.school),
    ]),
  );
  const ahead = (row: SchoolMedals) =>
    rows.findIndex((other) => medalNames.every((medal) => other[medal] === row[medal]));
  return rows.map((row) => (isUnknown(row) ? row : { rank: ahead(row) + 1, ...row }));
}
