import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { sesMailer } from '../../runtime/mailer.ts';
import { measuring } from '../../runtime/metrics.ts';
import { confirmation, mailSender, measures } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { purchasesBy } from '../../runtime/stripe-connection.ts';
import { sendConfirmation } from './send-confirmation.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  /** Only where the mail has a receipt. */
  SECRET_ID: z.string().optional(),
  STRIPE_API_BASE: z.url().optional(),
  ...mailSender.variables,
  ...confirmation.variables,
  ...measures.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const competition = confirmation.read(env);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, competition.year);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const mails = new MailLedger(table);
const progress = new Progress(table);
const mailer = sesMailer(mailSender.read(env), table, 'family');
const measure = measuring(measures.read(env));

export const handler = step(storedProfile, (event) =>
  sendConfirmation(event, {
    entries,
    progress,
    mails,
    mailer,
    readPurchase: purchasesBy(env.SECRET_ID, env.STRIPE_API_BASE),
    competition,
    measure,
    now: Date.now,
  }),
);
