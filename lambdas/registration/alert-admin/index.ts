import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Notices } from '../../../core/progress/notices.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { mailSender, organisers } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { alertAdmin } from './alert-admin.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  ...mailSender.variables,
  ...organisers.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const { aloneAnHour, ...alerting } = organisers.read(env);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, alerting.competition.year);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const mails = new MailLedger(table);
const notices = new Notices(table);
const mailer = sesMailer(mailSender.read(env));

export const handler = step(storedProfile, (event) =>
  alertAdmin(event, { entries, mails, notices, mailer, alerting, aloneAnHour }),
);
