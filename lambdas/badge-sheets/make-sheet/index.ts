import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Executions } from '../../../core/clients/executions.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { plannedSheet } from '../../../core/sheets/sheet-state.ts';
import { drawingDependencies, drawingSettings } from '../../runtime/drawing.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { makeSheet } from './make-sheet.ts';

const settings = drawingSettings.extend({
  STATE_MACHINE_ARN: z.string(),
  ATTEMPTS: z.coerce.number().int().min(1),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
// A file of 200 badges is some 6 MB.
const s3 = new S3Client(callLimits(60_000));
const dependencies = {
  ...drawingDependencies(env, s3, import.meta.dirname),
  sheets: new JobFiles(s3, env.BADGE_BUCKET),
  refreshes: new Executions(new SFNClient(callLimits(3_000, 1_000)), env.STATE_MACHINE_ARN),
  attempts: env.ATTEMPTS,
  now: Date.now,
};

export const handler = step(plannedSheet, ({ state: { job, item, print } }) =>
  makeSheet({ execution: job, file: item, print }, dependencies),
);
