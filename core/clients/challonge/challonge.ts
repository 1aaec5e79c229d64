/** Challonge as far as brackets need it, whichever version of its API is used: https://challonge.apidog.io. */

export type TournamentType = 'single elimination' | 'round robin';

export type TournamentState =
  | 'pending'
  | 'checking_in'
  | 'checked_in'
  | 'accepting_predictions'
  | 'group_stages_underway'
  | 'group_stages_finalized'
  | 'underway'
  | 'awaiting_review'
  | 'complete';

export interface NewTournament {
  /** Up to 60 characters. */
  name: string;
  /** Letters, digits and `_`, unique in the whole of Challonge. */
  url: string;
  type: TournamentType;
  /** Only not listed: whoever knows the url sees it. */
  private: boolean;
}

export interface Tournament {
  /** Digits. */
  id: string;
  name: string;
  url: string;
  type: TournamentType;
  state: TournamentState;
  /** Its page for people. */
  link: string;
}

export interface NewParticipant {
  /** Unique in the tournament. */
  name: string;
  /** From 1, without gaps, in the order of the list. */
  seed: number;
  /** Readable by anybody; up to 255 characters. */
  misc: string;
}

export interface Participant extends NewParticipant {
  id: string;
}

export interface Match {
  id: string;
  /** `A`, `B`, …, `AA` in the order of Challonge's matches. */
  identifier: string;
  /** From 1; 0 or less in other brackets than the winners'. */
  round: number;
  state: 'pending' | 'open' | 'complete';
  /** The ids of the participants that are known. */
  participants: readonly string[];
  winner?: string;
  score?: string;
}

/** A tournament with everything in it. */
export interface Bracket extends Tournament {
  /** By seed. */
  participants: Participant[];
  matches: Match[];
}

/**
 * Each method is one call (`find` may be more where a list has pages), and throws ChallongeAccessDeniedError,
 * ChallongeRefusedError (422, and 404 for what is not there), ChallongeBudgetError and ChallongePacedError before the call,
 * ChallongeUnansweredError when a change may have been made although no answer came, ServiceUnavailableError and
 * RateLimitedError.
 */
export interface Challonge {
  create(tournament: NewTournament): Promise<Tournament>;
  /** @param idOrUrl `undefined` is returned when there is none. */
  find(idOrUrl: string): Promise<Bracket | undefined>;
  update(id: string, change: Partial<Pick<NewTournament, 'name' | 'type' | 'private'>>): Promise<void>;
  /** @param participants in the order of their seeds; up to 20, as the reference says. */
  addParticipants(id: string, participants: readonly NewParticipant[]): Promise<Participant[]>;
  renameParticipant(id: string, participantId: string, name: string): Promise<void>;
  clearParticipants(id: string): Promise<void>;
  changeState(id: string, state: 'start' | 'reset' | 'finalize'): Promise<void>;
  /** Only while it is pending. */
  remove(id: string): Promise<void>;
}
