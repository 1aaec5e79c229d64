/** Matches: made at the start, filled as others are decided, emptied again when a result is taken back. */
import { elimination, type RoundRobinOrder, roundRobin } from './draw.ts';
import {
  isDecided,
  isElimination,
  loserOf,
  type Match,
  type Participant,
  type Side,
  stateOf,
  type Tournament,
} from './records.ts';
import type { Store } from './store.ts';

/** @param entrants in the order of their seeds. */
export function newMatches(
  store: Store,
  tournament: Tournament,
  entrants: readonly Participant[],
  order: RoundRobinOrder,
): Match[] {
  const drawn = isElimination(tournament)
    ? elimination(entrants.length, {
        thirdPlace: tournament.thirdPlace,
        sequential: tournament.sequentialPairings,
      })
    : roundRobin(entrants.length, order, tournament.rrIterations ?? 1);
  const time = store.time;
  const ids = drawn.map(() => store.newId('match'));
  return drawn.map(({ identifier, round, playOrder, sides }, index): Match => {
    const [first, second] = sides.map(
      (side): Side =>
        'seed' in side
          ? { participant: entrants[side.seed - 1]?.id ?? null, from: null, loser: false }
          : { participant: null, from: ids[side.match] ?? null, loser: side.loser ?? false },
    ) as [Side, Side];
    return {
      ...{ id: ids[index] ?? 0, identifier, round, playOrder, sides: [first, second] },
      ...{ scores: [], winner: null, tie: false, forfeited: false },
      ...{ startedAt: null, createdAt: time, updatedAt: time, completedAt: null, underwayAt: null },
    };
  });
}

/**
 * Brings all matches in line with what is decided: winners go on, what depended on a result that is gone is emptied, whoever
 * was taken out forfeits, and with the last result the tournament waits for its review.
 */
export function release(store: Store, tournament: Tournament): void {
  const { matches, participants } = tournament;
  const time = store.time;
  const byId = new Map(matches.map((match) => [match.id, match]));
  const isActive = new Set(participants.filter(({ active }) => active).map(({ id }) => id));
  for (const match of matches) {
    for (const side of match.sides) follow(match, side, byId);
    if (match.startedAt === null && stateOf(match) !== 'pending') {
      match.startedAt = time;
      match.updatedAt = time;
    }
    if (stateOf(match) === 'open') forfeit(match, isActive, time);
  }
  const isOver = matches.every(isDecided);
  if (tournament.state === 'underway' && isOver) tournament.state = 'awaiting_review';
  if (tournament.state === 'awaiting_review' && !isOver) tournament.state = 'underway';
  store.changed();
}

function follow(match: Match, side: Side, byId: ReadonlyMap<number, Match>): void {
  const before = side.from === null ? undefined : byId.get(side.from);
  if (!before) return;
  const comes = side.loser ? loserOf(before) : before.winner;
  if (comes === side.participant) return;
  side.participant = comes;
  clearResult(match);
  match.startedAt = null;
  match.underwayAt = null;
}

function forfeit(match: Match, isActive: ReadonlySet<number>, time: string): void {
  const staying = match.sides.filter(({ participant }) => isActive.has(participant ?? 0));
  if (staying.length === 2) return;
  match.winner = (staying[0] ?? match.sides[0]).participant;
  match.forfeited = true;
  match.completedAt = time;
  match.updatedAt = time;
}

export function clearResult(match: Match): void {
  match.scores = [];
  match.winner = null;
  match.tie = false;
  match.forfeited = false;
  match.completedAt = null;
}
