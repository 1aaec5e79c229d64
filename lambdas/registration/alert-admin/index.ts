import * as z from 'zod';
import { paymentPages } from '../../../core/attention/places.ts';
import { Entries } from '../../../core/clients/entries.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Notices } from '../../../core/progress/notices.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { mailSender, organisers, pagesOfPayments } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { alertAdmin } from './alert-admin.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  ...mailSender.variables,
  ...organisers.variables,
  ...pagesOfPayments.variables,
  /** Both of the embedded cloud. */
  CONSOLE_BASE: z.url().optional(),
  STRIPE_API_BASE: z.url().optional(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const { aloneAnHour, ...told } = organisers.read(env);
const mode = pagesOfPayments.read(env);
const alerting = {
  ...told,
  paymentPages: mode && paymentPages(mode, env.CONSOLE_BASE && env.STRIPE_API_BASE),
};
const entries = new Entries(dynamo, env.ENTRIES_TABLE, alerting.competition.year);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const mails = new MailLedger(table);
const notices = new Notices(table);
const mailer = sesMailer(mailSender.read(env), table, 'organiser');

export const handler = step(storedProfile, (event) =>
  alertAdmin(event, { entries, mails, notices, mailer, alerting, aloneAnHour }),
);
