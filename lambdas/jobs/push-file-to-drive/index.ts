import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { driveFolder } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { pushFileToDrive } from './push-file-to-drive.ts';

/** A file of 200 badges is some 6 MB. */
const callMs = 120_000;

const pushedFile = z.object({ key: z.string().regex(/^(sheets|lists|brackets\/results)\//) });

const settings = driveSettings.extend({ BADGE_BUCKET: z.string(), CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const folderId = driveFolder.read(env);
const files = new DriveFiles(new ProgressTable(documents, env.PROGRESS_TABLE));
const s3 = new S3Client(callLimits(60_000));
const sheets = new JobFiles(s3, env.BADGE_BUCKET);
const lists = new JobFiles(s3, env.CONFIG_BUCKET);

export const handler = step(pushedFile, ({ state: { key } }) =>
  usingDrive(env, { lane: 'job', timeoutMs: callMs }, (drive) =>
    pushFileToDrive({ key, folderId }, { drive, sheets, lists, files }),
  ),
);
