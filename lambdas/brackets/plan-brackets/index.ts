import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { planOrder } from '../../../core/brackets/plan-state.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { draw } from '../../runtime/bracket-settings.ts';
import { computedTargets, computedTargetsOf } from '../../runtime/bracket-targets.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { competition, timeZone } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { planBrackets } from './plan-brackets.ts';

const settings = computedTargets.extend({
  DB_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  ...timeZone.variables,
  ...draw.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const dependencies = {
  draw: draw.read(env),
  competition: competition.read(env),
  timeZone: timeZone.read(env),
  registrations: new Registrations(dynamo, env.DB_TABLE),
  progress: new Progress(table),
  brackets: new BracketRecords(table),
  files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET),
  targets: computedTargetsOf(env),
  now: Date.now,
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planBrackets({ execution, order: parseOrder(planOrder, state) }, dependencies),
);
