/** Lists as files for spreadsheets and programs. */
import { spreadsheetCsv } from '../../sheets/spreadsheet-csv.ts';
import { attentionRows, notTakingPartRows } from '../attention.ts';
import { breakingRows } from '../breaking-groups.ts';
import type { Lists } from '../lists.ts';
import { participationRows, participationText } from '../participation.ts';
import { poomsaeColumns, poomsaeRows } from '../poomsae-groups.ts';
import { oldExportRows, rosterRows } from '../roster.ts';
import { sparringRows } from '../sparring-groups.ts';

export interface ListFile {
  name: string;
  contentType: string;
  content: string | Uint8Array;
}

type Row = Readonly<Record<string, string | number>>;

interface Table {
  /** The file's name without its ending. */
  name: string;
  columns: readonly string[];
  rows: readonly Row[];
}

/** Every list as CSV and as JSON, the counts also as the old printout, and the old export under its old name. */
export function tableFiles(lists: Lists): ListFile[] {
  const table = (name: string, columns: readonly string[], rows: readonly Row[]): Table => ({
    name,
    columns,
    rows,
  });
  const tables = [
    table('sparring_groups', sparringColumns, sparringRows(lists.sparring)),
    table('breaking_groups', breakingColumns, breakingRows(lists.breaking)),
    table('poomsae_groups', poomsaeColumns, poomsaeRows(lists.poomsae)),
    table('participation', participationColumns, participationRows(lists.participation)),
    table('roster', rosterColumns, rosterRows(lists.roster)),
    table(
      'coaches',
      coachColumns,
      lists.coaches.map((coach) => ({ ...coach })),
    ),
    table('attention', [...personColumns, 'what_to_look_at'], attentionRows(lists.takingPart)),
    table('not_taking_part', [...personColumns, 'reason'], notTakingPartRows(lists.notTakingPart)),
  ];
  return [
    ...tables.flatMap((one) => [csvFile(`${one.name}.csv`, one), jsonFile(one)]),
    {
      name: 'participation.txt',
      contentType: 'text/plain; charset=utf-8',
      content: participationText(lists.participation),
    },
    csvFile('GfG.csv', table('GfG', oldExportColumns, oldExportRows(lists.roster))),
  ];
}

function csvFile(name: string, { columns, rows }: Table): ListFile {
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ''));
  return { name, contentType: 'text/csv; charset=utf-8', content: spreadsheetCsv(columns, cells) };
}

/** As the old scripts wrote it: a list of objects, indented by two. */
const jsonFile = ({ name, rows }: Table): ListFile => ({
  name: `${name}.json`,
  contentType: 'application/json',
  content: JSON.stringify(rows, undefined, 2),
});

const sparringColumns = [
  'group_number',
  'division',
  'gender',
  'age_group',
  'group_size',
  'competitor_name',
  'school',
  'age',
  'weight',
  'original_age_group',
  'age_group_move_direction',
];
const breakingColumns = [
  'group_number',
  'gender',
  'age_group',
  'group_size',
  'competitor_name',
  'school',
  'age',
  'belt_rank',
  'weight',
];
const participationColumns = ['discipline', 'event', 'age_group', 'female', 'male', 'unknown', 'total'];
const rosterColumns = [
  'school',
  'name',
  'registration_type',
  'gender',
  'age',
  'age_group',
  'belt',
  'weight',
  'events',
  'coach',
  'badge_id',
];
const coachColumns = ['name', 'school', 'registered', 'competitors', 'email', 'phone'];
const personColumns = ['school', 'name', 'badge_id', 'registration_type'];
const oldExportColumns = ['Name', 'Gender', 'Belt', 'Age', 'Weight', 'School', 'Events'];
