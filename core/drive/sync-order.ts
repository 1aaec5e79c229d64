/** What the steps of a sync pass on to each other and to the command. */
import * as z from 'zod';

/** The job's folder in the bucket, and its state machine. */
export const syncJob = 'drive-sync';

/** The input of an execution. */
export const syncOrder = z.strictObject({
  /** Puts files of ours that no badge needs into Drive's trash. */
  prune: z.boolean().default(false),
  /** Finds what there is to do, and does none of it. */
  planOnly: z.boolean().default(false),
});
export type SyncOrder = z.infer<typeof syncOrder>;

/** The content of `orphans.json` beside the plan: file names may be names of people, so they are not in the state. */
export const orphansFile = z.array(
  z.object({
    fileId: z.string(),
    name: z.string(),
    entryId: z.string(),
    of: z.enum(['nobody', 'duplicate']),
  }),
);

export const orphansKeyOf = (planKey: string) => planKey.replace(/[^/]*$/, 'orphans.json');

const fileItem = 'file:';

/** What is done with a badge, or with a file that is to go into the trash. */
export const syncItem = z.strictObject({ id: z.string(), found: z.literal('missing').optional() });
export type SyncItem = z.infer<typeof syncItem>;

/** @param missing there is no file of it in our folders. */
export const itemOfEntry = (id: string, { missing }: { missing: boolean }): SyncItem =>
  missing ? { id, found: 'missing' } : { id };

/** All other items are about entries, whose ids have no colon. */
export const itemOfFile = (fileId: string): SyncItem => ({ id: `${fileItem}${fileId}` });

/** The file that an item is about; undefined for an entry's. */
export const fileOfItem = ({ id }: SyncItem) =>
  id.startsWith(fileItem) ? id.slice(fileItem.length) : undefined;
