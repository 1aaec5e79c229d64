import { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { createMailer, sesConfig } from '../../../core/clients/mail.ts';
import { mailbox } from '../../../core/domain/email-address.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { sendConfirmation } from './send-confirmation.ts';

const env = readEnv(
  z.object({
    ENTRIES_TABLE: z.string(),
    PROGRESS_TABLE: z.string(),
    FROM_EMAIL: mailbox,
    CONTACT_EMAIL: z.email(),
    COMPETITION_NAME: z.string(),
    COMPETITION_YEAR: z.coerce.number().int(),
    EVENT_START: z.iso.date().optional(),
    EVENT_END: z.iso.date().optional(),
    EVENT_VENUE: z.string().optional(),
  }),
);
const { EVENT_START: start, EVENT_END: end = start, EVENT_VENUE: venue } = env;
const competitionName = env.COMPETITION_NAME;

const entries = new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR);
const progress = new Progress(documents, env.PROGRESS_TABLE);
const mailer = createMailer({
  ses: new SESv2Client(sesConfig),
  from: env.FROM_EMAIL,
  replyTo: env.CONTACT_EMAIL,
});
const competition = {
  name: competitionName,
  year: env.COMPETITION_YEAR,
  contactEmail: env.CONTACT_EMAIL,
  tournament: start && end && venue ? { name: competitionName, start, end, venue } : undefined,
};

export const handler = step(storedProfile, (event) =>
  sendConfirmation(event, {
    entries,
    progress,
    mailer,
    competition,
    now: Date.now,
  }),
);
