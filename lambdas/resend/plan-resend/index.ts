import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { resendOrder } from '../../../core/jobs/resend-order.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { competitionYear, timeZone } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { planResend } from './plan-resend.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  ...competitionYear.variables,
  ...timeZone.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const dependencies = {
  competitionYear: competitionYear.read(env),
  timeZone: timeZone.read(env),
  registrations: new Registrations(dynamo, env.DB_TABLE),
  progress: new Progress(table),
  mails: new MailLedger(table),
  files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET),
  now: Date.now,
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planResend({ execution, order: parseOrder(resendOrder, state) }, dependencies),
);
