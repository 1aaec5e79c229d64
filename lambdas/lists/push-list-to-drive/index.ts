import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { pushedList } from '../../../core/lists/files/list-state.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { driveFolder } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { pushListToDrive } from './push-list-to-drive.ts';

/** A tournament of 5,000 has documents of some 40 MB. */
const callMs = 120_000;

const settings = driveSettings.extend({ CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const folderId = driveFolder.read(env);
const files = new DriveFiles(new ProgressTable(documents, env.PROGRESS_TABLE));
const lists = new JobFiles(new S3Client(callLimits(60_000)), env.CONFIG_BUCKET);

export const handler = step(pushedList, ({ state: { key } }) =>
  usingDrive(env, { lane: 'job', timeoutMs: callMs }, (drive) =>
    pushListToDrive({ key, folderId }, { drive, files, lists }),
  ),
);
