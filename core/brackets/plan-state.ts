/** What the step that plans a draw is given, and what it says of the plan in the state: ids, keys and numbers alone. */
import * as z from 'zod';
import type { Plan } from './plan.ts';
import { differenceBetween } from './plan-difference.ts';

export const planOrder = z.strictObject({
  /** The keys of divisions that have started and are to be drawn again nevertheless. */
  force: z.array(z.string().min(1)).default([]),
});
export type PlanOrder = z.infer<typeof planOrder>;

const count = z.int().min(0);

/** What publishing a plan would do on one target. */
const publicationCost = z.object({
  /** As organisers say it: `Challonge`. */
  target: z.string(),
  /** How many parts (divisions or documents) would be created, updated, removed, and marked as started. */
  create: count,
  update: count,
  remove: count,
  start: count,
  /** How many calls that takes. */
  calls: count,
  /** Calls made this month, and how many a month may have; both absent where calls cost nothing. */
  used: count.optional(),
  budget: count.optional(),
});
export type PublicationCost = z.infer<typeof publicationCost>;

/** Plan brackets adds `plan`. */
export const plannedDraw = z.object({
  bucket: z.string(),
  /** Of `draw.json`. */
  key: z.string(),
  /** All files of the draw, `draw.json` among them. */
  files: z.array(z.object({ key: z.string() })),
  /** The execution that planned the draw in force. */
  basedOn: z.string().optional(),
  counts: z.object({
    /** Who are in divisions, how many of them are alone there, and about how many of these nothing is decided. */
    people: count,
    alone: count,
    undecided: count,
    /** Of two people or more. */
    divisions: count,
    matches: count,
    unplaced: count,
    notCheckedIn: count,
    /** Pairs of school-mates in round one. */
    schoolMates: count,
    /** Of the ring that takes longest. */
    minutes: count,
    /** Divisions that have started. */
    started: count,
    /** What would be different in them. */
    heldBack: count,
    staleDecisions: count,
    /** What is wrong with the organisers' files. */
    problems: count,
  }),
  /** From the draw in force; absent where there is none. */
  difference: z
    .object({
      added: count,
      removed: count,
      changed: count,
      unchanged: count,
      renumbered: count,
      moved: count,
    })
    .optional(),
  publication: z.array(publicationCost),
});
export type PlannedDraw = z.infer<typeof plannedDraw>;

export function countsOf(plan: Plan): PlannedDraw['counts'] {
  const { divisions, rings, unplaced, notCheckedIn, heldBack, staleDecisions, problems } = plan;
  const alone = divisions.filter(({ format }) => format === 'alone').length;
  return {
    people: new Set(divisions.flatMap(({ seeds }) => seeds)).size,
    alone,
    undecided: plan.proposals.length,
    divisions: divisions.length - alone,
    matches: divisions.reduce((sum, { matches }) => sum + matches.length, 0),
    unplaced: new Set(unplaced.map(({ id }) => id)).size,
    notCheckedIn: notCheckedIn.length,
    schoolMates: divisions.reduce((sum, { firstRound }) => sum + (firstRound?.pairs.length ?? 0), 0),
    minutes: Math.ceil(Math.max(0, ...rings.map(({ minutes }) => minutes))),
    started: divisions.filter(({ started }) => started).length,
    heldBack: heldBack.length,
    staleDecisions: staleDecisions.length,
    problems: problems.length,
  };
}

export function differenceCounts(before: Plan, after: Plan): NonNullable<PlannedDraw['difference']> {
  const { added, removed, changed, unchanged, renumbered, moved } = differenceBetween(before, after);
  return {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    unchanged: unchanged.length,
    renumbered: renumbered.length,
    moved: moved.length,
  };
}
