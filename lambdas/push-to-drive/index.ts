import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../shared/call-limits.ts';
import { Badges } from '../shared/clients/badges.ts';
import { Progress } from '../shared/clients/progress.ts';
import { documents } from '../shared/documents.ts';
import { executionInput } from '../shared/domain/state.ts';
import { driveSettings, usingDrive } from '../shared/drive-connection.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { pushToDrive } from './push-to-drive.ts';

const env = readEnv(driveSettings.extend({ PROGRESS_TABLE: z.string(), BADGE_BUCKET: z.string() }));
const progress = new Progress(documents, env.PROGRESS_TABLE);
const badges = new Badges(new S3Client(callLimits(10_000)), env.BADGE_BUCKET);

export const handler = step(executionInput, ({ execution, state: { entryId } }) =>
  usingDrive(env, { pause: progress.drivePause }, (drive) =>
    pushToDrive({ entryId, execution, folderId: env.BADGE_GFOLDER }, { drive, badges, progress }),
  ),
);
