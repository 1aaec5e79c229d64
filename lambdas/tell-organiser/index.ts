import { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { createMailer, sesConfig } from '../shared/clients/mail.ts';
import { Progress } from '../shared/clients/progress.ts';
import { documents } from '../shared/documents.ts';
import { mailbox, mailboxes } from '../shared/domain/email-address.ts';
import { parkedEntry } from '../shared/domain/state.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { tellOrganiser } from './tell-organiser.ts';

const env = readEnv(
  z.object({
    PROGRESS_TABLE: z.string(),
    FROM_EMAIL: mailbox,
    ADMIN_EMAIL: mailboxes,
    CONTACT_EMAIL: z.email(),
    COMPETITION_NAME: z.string(),
    COMPETITION_YEAR: z.coerce.number().int(),
    AWS_REGION: z.string(),
    TIME_ZONE: z.string(),
  }),
);
const progress = new Progress(documents, env.PROGRESS_TABLE);
const mailer = createMailer({
  ses: new SESv2Client(sesConfig),
  from: env.FROM_EMAIL,
  replyTo: env.CONTACT_EMAIL,
});
const telling = {
  competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
  admins: env.ADMIN_EMAIL,
  region: env.AWS_REGION,
  timeZone: env.TIME_ZONE,
  now: Date.now,
};

export const handler = step(parkedEntry, (event) => tellOrganiser(event, { progress, mailer, telling }));
