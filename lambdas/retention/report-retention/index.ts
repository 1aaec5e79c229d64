import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { finishedJob } from '../../../core/jobs/job-state.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { mailSender, organisers } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { reportRetention } from './report-retention.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  ...mailSender.variables,
  ...organisers.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const { competition, admins } = organisers.read(env);
const dependencies = {
  competition,
  admins,
  files: new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET),
  mails: new MailLedger(table),
  mailer: sesMailer(mailSender.read(env), table, 'organiser'),
};

export const handler = step(finishedJob, ({ execution, state: { result } }) =>
  reportRetention({ execution, result }, dependencies),
);
