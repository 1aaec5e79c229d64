/** Divisions as on paper, for tests. */

import type { DivisionSheet, SheetFormat } from '../../../../core/bracket-targets/paper/ring-content.ts';
import { matchesOf } from '../../../../core/brackets/division-matches.ts';

/** People called `P1 Lastname`, …, whose matches have the numbers from 101. */
export function sheetOf(
  format: SheetFormat,
  people: number,
  title = `${format} of ${people}`,
): DivisionSheet {
  return {
    title,
    event: 'Sparring',
    about: `Sparring, ${people} competitors, ${format}`,
    format,
    people: Array.from({ length: people }, (_, index) => ({
      name: `P${index + 1} Lastname`,
      school: `School ${index + 1}`,
      code: `S${index + 1}`,
    })),
    matches: matchesOf(format, people).map((match) => ({ ...match, number: 100 + match.id })),
    minutes: people * 4,
  };
}
