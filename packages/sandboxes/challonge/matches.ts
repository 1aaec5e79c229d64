/** What is reported of a match. */
import { clearResult, release } from './progression.ts';
import { isElimination, type Match, stateOf, type Tournament } from './records.ts';
import { Refusal, refused, refuseIf } from './refusal.ts';
import type { Store } from './store.ts';

export interface Report {
  /** The points of both sides, one pair a set; absent: as they are. */
  scores?: [number, number][];
  /** The id of the participant who won. Neither it nor `tie`: a live score. */
  winner?: number;
  tie?: boolean;
}

/** Another winner than before empties all matches that depend on it. @throws Refusal 422. */
export function reportMatch(store: Store, tournament: Tournament, match: Match, report: Report): void {
  const { scores, winner, tie = false } = report;
  const players = match.sides.map(({ participant }) => participant);
  refuseIf([
    !['underway', 'awaiting_review'].includes(tournament.state) && {
      text: 'Match cannot be changed while the tournament is not underway',
    },
    stateOf(match) === 'pending' && { text: 'Match is not open' },
    (winner !== undefined || tie) &&
      (scores ?? match.scores).length === 0 && {
        text: 'Scores are required with a winner',
        attribute: 'scores',
      },
    winner !== undefined &&
      !players.includes(winner) && { text: 'Winner is not in this match', attribute: 'winner_id' },
    tie && isElimination(tournament) && { text: 'Match cannot be a tie', attribute: 'tie' },
  ]);
  const time = store.time;
  if (scores) match.scores = scores;
  if (winner !== undefined || tie) {
    match.winner = winner ?? null;
    match.tie = tie;
    match.forfeited = false;
    match.completedAt = time;
  } else if (scores?.length === 0) clearResult(match);
  match.updatedAt = time;
  release(store, tournament);
}

/** @throws Refusal 422 when there is no result to take back. */
export function reopenMatch(store: Store, tournament: Tournament, match: Match): void {
  if (stateOf(match) !== 'complete' || tournament.state === 'complete') {
    throw refused('Match cannot be reopened');
  }
  clearResult(match);
  match.updatedAt = store.time;
  release(store, tournament);
}

/** Its state stays `open`. @throws Refusal 422. */
export function markUnderway(store: Store, match: Match, isUnderway: boolean): void {
  if (stateOf(match) !== 'open') throw refused('Match is not open');
  match.underwayAt = isUnderway ? store.time : null;
  match.updatedAt = store.time;
  store.changed();
}

/** @throws Refusal 404. */
export function matchOf({ id, matches }: Tournament, wanted: string): Match {
  const found = matches.find((one) => String(one.id) === wanted);
  if (!found) throw new Refusal(404, { text: `Match not found for tournament ID ${id}` });
  return found;
}

/** `3-1,2-3`, player 1 first. @throws Refusal 422. */
export function scoresOfCsv(text: string): [number, number][] {
  if (text.trim() === '') return [];
  return text.split(',').map((set) => {
    const [, first, second] = /^\s*(-?\d+)\s*-\s*(-?\d+)\s*$/.exec(set) ?? [];
    if (first === undefined || second === undefined) throw refused('Scores csv is invalid', 'scores_csv');
    return [Number(first), Number(second)];
  });
}
