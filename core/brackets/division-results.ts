/** What is known of a division that is being fought. */
import * as z from 'zod';

/** Who has won a match. */
export const winner = z.object({
  /** The division's key. */
  division: z.string(),
  /** The match's id in the plan, from 1. */
  match: z.int(),
  /** The winner's registration id. */
  winner: z.string(),
  /** As the target writes it: `4 - 3`. */
  score: z.string().optional(),
});
export type Winner = z.infer<typeof winner>;
