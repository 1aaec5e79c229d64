import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { parseListOrder } from '../../../core/lists/files/list-state.ts';
import { dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { competition, timeZone } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { makeListFiles } from './make-lists.ts';

const settings = z.object({
  DB_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  ...competition.variables,
  ...timeZone.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  competition: competition.read(env),
  timeZone: timeZone.read(env),
  now: Date.now,
  registrations: new Registrations(dynamo, env.DB_TABLE),
  files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  makeListFiles({ execution, order: parseListOrder(state) }, dependencies),
);
