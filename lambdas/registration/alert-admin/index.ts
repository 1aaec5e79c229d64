import * as z from 'zod';
import { Notices } from '../../../core/attention/notices.ts';
import { Entries } from '../../../core/clients/entries.ts';
import { storedProfile } from '../../../core/domain/state.ts';
import { Progress } from '../../../core/progress/progress.ts';
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
const progress = new Progress(documents, env.PROGRESS_TABLE);
const notices = new Notices(documents, env.PROGRESS_TABLE);
const mailer = sesMailer(mailSender.read(env));

export const handler = step(storedProfile, (event) =>
  alertAdmin(event, { entries, progress, notices, mailer, alerting, aloneAnHour }),
);
