import * as z from 'zod';
import type { Telling } from '../../core/attention/attention-mail.ts';
import { places } from '../../core/attention/places.ts';
import type { SubjectSources } from '../../core/attention/subject.ts';
import { Entries } from '../../core/clients/entries.ts';
import { Registrations } from '../../core/clients/registrations.ts';
import { MailLedger } from '../../core/progress/mail-ledger.ts';
import { Notices } from '../../core/progress/notices.ts';
import { PaymentReadings } from '../../core/progress/payment-readings.ts';
import { Progress } from '../../core/progress/progress.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { documents, dynamo } from './documents.ts';
import { readEnv } from './env.ts';
import { sesMailer } from './mailer.ts';
import { attention, mailSender } from './settings.ts';

const attentionSettings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  ...mailSender.variables,
  ...attention.variables,
  AWS_REGION: z.string(),
  /** For a link to its page; the secret itself is not read. */
  SECRET_ID: z.string(),
  FAILED_ENTRIES_QUEUE: z.string(),
  /** The address of the embedded cloud's console. */
  CONSOLE_BASE: z.url().optional(),
  STRIPE_API_BASE: z.url().default(''),
  DRIVE_API_BASE: z.url().default(''),
});
export type AttentionSettings = z.input<typeof attentionSettings>;

/** Reads the settings of a Lambda that reports to the organisers, and builds its clients. */
export function attentionDependencies() {
  const env = readEnv(attentionSettings);
  const { mode, driveFolderId, aloneAnHour, ...telling } = attention.read(env);
  const table = new ProgressTable(documents, env.PROGRESS_TABLE);
  const sources: SubjectSources = {
    entries: new Entries(dynamo, env.ENTRIES_TABLE, telling.competition.year),
    registrations: new Registrations(dynamo, env.DB_TABLE),
    progress: new Progress(table),
  };
  const pages = places({
    region: env.AWS_REGION,
    mode,
    entriesTable: env.ENTRIES_TABLE,
    registrationsTable: env.DB_TABLE,
    secretId: env.SECRET_ID,
    failedEntriesQueueUrl: env.FAILED_ENTRIES_QUEUE,
    driveFolderId,
    local: env.CONSOLE_BASE
      ? { console: env.CONSOLE_BASE, stripe: env.STRIPE_API_BASE, drive: env.DRIVE_API_BASE }
      : undefined,
  });
  return {
    table,
    mails: new MailLedger(table),
    notices: new Notices(table),
    payments: new PaymentReadings(table),
    sources,
    telling: { ...telling, places: pages, now: Date.now } satisfies Telling,
    mailer: sesMailer(mailSender.read(env), table, 'organiser'),
    aloneAnHour,
  };
}
