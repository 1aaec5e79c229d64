/** Every place where something about a person is kept, as a Lambda reaches it. */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { Badges } from '../../core/clients/badges.ts';
import { callLimits } from '../../core/clients/call-limits.ts';
import { everyEntry } from '../../core/clients/entries.ts';
import { JobFiles } from '../../core/clients/job-files.ts';
import { QueueMessages } from '../../core/clients/queue-messages.ts';
import { Registrations } from '../../core/clients/registrations.ts';
import { lookupTable, mergedArchive } from '../../core/forgetting/places/archives.ts';
import { challongePlace } from '../../core/forgetting/places/challonge.ts';
import { deadLetters } from '../../core/forgetting/places/dead-letters.ts';
import { draws } from '../../core/forgetting/places/draws.ts';
import { drivePlace } from '../../core/forgetting/places/drive.ts';
import { jobFiles } from '../../core/forgetting/places/job-files.ts';
import type { Place } from '../../core/forgetting/places/place.ts';
import { records } from '../../core/forgetting/places/records.ts';
import { type SoughtPerson, seek } from '../../core/forgetting/places/sought-person.ts';
import { BracketRecords } from '../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { Tombstones } from '../../core/progress/tombstones.ts';
import { challonge } from './bracket-settings.ts';
import { usingChallonge } from './challonge-connection.ts';
import { documents, dynamo } from './documents.ts';
import { driveSettings, usingDrive } from './drive-connection.ts';
import { commaSeparated } from './env.ts';
import { forgettingSettings, forgettingStores } from './forgetting-stores.ts';

/** The settings of a Lambda that looks everywhere. */
export const everywhere = z.object({
  ...challonge.variables,
  ...driveSettings.partial().shape,
  ...forgettingSettings.shape,
  /** The URLs of the queues of what could not be handled. */
  DEAD_LETTERS: z.pipe(commaSeparated, z.array(z.url())),
  CHALLONGE_API_BASE: z.url().optional(),
});
type Everywhere = z.infer<typeof everywhere>;

/** Finds who has an id. */
export const seekIn =
  (env: Everywhere) =>
  (id: string): Promise<SoughtPerson> =>
    seek(id, {
      entries: (attributes) => everyEntry(dynamo, env.ENTRIES_TABLE, attributes),
      registrations: new Registrations(dynamo, env.DB_TABLE),
      progress: new ProgressTable(documents, env.PROGRESS_TABLE),
    });

/** In the order in which they are erased. @param execution the name of the one that erases. */
export function placesIn(env: Everywhere, execution: string): readonly Place[] {
  // Files of several megabytes are read, and versions are listed and deleted a thousand at a time.
  const s3 = new S3Client(callLimits(30_000));
  const sqs = new SQSClient(callLimits(10_000));
  const { entries, rows, lookup, registrations, table, progress, lease, buckets, files } = forgettingStores(
    env,
    s3,
  );
  const tombstones = new Tombstones(table);
  const config = { files, versions: buckets.config };
  const badges = { files: new JobFiles(s3, env.BADGE_BUCKET), versions: buckets.badges };
  const draw = { brackets: new BracketRecords(table), ...config };
  const pictureIn = (bucket: string) => {
    const pictures = new Badges(s3, bucket);
    return (key: string) => pictures.read(key);
  };
  const drive = driveSettings.safeParse(env);
  return [
    deadLetters({
      queues: Object.fromEntries(
        env.DEAD_LETTERS.map((url) => [url.split('/').at(-1), new QueueMessages(sqs, url)]),
      ),
    }),
    lookupTable({ lookup, tombstones }),
    mergedArchive({ ...config, tombstones }),
    jobFiles([
      { ...config, prefixes: ['lists/', 'jobs/', 'exports/'] },
      { ...badges, prefixes: ['sheets/'] },
    ]),
    ...(challonge.read(env) && env.SECRET_ID !== undefined
      ? [
          challongePlace({
            ...draw,
            using: (use) => usingChallonge({ ...env, SECRET_ID: env.SECRET_ID ?? '' }, use),
          }),
        ]
      : []),
    ...(drive.success
      ? [
          drivePlace({
            ...draw,
            progress: table,
            configBucket: env.CONFIG_BUCKET,
            sheets: badges,
            using: (use) => usingDrive(drive.data, { lane: 'job' }, use),
          }),
        ]
      : []),
    draws(draw),
    records({
      ...{ execution, entries, rows, registrations, lease },
      progress: table,
      keys: progress,
      photos: buckets.photos,
      badges: buckets.badges,
      read: { photos: pictureIn(env.PROFILE_PIC_BUCKET), badges: pictureIn(env.BADGE_BUCKET) },
    }),
  ];
}
