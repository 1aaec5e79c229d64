import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { badgesInDrive, removeDocument, type UsingDrive } from '../../../core/forgetting/drive-files.ts';
import { retentionItem } from '../../../core/forgetting/retention-order.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { forgettingSettings, forgettingStores } from '../../runtime/forgetting-stores.ts';
import { retention } from '../../runtime/settings.ts';
import { forgetItem } from './forget-people.ts';

const settings = forgettingSettings.extend({
  ...retention.variables,
  ...driveSettings.partial().shape,
  PROGRESS_TABLE: z.string(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const { table, buckets, ...stores } = forgettingStores(env, new S3Client(callLimits(10_000)));
/** Where the stage has a folder in Drive. */
const drive = driveSettings.safeParse(env);
const using: UsingDrive | undefined = drive.data && ((use) => usingDrive(drive.data, { lane: 'job' }, use));
const dependencies = {
  ...stores,
  ...buckets,
  buckets,
  progress: table,
  rules: retention.read(env),
  elsewhere: using && [badgesInDrive(using)],
  async forgetFile(id: string) {
    if (using) await removeDocument(id, using);
    await table.delete(id);
  },
};

export const handler = batchStep({
  order: z.object({ on: z.iso.date() }),
  item: retentionItem,
  workOnOne: (item, { execution, order: { on } }) => forgetItem(item, { on, execution }, dependencies),
  // The archive, and a folder with all badges, take a minute.
  reserveMs: 120_000,
});
