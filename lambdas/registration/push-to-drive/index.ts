import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Badges } from '../../../core/clients/badges.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { executionInput } from '../../../core/domain/state.ts';
import { BadgeLease } from '../../../core/progress/badge-lease.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { badgeFolders } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { pushToDrive } from './push-to-drive.ts';

const settings = driveSettings.extend({
  ...badgeFolders.variables,
  BADGE_BUCKET: z.string(),
  /** Only where a badge's folder depends on its registration. */
  DB_TABLE: z.string().optional(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const arrangement = badgeFolders.read(env);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const progress = new Progress(table);
const lease = new BadgeLease(table);
const files = new DriveFiles(table);
const badges = new Badges(new S3Client(callLimits(10_000)), env.BADGE_BUCKET);
const registrations = env.DB_TABLE === undefined ? undefined : new Registrations(dynamo, env.DB_TABLE);

export const handler = step(executionInput, ({ execution, stateMachine, state: { entryId } }) =>
  usingDrive(env, { lane: laneOf(stateMachine) }, (drive) =>
    pushToDrive(
      { entryId, execution },
      { arrangement, drive, badges, files, lease, progress, registrations },
    ),
  ),
);

/** Whoever registers goes first. */
const laneOf = (stateMachine: string) =>
  stateMachine.endsWith('-badge-refresh') ? 'refresh' : 'registration';
