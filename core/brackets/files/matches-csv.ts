/** Matches as CSV: in the columns of the old script, which scoring programs read, and for all divisions together. */
import { spreadsheetCsv } from '../../sheets/spreadsheet-csv.ts';
import { lettersOf, type Side } from '../bracket.ts';
import type { Plan, PlannedDivision } from '../plan.ts';

/** Exactly as the old script writes them: Chung is the blue side, Hong the red one. */
export const oldMatchColumns = [
  '#Game Gr.',
  '#Class',
  '#Gender',
  '#Weight',
  '#Chung Name',
  '#Chung Belongs To',
  '#Hong Name',
  '#Hong Belongs To',
] as const;

type Row = (string | number)[];

/**
 * The matches of one division, as the old script's `<division key>.csv`: round by round, in each from top to bottom, counted
 * from 1. Somebody who is not known yet is `Winner of Match A`, of `TBD`: Challonge letters matches in this order, so that A
 * is the first row.
 *
 * The old script was right only in round one. In round two it left out every match whose both sides were still to be
 * decided. From round three on it wrote the pair of the row before again, once for each match. Here every match is there
 * once: a division has as many rows as the old script meant to write, and each is right.
 */
export function oldMatchesCsv(plan: Plan, division: PlannedDivision): string {
  return spreadsheetCsv(oldMatchColumns, oldRowsOf(plan, division));
}

/**
 * All matches of a plan, in the order in which rings fight them, with the old columns among others. `Match` is the number on
 * brackets and pages, which later rows name too: `Winner of Match 203`. `Winner` and `Score` are empty, to be filled in.
 */
export function matchesCsv(plan: Plan): string {
  const rows = plan.divisions.flatMap((division): { number: number; row: Row }[] => {
    const numberOf = (id: number) => `${division.matches.find((match) => match.id === id)?.number}`;
    return division.matches.map(({ number, round, sides, ifNeeded }, index) => ({
      number,
      row: [
        number,
        '',
        '',
        ...oldNameCells(index, division),
        ...sides.flatMap((side) => sideCells(side, division, plan, numberOf)),
        division.key,
        round,
        division.ring,
        ifNeeded ? 'only if needed' : '',
      ],
    }));
  });
  return spreadsheetCsv(
    allMatchColumns,
    rows.sort((a, b) => a.number - b.number).map(({ row }) => row),
  );
}

export const allMatchColumns = [
  'Match',
  'Winner',
  'Score',
  ...oldMatchColumns,
  'Division',
  'Round',
  'Ring',
  'Note',
] as const;

function oldRowsOf(plan: Plan, division: PlannedDivision): Row[] {
  return division.matches.map(({ sides }, index) => [
    ...oldNameCells(index, division),
    ...sides.flatMap((side) => sideCells(side, division, plan, lettersOf)),
  ]);
}

const oldNameCells = (index: number, { ageGroup, gender, weightClass }: PlannedDivision): Row => [
  index + 1,
  ageGroup,
  gender.charAt(0),
  weightClass,
];

function sideCells(
  side: Side,
  { seeds }: PlannedDivision,
  { people }: Plan,
  named: (match: number) => string,
): [string, string] {
  if ('winnerOf' in side) return [`Winner of Match ${named(side.winnerOf)}`, 'TBD'];
  const person = people[seeds[side.seed - 1] ?? ''];
  return [person?.name ?? '', person?.school ?? ''];
}
