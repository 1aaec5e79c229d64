import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { archiveOrder } from '../../../core/archive/archive-state.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { LookupTable } from '../../../core/clients/lookup-table.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { Tombstones } from '../../../core/progress/tombstones.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { planArchive } from './plan-archive.ts';

const settings = z.object({
  DB_TABLE: z.string(),
  LOOKUP_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  registrations: new Registrations(dynamo, env.DB_TABLE),
  lookup: new LookupTable(dynamo, env.LOOKUP_TABLE),
  files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET),
  tombstones: new Tombstones(new ProgressTable(documents, env.PROGRESS_TABLE)),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planArchive({ execution, order: parseOrder(archiveOrder, state) }, dependencies),
);
