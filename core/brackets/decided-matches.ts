/** Which matches of a division are decided, as far as the results that were entered agree with its draw. */
import * as z from 'zod';
import { byKeys } from '../lists/order.ts';
import type { Side } from './bracket.ts';
import type { Winner } from './division-results.ts';
import type { PlannedDivision, PlannedMatch } from './plan.ts';

/** A result that cannot be right. It counts for nothing until it is corrected. */
export const resultProblem = z.object({
  /** The division's key. */
  division: z.string(),
  /** The match's number, as in the draw; absent for one that the draw does not have. */
  match: z.int().optional(),
  problem: z.string(),
  /** Whom the results name as the winner: registration ids. */
  winners: z.array(z.string()),
});
export type ResultProblem = z.infer<typeof resultProblem>;

export interface DecidedMatch {
  match: PlannedMatch;
  winner: string;
  loser: string;
  score?: string;
}

export interface DecidedMatches {
  decided: DecidedMatch[];
  /** Matches that are still to be fought, by number. */
  open: PlannedMatch[];
  /** The open matches in which both people are known. */
  next: PlannedMatch[];
  problems: ResultProblem[];
}

/** @param winners of this division alone, in any order; several targets may report the same match. */
export function decidedMatches(
  { key, seeds, matches }: Pick<PlannedDivision, 'key' | 'seeds' | 'matches'>,
  winners: readonly Winner[],
): DecidedMatches {
  const decided = new Map<number, DecidedMatch>();
  const open: PlannedMatch[] = [];
  const next: PlannedMatch[] = [];
  const problems: ResultProblem[] = [];
  const wrong = new Set<number>();
  const personOn = (side: Side) =>
    'seed' in side ? seeds[side.seed - 1] : decided.get(side.winnerOf)?.winner;
  const report = (problem: string, said: readonly string[], match?: PlannedMatch) => {
    if (match) wrong.add(match.id);
    problems.push({ division: key, ...(match && { match: match.number }), problem, winners: [...said] });
  };

  for (const match of matches) {
    const results = winners.filter((one) => one.match === match.id);
    const said = [...new Set(results.map(({ winner }) => winner))].sort();
    const waitsFor = matches.filter((earlier) => comesBefore(earlier, match) && !decided.has(earlier.id));
    const people = match.sides.map(personOn);
    const [one, other] = people;
    if (match.ifNeeded && waitsFor.length === 0 && !isNeeded([...decided.values()])) {
      if (said.length > 0) report('It was not needed, and has a result', said, match);
      continue;
    }
    const problem = problemWith(said, people, waitsFor);
    const [winner] = said;
    if (problem === undefined && winner !== undefined && one !== undefined && other !== undefined) {
      const score = results.find((result) => result.score !== undefined)?.score;
      const loser = winner === one ? other : one;
      decided.set(match.id, { match, winner, loser, ...(score !== undefined && { score }) });
      continue;
    }
    open.push(match);
    if (waitsFor.length === 0) next.push(match);
    // What follows from a result that is listed already would only hide it.
    if (problem === undefined) continue;
    if (waitsFor.some(({ id }) => wrong.has(id))) wrong.add(match.id);
    else report(problem, said, match);
  }
  for (const id of new Set(winners.map(({ match }) => match))) {
    if (matches.some((match) => match.id === id)) continue;
    const said = winners.flatMap(({ match, winner }) => (match === id ? [winner] : []));
    report(`The draw has no match with the id ${id} here`, [...new Set(said)].sort());
  }
  const byNumber = byKeys<PlannedMatch>(({ number }) => [number]);
  return { decided: [...decided.values()], open: open.sort(byNumber), next: next.sort(byNumber), problems };
}

/** Whether a match must be decided before another one is fought. */
const comesBefore = (earlier: PlannedMatch, match: PlannedMatch) =>
  match.ifNeeded
    ? earlier.id < match.id
    : match.sides.some((side) => 'winnerOf' in side && side.winnerOf === earlier.id);

/** The last match of a best of three, once the two before it are decided. */
const isNeeded = (before: readonly DecidedMatch[]) => new Set(before.map(({ winner }) => winner)).size > 1;

function problemWith(
  said: readonly string[],
  people: readonly (string | undefined)[],
  waitsFor: readonly PlannedMatch[],
): string | undefined {
  if (said.length === 0) return undefined;
  if (waitsFor.length > 0) {
    const numbers = waitsFor.map(({ number }) => number).join(' and ');
    return `It has a result, and match ${numbers} before it has none`;
  }
  if (said.length > 1) return 'There are different results for it';
  return said.every((winner) => people.includes(winner)) ? undefined : 'Its winner does not fight in it';
}
