import { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { Notices } from '../../../core/attention/notices.ts';
import { Entries } from '../../../core/clients/entries.ts';
import { createMailer, sesConfig } from '../../../core/clients/mail.ts';
import { mailbox, mailboxes } from '../../../core/domain/email-address.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { alertAdmin } from './alert-admin.ts';

const env = readEnv(
  z.object({
    ENTRIES_TABLE: z.string(),
    PROGRESS_TABLE: z.string(),
    FROM_EMAIL: mailbox,
    ADMIN_EMAIL: mailboxes,
    CONTACT_EMAIL: z.email(),
    COMPETITION_NAME: z.string(),
    COMPETITION_YEAR: z.coerce.number().int(),
    ALONE_AN_HOUR: z.coerce.number().int(),
  }),
);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR);
const progress = new Progress(documents, env.PROGRESS_TABLE);
const notices = new Notices(documents, env.PROGRESS_TABLE);
const mailer = createMailer({
  ses: new SESv2Client(sesConfig),
  from: env.FROM_EMAIL,
  replyTo: env.CONTACT_EMAIL,
});
const alerting = {
  competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
  admins: env.ADMIN_EMAIL,
};

export const handler = step(storedProfile, (event) =>
  alertAdmin(event, { entries, progress, notices, mailer, alerting, aloneAnHour: env.ALONE_AN_HOUR }),
);
