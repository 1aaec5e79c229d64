/** What is stored of a tournament. Times are ISO 8601 in UTC. */

export const tournamentTypes = [
  'single elimination',
  'double elimination',
  'round robin',
  'swiss',
  'free for all',
] as const;
export type TournamentType = (typeof tournamentTypes)[number];

export type TournamentState =
  | 'pending'
  | 'checking_in'
  | 'checked_in'
  | 'accepting_predictions'
  | 'underway'
  | 'awaiting_review'
  | 'complete';

/** What whoever runs a tournament sets. */
export interface TournamentFields {
  name: string;
  url: string;
  type: TournamentType;
  description: string;
  private: boolean;
  thirdPlace: boolean;
  sequentialPairings: boolean;
  hideSeeds: boolean;
  showRounds: boolean;
  hideForum: boolean;
  quickAdvance: boolean;
  acceptAttachments: boolean;
  openSignup: boolean;
  signupCap: number | null;
  startsAt: string | null;
  /** Minutes. */
  checkInDuration: number | null;
  notifyMatchesOpen: boolean;
  notifyTournamentEnds: boolean;
  rankedBy: string | null;
  rrIterations: number | null;
  gameName: string | null;
}

export interface Tournament extends TournamentFields {
  id: number;
  state: TournamentState;
  createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  completedAt: string | null;
  /** In the order of their seeds. */
  participants: Participant[];
  /** In the order of their ids. Empty until it starts. */
  matches: Match[];
}

export interface Participant {
  id: number;
  name: string;
  misc: string | null;
  active: boolean;
  finalRank: number | null;
  checkedInAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Side {
  /** The id of the participant, once it is known. */
  participant: number | null;
  /** The match that decides who it is. */
  from: number | null;
  /** Whether that match's loser comes here, not its winner. */
  loser: boolean;
}

export interface Match {
  id: number;
  identifier: string;
  round: number;
  playOrder: number;
  sides: [Side, Side];
  /** The points of both sides, one pair a set. */
  scores: [number, number][];
  winner: number | null;
  tie: boolean;
  forfeited: boolean;
  startedAt: string | null;
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  underwayAt: string | null;
}

export type MatchState = 'pending' | 'open' | 'complete';

export function stateOf(match: Match): MatchState {
  if (isDecided(match)) return 'complete';
  return match.sides.every(({ participant }) => participant !== null) ? 'open' : 'pending';
}

export const isDecided = ({ winner, tie }: Match) => winner !== null || tie;

export function loserOf({ winner, sides }: Match): number | null {
  if (winner === null) return null;
  return sides.find(({ participant }) => participant !== winner)?.participant ?? null;
}

export const isElimination = ({ type }: Pick<Tournament, 'type'>) => type === 'single elimination';

/** Before its start. */
export const hasNotStarted = ({ state }: Pick<Tournament, 'state'>) =>
  !['underway', 'awaiting_review', 'complete'].includes(state);
