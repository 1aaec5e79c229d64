import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Badges } from '../../../core/clients/badges.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import type { Drive } from '../../../core/clients/drive/drive.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import {
  DriveAccessDeniedError,
  DriveFolderNotFoundError,
  DriveStorageFullError,
  SecretInvalidError,
} from '../../../core/domain/errors.ts';
import { BadgeFolders } from '../../../core/drive/badge-folders.ts';
import { syncItem } from '../../../core/drive/sync-order.ts';
import { BadgeLease } from '../../../core/progress/badge-lease.ts';
import { DriveFiles } from '../../../core/progress/drive-files.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { driveSettings, usingDrive } from '../../runtime/drive-connection.ts';
import { readEnv } from '../../runtime/env.ts';
import { badgeFolders } from '../../runtime/settings.ts';
import { syncFile } from './sync-files.ts';

const settings = driveSettings.extend({
  ...badgeFolders.variables,
  BADGE_BUCKET: z.string(),
  DB_TABLE: z.string(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const dependencies = {
  arrangement: badgeFolders.read(env),
  badges: new Badges(new S3Client(callLimits(10_000)), env.BADGE_BUCKET),
  files: new DriveFiles(table),
  lease: new BadgeLease(table),
  registrations: new Registrations(dynamo, env.DB_TABLE),
};

/** What is known of folders is of use for one batch, and not for longer. */
let known: { execution: string; drive: Drive; folders: BadgeFolders } | undefined;

function foldersFor(execution: string, drive: Drive): BadgeFolders {
  if (known?.execution !== execution || known.drive !== drive) {
    const folders = new BadgeFolders(dependencies.arrangement.mainFolderId, { ...dependencies, drive });
    known = { execution, drive, folders };
  }
  return known.folders;
}

export const handler = batchStep({
  order: z.object({}),
  item: syncItem,
  // A file takes a few calls, each of which may take 20 s.
  reserveMs: 90_000,
  concernAll: [DriveAccessDeniedError, DriveFolderNotFoundError, DriveStorageFullError, SecretInvalidError],
  workOnOne: (item, { execution }) =>
    usingDrive(env, { lane: 'job' }, (drive) =>
      syncFile(item, execution, { ...dependencies, drive, folders: foldersFor(execution, drive) }),
    ),
});
