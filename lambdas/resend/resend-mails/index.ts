import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { NewKeys } from '../../../core/jobs/new-keys.ts';
import { resendJob, sendingOrder } from '../../../core/jobs/resend-order.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { admissionRules, confirmation, mailSender } from '../../runtime/settings.ts';
import { purchasesBy } from '../../runtime/stripe-connection.ts';
import { resendMail } from './resend-mails.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  /** Only where the mail has a receipt. */
  SECRET_ID: z.string().optional(),
  STRIPE_API_BASE: z.url().optional(),
  ...mailSender.variables,
  ...confirmation.variables,
  ...admissionRules.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const dependencies = {
  competition: confirmation.read(env),
  badgesOn: admissionRules.read(env).badgesOn,
  registrations: new Registrations(dynamo, env.DB_TABLE),
  progress: new Progress(table),
  mails: new MailLedger(table),
  mailer: sesMailer(mailSender.read(env), table, 'job'),
  readPurchase: purchasesBy(env.SECRET_ID, env.STRIPE_API_BASE),
  newKeys: new NewKeys(new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET), resendJob),
  now: Date.now,
};

export const handler = batchStep({
  order: sendingOrder,
  item: z.strictObject({ id: z.string() }),
  workOnOne: (item, job) => resendMail(item, job, dependencies),
  // Two calls of Stripe, and one of SES, may take so long.
  reserveMs: 30_000,
});
