/** Who is in which division, and who is alone, as CSV. */
import { spreadsheetCsv } from '../../sheets/spreadsheet-csv.ts';
import type { Plan } from '../plan.ts';
import { styleName } from './plan-words.ts';

export const divisionColumns = [
  'division',
  'style',
  'ring',
  'format',
  'seed',
  'name',
  'school',
  'age',
  'belt',
  'weight',
  'started',
] as const;

/** One row for each person in each division, in the order of seeds; the weight in pounds. */
export function divisionsCsv({ divisions, people }: Plan): string {
  const rows = divisions.flatMap((division) =>
    division.seeds.map((id, index) => {
      const { key, ring, format, started, matches } = division;
      const { name = '', school = '', age = '', belt = '', weightLb = '' } = people[id] ?? {};
      return [
        key,
        styleName(division),
        matches.length > 0 ? ring : '',
        format,
        index + 1,
        name,
        school,
        age,
        belt,
        weightLb,
        started ? 'yes' : 'no',
      ];
    }),
  );
  return spreadsheetCsv(divisionColumns, rows);
}

export const exhibitionColumns = [
  'name',
  'belt',
  'age',
  'gender',
  'weight',
  'weight_class',
  'school',
] as const;

/**
 * The old script's `exhibition_entries.csv`: everybody who is alone in a division, but for those whose medal without a match
 * is decided. With whom an exhibition is agreed comes after whom it is agreed for, whatever division that is.
 */
export function exhibitionCsv({ divisions, people }: Plan): string {
  const alone = divisions.filter(
    ({ format, decided }) => format === 'alone' && decided?.outcome !== 'uncontested',
  );
  const entries = alone.flatMap(({ seeds: [id = ''], event, decided }) => [
    { id, event },
    ...(decided?.outcome === 'exhibition' ? [{ id: decided.with, event }] : []),
  ]);
  const once = new Map(entries.map((entry) => [`${entry.event} ${entry.id}`, entry]));
  const rows = [...once.values()].map(({ id, event }) => {
    const { name = '', belt = '', age = '', gender = '', weightLb = '', school = '' } = people[id] ?? {};
    const weightClass = divisions.find((one) => one.event === event && one.seeds.includes(id))?.weightClass;
    return [name, belt, age, gender, weightLb, weightClass ?? '', school];
  });
  return spreadsheetCsv(exhibitionColumns, rows);
}
