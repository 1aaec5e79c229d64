/** What is known of a division that is being fought. */
import * as z from 'zod';
import type { Plan } from './plan.ts';

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

/** Winners as they are kept, by ids. */
export const knownWinners = z.object({
  /** The content hash of each division in the draw that they are of: winners of another content do not count. */
  divisions: z.record(z.string(), z.string()),
  winners: z.array(winner),
});
export type KnownWinners = z.infer<typeof knownWinners>;

/** The content hashes of some divisions, or of all. */
export function contentsOf({ divisions }: Plan, keys?: readonly string[]): KnownWinners['divisions'] {
  const some = divisions.filter(({ key }) => keys?.includes(key) ?? true);
  return Object.fromEntries(some.map(({ key, contentHash }) => [key, contentHash]));
}

/** The winners whose divisions are in a draw as they were. */
export function winnersIn(draw: Plan, { divisions, winners }: KnownWinners): Winner[] {
  const now = contentsOf(draw);
  const isSame = (key: string) => now[key] !== undefined && now[key] === divisions[key];
  return winners.filter(({ division }) => isSame(division));
}
