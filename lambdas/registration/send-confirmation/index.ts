import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { confirmation, mailSender } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { sendConfirmation } from './send-confirmation.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  ...mailSender.variables,
  ...confirmation.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const competition = confirmation.read(env);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, competition.year);
const mails = new MailLedger(new ProgressTable(documents, env.PROGRESS_TABLE));
const mailer = sesMailer(mailSender.read(env));

export const handler = step(storedProfile, (event) =>
  sendConfirmation(event, {
    entries,
    mails,
    mailer,
    competition,
    now: Date.now,
  }),
);
