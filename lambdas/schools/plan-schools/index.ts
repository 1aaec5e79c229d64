import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { Schools } from '../../../core/clients/schools.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { schoolOrder } from '../../../core/schools/school-state.ts';
import { dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { planSchools } from './plan-schools.ts';

const settings = z.object({ DB_TABLE: z.string(), CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const s3 = new S3Client(callLimits(10_000));
const dependencies = {
  registrations: new Registrations(dynamo, env.DB_TABLE),
  schools: new Schools(s3, env.CONFIG_BUCKET),
  files: new JobFiles(s3, env.CONFIG_BUCKET),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planSchools({ execution, order: parseOrder(schoolOrder, state) }, dependencies),
);
