import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { documentToDraw } from '../../../core/lists/files/list-state.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { drawDocument } from './draw-group-sheets.ts';

const settings = z.object({ CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
// A tournament of 5,000 has documents of some 2 MB.
const files = new JobFiles(new S3Client(callLimits(60_000)), env.CONFIG_BUCKET);

export const handler = step(documentToDraw, ({ state: { job, item } }) =>
  drawDocument({ execution: job, ...item }, { now: Date.now, files }),
);
