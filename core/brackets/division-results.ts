/** What is known of a division that is being fought. */

/** Who has won a match. */
export interface Winner {
  /** The division's key. */
  division: string;
  /** The match's id in the plan, from 1. */
  match: number;
  /** The winner's registration id. */
  winner: string;
  /** As the target writes it: `4 - 3`. */
  score?: string;
}
