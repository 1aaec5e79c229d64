import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { NewKeys } from '../../../core/jobs/new-keys.ts';
import { drawingOrder, regenerateJob } from '../../../core/jobs/regenerate-order.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { drawingDependencies, drawingSettings } from '../../runtime/drawing.ts';
import { readEnv } from '../../runtime/env.ts';
import { regenerateBadge } from './regenerate-badges.ts';

const settings = drawingSettings.extend({ CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const s3 = new S3Client(callLimits(10_000));
const dependencies = {
  ...drawingDependencies(env, s3, import.meta.dirname),
  newKeys: new NewKeys(new JobFiles(s3, env.CONFIG_BUCKET), regenerateJob),
};

export const handler = batchStep({
  order: drawingOrder,
  item: z.strictObject({ id: z.string() }),
  workOnOne: (item, job) => regenerateBadge(item, job, dependencies),
  // A badge with a large photo and long names takes a few seconds; its calls may take longer.
  reserveMs: 60_000,
});
