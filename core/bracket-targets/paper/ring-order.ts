/** The first pages of a ring's document: which divisions it has, and in which order its matches are fought. */
import { roundsFor } from '../../brackets/bracket.ts';
import { counted, spokenMinutes } from '../../domain/spoken-numbers.ts';
import type { DivisionSheet, RingContent, SheetMatch } from './ring-content.ts';
import type { SheetTable } from './table-pages.ts';

/** @param pageOf the first page of a division's sheet. */
export function orderTables(
  { divisions, alone, schools }: RingContent,
  pageOf: (division: DivisionSheet) => number,
): SheetTable[] {
  return [
    {
      title: summaryOf(divisions),
      columns: [
        { heading: 'Division' },
        { heading: 'Event', width: 112 },
        { heading: 'Competitors', width: 52, align: 'right' },
        { heading: 'Matches', width: 44, align: 'right' },
        { heading: 'Numbers', width: 62, align: 'right' },
        { heading: 'Minutes', width: 40, align: 'right' },
        { heading: 'Page', width: 32, align: 'right' },
      ],
      rows: divisions.map((division) => {
        const { title, event, people, matches, minutes } = division;
        const counts = [people.length, matches.length, numbersOf(matches), Math.round(minutes)];
        return [title, event, ...counts.map(String), `${pageOf(division)}`];
      }),
    },
    {
      title: 'Order of matches: tick who has won',
      columns: [
        { heading: 'Match', width: 30 },
        { heading: 'From start', width: 46 },
        { heading: 'Division', width: 160 },
        { heading: 'Round', width: 58 },
        { heading: 'Chung (blue)', tick: true },
        { heading: 'Hong (red)', tick: true },
      ],
      rows: matchRows(divisions),
    },
    {
      title: 'Alone in their divisions',
      columns: [
        { heading: 'Division', width: 190 },
        { heading: 'Name' },
        { heading: 'School' },
        { heading: 'Decided', width: 120 },
      ],
      rows: alone.map(({ title, name, school, decided }) => [title, name, school, decided]),
    },
    {
      title: 'Schools',
      columns: [{ heading: 'Letters', width: 60 }, { heading: 'School' }],
      rows: schools.map(({ code, name }) => [code, name]),
    },
  ];
}

/** `12 divisions, 85 matches, about 3 h 10 min` */
function summaryOf(divisions: readonly DivisionSheet[]): string {
  const matches = divisions.reduce((sum, division) => sum + division.matches.length, 0);
  const minutes = divisions.reduce((sum, division) => sum + division.minutes, 0);
  const counts = [counted(divisions.length, 'division'), counted(matches, 'match', 'matches')];
  return [...counts, `about ${spokenMinutes(minutes)}`].join(', ');
}

/** `101–111` */
function numbersOf(matches: readonly SheetMatch[]): string {
  const numbers = matches.map(({ number = 0 }) => number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return first === last ? `${first}` : `${first}–${last}`;
}

function matchRows(divisions: readonly DivisionSheet[]): string[][] {
  const all = divisions.flatMap((division) => division.matches.map((match) => ({ division, match })));
  let minutes = 0;
  return all
    .toSorted((a, b) => (a.match.number ?? 0) - (b.match.number ?? 0))
    .map(({ division, match }) => {
      const starts = minutes;
      minutes += division.minutes / division.matches.length;
      const sides = match.sides.map((side) => sideInWords(side, division));
      const round = match.ifNeeded ? 'if needed' : roundInWords(division, match);
      return [`${match.number}`, hours(starts), division.title, round, ...sides];
    });
}

function sideInWords(side: SheetMatch['sides'][number], { people, matches }: DivisionSheet): string {
  if ('seed' in side) {
    const { name = '', code = '' } = people[side.seed - 1] ?? {};
    return code === '' ? name : `${name} (${code})`;
  }
  return `winner of ${matches.find(({ id }) => id === side.winnerOf)?.number}`;
}

/** `Final`, `Semifinal`, `Quarterfinal`, `Round of 16`; in other formats `Match 2 of 3`. */
function roundInWords({ format, people, matches }: DivisionSheet, { id, round }: SheetMatch): string {
  if (format === 'one match') return 'One match';
  if (format !== 'single elimination') return `${id} of ${matches.length}`;
  const left = roundsFor(people.length) - round;
  return ['Final', 'Semifinal', 'Quarterfinal'][left] ?? `Round of ${2 ** (left + 1)}`;
}

/** `1:05` for 65 minutes. */
const hours = (minutes: number) =>
  `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;
