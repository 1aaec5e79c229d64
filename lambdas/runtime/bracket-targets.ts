/** The targets that a stage publishes its draws to, by their names. */
import type { BracketTarget } from '../../core/bracket-targets/bracket-target.ts';

/** A target of a stage, and how it is reached. */
export interface StageTarget {
  /** In orders, and in the ids of what is kept: letters alone. It may never change. */
  name: string;
  /** What organisers call it. */
  label: string;
  /** What needs no connection, and none of the stage's keys. */
  compute: Pick<BracketTarget, 'plan' | 'difference'>;
  /**
   * Runs `use` with the target, connected.
   * @throws SecretInvalidError where the stage's secret lacks what the target needs, and what `use` throws.
   */
  using: <T>(use: (target: BracketTarget) => Promise<T>) => Promise<T>;
  /** Calls of this month so far, and how many a month may have; left out where calls cost nothing. */
  calls?: () => Promise<{ used: number; budget: number }>;
}
