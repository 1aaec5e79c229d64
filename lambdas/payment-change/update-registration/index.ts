import * as z from 'zod';
import { Registrations } from '../../../core/clients/registrations.ts';
import { changedEntry } from '../../../core/domain/payment-change.ts';
import { MailLedger } from '../../../core/progress/mail-ledger.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { updateRegistration } from './update-registration.ts';

const settings = z.object({ PROGRESS_TABLE: z.string(), DB_TABLE: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const dependencies = {
  mails: new MailLedger(table),
  progress: new Progress(table),
  registrations: new Registrations(dynamo, env.DB_TABLE),
  now: Date.now,
};

export const handler = step(changedEntry, ({ state }) => updateRegistration(state, dependencies));
