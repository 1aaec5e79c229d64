import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { regenerateOrder } from '../../../core/jobs/regenerate-order.ts';
import { drawingDependencies, drawingSettings } from '../../runtime/drawing.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { planRegeneration } from './plan-regeneration.ts';

const settings = drawingSettings.extend({ CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const s3 = new S3Client(callLimits(10_000));
const dependencies = {
  ...drawingDependencies(env, s3, import.meta.dirname),
  files: new JobFiles(s3, env.CONFIG_BUCKET),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planRegeneration({ execution, order: parseOrder(regenerateOrder, state) }, dependencies),
);
