/** Where a draw can be published. Challonge and paper are targets; another bracket server would be one more. */
import type { Winner } from '../brackets/division-results.ts';
import type { Plan } from '../brackets/plan.ts';
import type { PartRecord } from '../progress/progress-record.ts';

export type { PartRecord };

/** What a target shows as one thing: a division, or a document. */
export interface TargetPart {
  /** Its name on this target: a division's key, or `ring-1.pdf`. */
  part: string;
  /** The keys of the divisions in it. */
  divisions: readonly string[];
  /** Equal where what is shown is equal. */
  contentHash: string;
}

/** What publishing would do with a part, and how many calls to the target that takes. */
export interface PartChange {
  change: 'create' | 'update' | 'start' | 'remove' | 'none';
  calls: number;
}

/** What a part is to be. Without `part`, it is to be removed. */
export interface Wanted {
  draw: Plan;
  part?: TargetPart;
  /** Whether its divisions have started. */
  started: boolean;
  /** Whether a division of it that has started there may be changed. */
  forced: boolean;
}

/**
 * A target. `plan` and `difference` compute alone; the others may call the target, and throw the errors of its client.
 * All of them may be repeated: what is done already is not done twice.
 */
export interface BracketTarget {
  /** The parts of a draw there. */
  plan(draw: Plan): TargetPart[];
  difference(wanted: Wanted, record: PartRecord | undefined): PartChange;
  /**
   * Brings one part in line with what is wanted.
   * @param keep stores what is known of the part so far; called after each change at the target, so that whoever goes on after
   * a failure knows it.
   * @returns in a word what was done: `created`, `updated`, `started`, `removed`, `unchanged`.
   */
  publish(
    wanted: Wanted,
    record: PartRecord | undefined,
    keep: (record: PartRecord) => Promise<void>,
  ): Promise<string>;
  /** The keys of the divisions of these parts that have started there, whoever has started them. */
  started(records: readonly PartRecord[]): Promise<string[]>;
  /** Who has won which match of a part's divisions, as far as is known. */
  results(draw: Plan, record: PartRecord): Promise<Winner[]>;
}
