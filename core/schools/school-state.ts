/** The input of the job that renames schools. */
import * as z from 'zod';

/** What a person approves is put here first: the files of jobs are deleted after 30 days. */
export const approvedLists = 'jobs/schools/approved/';

const planOnly = z.boolean().default(false);

export const schoolOrder = z.union([
  z.strictObject({
    /** Applies this approved list: an object's key in the config bucket. */
    approved: z.string().regex(/^jobs\/schools\/[\w./-]+\.json$/, 'expected a list in the config bucket'),
    /** Only says what it would change. */
    planOnly,
  }),
  z.strictObject({
    /** Takes back what the execution of this name has renamed. */
    undo: z.string().regex(/^[\w-]{1,80}$/, "expected an execution's name"),
    planOnly,
  }),
  /** Proposes. */
  z.strictObject({}),
]);
export type SchoolOrder = z.infer<typeof schoolOrder>;
