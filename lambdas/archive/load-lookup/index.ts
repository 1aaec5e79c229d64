import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { archiveOrder } from '../../../core/archive/archive-state.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { LookupTable } from '../../../core/clients/lookup-table.ts';
import { toAttributeValues } from '../../../core/domain/entry-item.ts';
import { rowReader } from '../../../core/jobs/job-rows.ts';
import { rowItem } from '../../../core/jobs/job-state.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { loadLookup } from './load-lookup.ts';

const settings = z.object({ LOOKUP_TABLE: z.string(), CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const files = new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);
const row = z.object({
  id: z.string(),
  item: z.record(z.string(), z.unknown()).transform((item) => toAttributeValues(item)),
});
const dependencies = {
  lookup: new LookupTable(dynamo, env.LOOKUP_TABLE),
  rowOf: rowReader('archive', row, files),
};

export const handler = batchStep({
  order: archiveOrder,
  item: rowItem,
  workOnOne: (item, job) => loadLookup(item, job, dependencies),
  reserveMs: 10_000,
});
