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

/** An item about a file that is to go into the trash; all others are the ids of entries, which have no colon. */
export const itemOfFile = (fileId: string) => ({ id: `${fileItem}${fileId}` });

/** The file that an item is about; undefined for an entry's. */
export const fileOfItem = (id: string) => (id.startsWith(fileItem) ? id.slice(fileItem.length) : undefined);
