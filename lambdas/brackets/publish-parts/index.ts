import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { drawDocument } from '../../../core/bracket-targets/paper/draw-document.ts';
import { publishedDraw } from '../../../core/bracket-targets/publication.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import {
  DrawStaleError,
  DriveAccessDeniedError,
  DriveFolderNotFoundError,
  DriveStorageFullError,
} from '../../../core/domain/errors.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { byTarget, publishedTargets, targetsOf } from '../../runtime/bracket-targets.ts';
import { documents } from '../../runtime/documents.ts';
import { drawReader } from '../../runtime/draw-reader.ts';
import { readEnv } from '../../runtime/env.ts';
import { publishPart } from './publish-parts.ts';

const settings = publishedTargets;
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const files = new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);

const dependencies = {
  records: new BracketRecords(new ProgressTable(documents, env.PROGRESS_TABLE)),
  targets: targetsOf(env, drawDocument),
  drawOf: drawReader(files),
};

export const handler = batchStep({
  order: publishedDraw,
  item: z.strictObject({ id: z.string(), found: z.string() }),
  workOnOne: ({ id }, { order: { plan }, execution }) => publishPart({ id, plan, execution }, dependencies),
  // A part takes a few calls, each of which may take 20 s.
  reserveMs: 90_000,
  ...byTarget,
  concernAll: [
    ...byTarget.concernAll,
    ...[DrawStaleError, DriveAccessDeniedError, DriveFolderNotFoundError, DriveStorageFullError],
  ],
});
