import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { updatedRegistration } from '../../../core/domain/payment-change.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { familyMails, mailSender } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { mailFamily } from './mail-family.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  ...mailSender.variables,
  ...familyMails.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const stage = familyMails.read(env);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, stage.competition.year);
const registrations = new Registrations(dynamo, env.DB_TABLE);
const mails = new MailLedger(table);
const progress = new Progress(table);
const mailer = sesMailer(mailSender.read(env), table, 'family');

export const handler = step(updatedRegistration, (event) =>
  mailFamily(event, { entries, registrations, progress, mails, mailer, stage }),
);
