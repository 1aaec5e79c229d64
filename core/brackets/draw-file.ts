/** A draw as it is kept in the config bucket: `brackets/draws/<execution>/`. It holds names, and is never part of a state. */
import * as z from 'zod';
import { plan } from './plan.ts';

/** The content of `draw.json`. */
export const drawFile = z.strictObject({
  /** The execution that made it. */
  execution: z.string().min(1),
  /** ISO 8601. */
  madeAt: z.iso.datetime(),
  /** The execution that made the draw in force, if there was one then. */
  basedOn: z.string().min(1).optional(),
  /** The keys of divisions that had started and were drawn again because a person named them. */
  forced: z.array(z.string()),
  plan,
});
export type DrawFile = z.infer<typeof drawFile>;

/** What the organisers give, in the config bucket. */
export const weightClassesKey = 'weight_classes.json';
export const decisionsKey = 'brackets/decisions.json';
/** What was typed from paper: the content is `knownWinners`. */
export const paperResultsKey = 'brackets/paper_results.json';

/** The folder of a draw, without a slash at its end. @param execution the one that made it. */
export const drawFolder = (execution: string) => `brackets/draws/${execution}`;

/** The files of a draw that other code reads; more are for people. */
export const drawKey = (execution: string) => `${drawFolder(execution)}/draw.json`;
export const planPageKey = (execution: string) => `${drawFolder(execution)}/plan.html`;
/** Why a draw could not be published, and what differs from it by now. */
export const staleKey = (execution: string) => `${drawFolder(execution)}/stale.json`;
