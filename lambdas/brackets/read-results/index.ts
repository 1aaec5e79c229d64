import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { drawWithResults } from '../../../core/bracket-targets/results.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { byTarget, connectedTargets, targetsOf } from '../../runtime/bracket-targets.ts';
import { documents } from '../../runtime/documents.ts';
import { drawReader } from '../../runtime/draw-reader.ts';
import { readEnv } from '../../runtime/env.ts';
import { readResults } from './read-results.ts';

const settings = connectedTargets;
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const files = new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);

const dependencies = {
  brackets: new BracketRecords(new ProgressTable(documents, env.PROGRESS_TABLE)),
  targets: targetsOf(env),
  drawOf: drawReader(files),
  files,
  now: Date.now,
};

export const handler = batchStep({
  order: drawWithResults,
  item: z.strictObject({ id: z.string() }),
  workOnOne: ({ id }, { order: { plan } }) => readResults({ id, plan }, dependencies),
  // A part takes a few calls, each of which may take 20 s.
  reserveMs: 60_000,
  ...byTarget,
});
