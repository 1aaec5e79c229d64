import { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import type { Telling } from '../../core/attention/attention-mail.ts';
import { Notices } from '../../core/attention/notices.ts';
import { places } from '../../core/attention/places.ts';
import type { SubjectSources } from '../../core/attention/subject.ts';
import { Entries } from '../../core/clients/entries.ts';
import { createMailer, sesConfig } from '../../core/clients/mail.ts';
import { Registrations } from '../../core/clients/registrations.ts';
import { mailbox, mailboxes } from '../../core/domain/email-address.ts';
import { Progress } from '../../core/progress/progress.ts';
import { documents, dynamo } from './documents.ts';
import { readEnv } from './env.ts';

/** Reads the settings of a Lambda that tells the organisers what needs attention, and builds its clients. */
export function attentionSettings() {
  const env = readEnv(
    z.object({
      ENTRIES_TABLE: z.string(),
      PROGRESS_TABLE: z.string(),
      DB_TABLE: z.string(),
      FROM_EMAIL: mailbox,
      ADMIN_EMAIL: mailboxes,
      CONTACT_EMAIL: z.email(),
      COMPETITION_NAME: z.string(),
      COMPETITION_YEAR: z.coerce.number().int(),
      AWS_REGION: z.string(),
      TIME_ZONE: z.string(),
      STAGE_MODE: z.enum(['live', 'test']),
      SECRET_ID: z.string(),
      FAILED_ENTRIES_QUEUE: z.string(),
      BADGE_GFOLDER: z.string().optional(),
      /** So many of one kind have a mail of their own in an hour. */
      ALONE_AN_HOUR: z.coerce.number().int(),
      /** Of the embedded cloud's pages. */
      CONSOLE_BASE: z.url().optional(),
      STRIPE_API_BASE: z.url().default(''),
      DRIVE_API_BASE: z.url().default(''),
    }),
  );
  const progress = new Progress(documents, env.PROGRESS_TABLE);
  const sources: SubjectSources = {
    entries: new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR),
    registrations: new Registrations(dynamo, env.DB_TABLE),
    progress,
  };
  const telling: Telling = {
    competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
    admins: env.ADMIN_EMAIL,
    places: places({
      region: env.AWS_REGION,
      mode: env.STAGE_MODE,
      entriesTable: env.ENTRIES_TABLE,
      registrationsTable: env.DB_TABLE,
      secretId: env.SECRET_ID,
      failedEntriesQueueUrl: env.FAILED_ENTRIES_QUEUE,
      driveFolderId: env.BADGE_GFOLDER,
      local: env.CONSOLE_BASE
        ? { console: env.CONSOLE_BASE, stripe: env.STRIPE_API_BASE, drive: env.DRIVE_API_BASE }
        : undefined,
    }),
    timeZone: env.TIME_ZONE,
    now: Date.now,
  };
  const mailer = createMailer({
    ses: new SESv2Client(sesConfig),
    from: env.FROM_EMAIL,
    replyTo: env.CONTACT_EMAIL,
  });
  const notices = new Notices(documents, env.PROGRESS_TABLE);
  return { progress, notices, sources, telling, mailer, aloneAnHour: env.ALONE_AN_HOUR };
}
