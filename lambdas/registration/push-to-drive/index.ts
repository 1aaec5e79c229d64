import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Badges } from '../../../core/clients/badges.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { executionInput } from '../../../core/domain/state.ts';
import { BadgeLease } from '../../../core/progress/badge-lease.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { driveFolder } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { pushToDrive } from './push-to-drive.ts';

const settings = driveSettings.extend({ BADGE_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const folderId = driveFolder.read(env);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const progress = new Progress(table);
const lease = new BadgeLease(table);
const files = new DriveFiles(table);
const badges = new Badges(new S3Client(callLimits(10_000)), env.BADGE_BUCKET);

export const handler = step(executionInput, ({ execution, state: { entryId } }) =>
  usingDrive(env, { lane: 'registration' }, (drive) =>
    pushToDrive({ entryId, execution, folderId }, { drive, badges, files, lease, progress }),
  ),
);
