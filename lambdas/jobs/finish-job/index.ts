import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { workedJob } from '../../../core/jobs/job-state.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { finishJob } from './finish-job.ts';

const settings = z.object({ CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = { files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET) };

export const handler = step(workedJob, ({ state: { plan, run } }) =>
  finishJob({ plan, manifest: run.ResultWriterDetails.Key }, dependencies),
);
