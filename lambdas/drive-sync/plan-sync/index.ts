import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Badges } from '../../../core/clients/badges.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { syncOrder } from '../../../core/drive/sync-order.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { badgeFolders } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { planDriveSync } from './plan-sync.ts';

const settings = driveSettings.extend({
  ...badgeFolders.variables,
  BADGE_BUCKET: z.string(),
  CONFIG_BUCKET: z.string(),
  DB_TABLE: z.string(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const s3 = new S3Client(callLimits(10_000));
const dependencies = {
  arrangement: badgeFolders.read(env),
  badges: new Badges(s3, env.BADGE_BUCKET),
  files: new DriveFiles(table),
  jobs: new JobFiles(s3, env.CONFIG_BUCKET),
  progress: new Progress(table),
  registrations: new Registrations(dynamo, env.DB_TABLE),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  usingDrive(env, { lane: 'job' }, (drive) =>
    planDriveSync({ execution, order: parseOrder(syncOrder, state) }, { ...dependencies, drive }),
  ),
);
