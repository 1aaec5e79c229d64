import * as z from 'zod';
import { MailFeedback } from '../../../core/progress/mail-feedback.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { eachMessage } from '../../runtime/records.ts';
import { followMail } from './follow-mails.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  /** For links to executions alone. */
  STATE_MACHINE_ARN: z.string(),
  PAYMENT_CHANGE_ARN: z.string(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const feedback = new MailFeedback(new ProgressTable(documents, env.PROGRESS_TABLE), {
  confirmation: env.STATE_MACHINE_ARN,
  payment: env.PAYMENT_CHANGE_ARN,
});

export const handler = eachMessage((body) => followMail(body, { feedback }));
