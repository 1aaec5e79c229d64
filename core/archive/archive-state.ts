/** The input of the job that archives registrations and loads the lookup table, and where its files are. */
import * as z from 'zod';

/** The archive of all tournaments, in the config bucket. */
export const mergedArchiveKey = 'archive/full_lookup.json';

/** What a person gives to be loaded is put here first: the files of jobs are deleted after 30 days. */
export const uploadedArchives = 'jobs/archive/uploads/';

const archiveKey = z
  .string()
  .regex(
    /^(?:archive|jobs\/archive)\/[\w./-]+\.json$/,
    'expected the key of an archive in the config bucket',
  );

export const archiveOrder = z.union([
  z.strictObject({
    /** Loads the archive of all tournaments into the lookup table too. */
    load: z.boolean().default(false),
    /** An archive from before this system: it is merged first. */
    merge: archiveKey.optional(),
  }),
  z.strictObject({
    /** Loads this archive, and makes none. */
    from: archiveKey,
    /** Only says what it would change. */
    planOnly: z.boolean().default(false),
  }),
]);
export type ArchiveOrder = z.infer<typeof archiveOrder>;
