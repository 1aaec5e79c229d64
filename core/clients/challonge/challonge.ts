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
  /** A TournamentType, or another one of Challonge's if somebody has changed it there. */
  type: string;
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
  /** The ids of the participants that are known, in Challonge's order. */
  participants: readonly string[];
  /** A participant's id. */
  winner?: string;
  /** The points of each set, the first participant's first: `3-1,2-3`. */
  score?: string;
}

/** A tournament with everything in it. */
export interface Bracket extends Tournament {
  /** By seed. */
  participants: Participant[];
  matches: Match[];
}

/**
 * Each method is one call; `find` makes more where an answer leaves something out, and `list` where there are pages. Every
 * method throws, before its call, what the budget and the pace throw (ChallongeBudgetError, ChallongePacedError), and after it
 *
 * - ChallongeAccessDeniedError for 401 and 403;
 * - ChallongeRefusedError for any other 4xx, such as 422, and 404 for what is not there;
 * - RateLimitedError for 429, and for a page of Cloudflare's;
 * - ServiceUnavailableError when Challonge was not reached or could not answer, and nothing was changed;
 * - ChallongeUnansweredError when a change may have been made all the same.
 */
export interface Challonge {
  create(tournament: NewTournament): Promise<Tournament>;
  /** Undefined when there is none. The address of a tournament is no number, so it is never taken for an id. */
  find(idOrUrl: string): Promise<Bracket | undefined>;
  /** All tournaments of the account: a call for each page, of which there is one for a hundred of them or for fewer. */
  list(): Promise<Tournament[]>;
  /** @param tournament what it is to be, whether that has changed or not. */
  update(id: string, tournament: Omit<NewTournament, 'url'>): Promise<void>;
  /** @param participants in the order of their seeds; up to 20, as the reference says. */
  addParticipants(id: string, participants: readonly NewParticipant[]): Promise<Participant[]>;
  renameParticipant(id: string, participantId: string, name: string): Promise<void>;
  clearParticipants(id: string): Promise<void>;
  changeState(id: string, state: 'start' | 'reset' | 'finalize'): Promise<void>;
  /** Only while it is pending. */
  remove(id: string): Promise<void>;
}
