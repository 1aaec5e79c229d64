import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { resultsOrder } from '../../../core/bracket-targets/results.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { computedTargets, computedTargetsOf } from '../../runtime/bracket-targets.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { planResults } from './plan-results.ts';

const settings = computedTargets.extend({ CONFIG_BUCKET: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  brackets: new BracketRecords(new ProgressTable(documents, env.PROGRESS_TABLE)),
  files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET),
  targets: computedTargetsOf(env),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planResults({ execution, order: parseOrder(resultsOrder, state) }, dependencies),
);
