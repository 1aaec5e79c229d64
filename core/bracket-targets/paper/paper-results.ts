/** The file in which organisers type who has won, read off the sheets. */
import type { Winner } from '../../brackets/division-results.ts';
import type { Plan, PlannedDivision, PlannedMatch } from '../../brackets/plan.ts';
import { comparableName, keyword } from '../../domain/names.ts';
import { csvRows } from './csv-rows.ts';

export interface PaperResults {
  /** In the order of the plan. */
  winners: Winner[];
  /** What could not be read, by line. It holds no names: `Line 4: there is no match 999`. */
  problems: string[];
}

/** What a line says of a match. */
interface Said {
  line: number;
  winner: string;
  score?: string;
}

/** Columns are found by these headings, in any order and among others; without headings, they are in this order. */
const columns: readonly (readonly string[])[] = [
  ['match', 'match number', 'number', 'no', 'no.'],
  ['winner'],
  ['score'],
];

/** The side of a match by its colour, as referees say it. The first side is chung. */
const sides: ReadonlyMap<string, 0 | 1> = new Map([
  ['chung', 0],
  ['cheong', 0],
  ['blue', 0],
  ['hong', 1],
  ['red', 1],
]);

/**
 * Reads lines such as `103,Jordan Rivera` or `103,chung`. Nothing is guessed: a line that can mean two people is a problem,
 * and so is a match with two winners, which then has none. A match without a winner has not been fought, which is no problem.
 *
 * @param text CSV as spreadsheets write it, separated by commas, semicolons or tabs.
 */
export function readPaperResults(text: string, { divisions, people }: Plan): PaperResults {
  const problems: { line: number; problem: string }[] = [];
  const note = (line: number, problem: string) => problems.push({ line, problem });
  const known = new Set(divisions.flatMap(({ matches }) => matches.map(({ number }) => number)));
  const byMatch = new Map<number, Said>();
  const contradicted = new Set<number>();
  for (const { number, ...said } of saidIn(text, note)) {
    const before = byMatch.get(number);
    if (!known.has(number)) note(said.line, `there is no match ${number}`);
    else if (before && keyword(before.winner) !== keyword(said.winner)) {
      note(said.line, `match ${number} has another winner in line ${before.line}`);
      contradicted.add(number);
    } else byMatch.set(number, said);
  }
  for (const number of contradicted) byMatch.delete(number);

  const nameOf = (id: string) => comparableName(people[id]?.name ?? '');
  const winners = divisions.flatMap((division) => {
    const won = new Map<number, string>();
    return division.matches.flatMap((match): Winner[] => {
      const said = byMatch.get(match.number);
      if (!said) return [];
      const winner = winnerOf(said, match, division, { won, nameOf });
      if (typeof winner !== 'string') {
        note(said.line, winner.problem);
        return [];
      }
      won.set(match.id, winner);
      const { score } = said;
      return [{ division: division.key, match: match.id, winner, ...(score && { score }) }];
    });
  });
  problems.sort((a, b) => a.line - b.line);
  return { winners, problems: problems.map(({ line, problem }) => `Line ${line}: ${problem}`) };
}

/** Whether anything has been typed into the file, right or wrong. */
export const hasResults = (text: string): boolean => saidIn(text, () => {}).length > 0;

function saidIn(text: string, note: (line: number, problem: string) => void): (Said & { number: number })[] {
  const [first, ...others] = csvRows(text);
  if (!first) return [];
  const headings = first.cells.map(keyword);
  const places = columns.map((names) => headings.findIndex((heading) => names.includes(heading)));
  const hasHeadings = places.some((place) => place >= 0);
  return (hasHeadings ? others : [first, ...others]).flatMap(({ line, cells, unclosed }) => {
    const [match = '', winner = '', score = ''] = places.map((place, index) =>
      (cells[hasHeadings ? place : index] ?? '').trim(),
    );
    if (unclosed || /[\r\n]/u.test(`${match}${winner}${score}`)) {
      note(line, 'a quotation mark is not closed, which may have taken in lines that follow');
      return [];
    }
    if (winner === '') return [];
    const [, digits] = /^\D*(\d{1,9})(?:\.0*)?\s*$/u.exec(match) ?? [];
    if (digits !== undefined) return { line, number: Number(digits), winner, ...(score && { score }) };
    note(line, 'there is no match number');
    return [];
  });
}

/** The winner's id, or why there is none. */
function winnerOf(
  { winner }: Said,
  match: PlannedMatch,
  division: PlannedDivision,
  { won, nameOf }: { won: ReadonlyMap<number, string>; nameOf: (id: string) => string },
): string | { problem: string } {
  const possible = match.sides.map((side) => whoMayBe(side, division, won));
  // A school in brackets may follow, as some lists show it.
  for (const name of [winner, winner.replace(/\s*\([^()]*\)$/u, '')].map(comparableName)) {
    const meant = possible.flat().filter((id) => nameOf(id) === name);
    if (meant[0] !== undefined && meant.length === 1) return meant[0];
    if (meant.length > 1)
      return { problem: `more than one of match ${match.number} has this name: write chung or hong` };
  }
  const side = sides.get(keyword(winner));
  if (side === undefined) return { problem: `nobody of this name can be in match ${match.number}` };
  const [one, ...others] = possible[side] ?? [];
  return one !== undefined && others.length === 0
    ? one
    : { problem: `who fought in match ${match.number} is not known: write the winner's name` };
}

/** The ids of all who may be one side of a match, by who has won so far. */
function whoMayBe(
  side: PlannedMatch['sides'][number],
  { seeds, matches }: Pick<PlannedDivision, 'seeds' | 'matches'>,
  won: ReadonlyMap<number, string>,
): string[] {
  if ('seed' in side) return seeds.slice(side.seed - 1, side.seed);
  const winner = won.get(side.winnerOf);
  if (winner !== undefined) return [winner];
  const before = matches.find(({ id }) => id === side.winnerOf);
  return before?.sides.flatMap((one) => whoMayBe(one, { seeds, matches }, won)) ?? [];
}
