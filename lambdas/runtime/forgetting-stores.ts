import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { ForgettableTable } from '../../core/clients/forgettable-table.ts';
import { JobFiles } from '../../core/clients/job-files.ts';
import { ObjectVersions } from '../../core/clients/object-versions.ts';
import { Registrations } from '../../core/clients/registrations.ts';
import { BadgeLease } from '../../core/progress/badge-lease.ts';
import { Progress } from '../../core/progress/progress.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { documents, dynamo } from './documents.ts';

/** The settings of a Lambda that looks for people, or forgets them, wherever the stage keeps them. */
export const forgettingSettings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  LOOKUP_TABLE: z.string(),
  PROFILE_PIC_BUCKET: z.string(),
  BADGE_BUCKET: z.string(),
  CONFIG_BUCKET: z.string(),
  BADGE_GFOLDER: z.string().optional(),
});

/** The stage's tables and buckets. */
export function forgettingStores(env: z.output<typeof forgettingSettings>, s3: S3Client) {
  const table = new ProgressTable(documents, env.PROGRESS_TABLE);
  return {
    entries: new ForgettableTable(dynamo, { table: env.ENTRIES_TABLE, key: 'entryId', what: 'entries' }),
    rows: new ForgettableTable(dynamo, { table: env.DB_TABLE, key: 'pk', what: 'registrations' }),
    lookup: new ForgettableTable(dynamo, { table: env.LOOKUP_TABLE, key: 'pk', what: 'lookup' }),
    registrations: new Registrations(dynamo, env.DB_TABLE),
    table,
    progress: new Progress(table),
    lease: new BadgeLease(table),
    buckets: {
      photos: new ObjectVersions(s3, env.PROFILE_PIC_BUCKET),
      badges: new ObjectVersions(s3, env.BADGE_BUCKET),
      config: new ObjectVersions(s3, env.CONFIG_BUCKET),
    },
    files: new JobFiles(s3, env.CONFIG_BUCKET),
    drive: Boolean(env.BADGE_GFOLDER),
  };
}
