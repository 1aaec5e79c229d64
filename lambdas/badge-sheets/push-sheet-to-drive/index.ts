import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { pushedObject } from '../../../core/sheets/sheet-state.ts';
import { documents } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { driveFolder } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { pushSheetToDrive } from './push-sheet-to-drive.ts';

/** A file of 200 badges is some 40 MB. */
const callMs = 120_000;

const settings = driveSettings.extend({ BADGE_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const folderId = driveFolder.read(env);
const files = new DriveFiles(new ProgressTable(documents, env.PROGRESS_TABLE));
const sheets = new JobFiles(new S3Client(callLimits(60_000)), env.BADGE_BUCKET);

export const handler = step(pushedObject, ({ state: { key } }) =>
  usingDrive(env, { lane: 'job', timeoutMs: callMs }, (drive) =>
    pushSheetToDrive({ key, folderId }, { drive, files, sheets }),
  ),
);
