/** Medals as files for spreadsheets. */
import { spreadsheetCsv } from '../../sheets/spreadsheet-csv.ts';
import { medalTable } from '../medal-table.ts';
import { type Medals, medalNames } from '../medals.ts';
import type { Plan } from '../plan.ts';

/** One row a medal, in the order of the draw: 1 is gold, and 3 is there twice where there are two bronzes. */
export function medalsCsv({ divisions }: Medals, { people }: Plan): string {
  const rows = divisions.flatMap(({ division, medals }) =>
    medals.map(({ medal, id }) => [
      division,
      medalNames.indexOf(medal) + 1,
      people[id]?.name ?? id,
      people[id]?.school ?? '',
    ]),
  );
  return spreadsheetCsv(['division', 'place', 'name', 'school'], rows);
}

/** One row a school with medals, best first. */
export function schoolsCsv(medals: Medals, plan: Plan): string {
  const rows = medalTable(medals, plan).map(({ rank, school, gold, silver, bronze, total }) => [
    rank ?? '',
    school,
    gold,
    silver,
    bronze,
    total,
  ]);
  return spreadsheetCsv(['rank', 'school', 'gold', 'silver', 'bronze', 'total'], rows);
}
