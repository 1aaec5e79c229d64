import * as z from 'zod';
import { Entries } from '../shared/clients/entries.ts';
import { Progress } from '../shared/clients/progress.ts';
import { Registrations } from '../shared/clients/registrations.ts';
import { documents, dynamo } from '../shared/documents.ts';
import { admittedEntry } from '../shared/domain/state.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { storeProfile } from './store-profile.ts';

const env = readEnv(
  z.object({
    ENTRIES_TABLE: z.string(),
    DB_TABLE: z.string(),
    PROGRESS_TABLE: z.string(),
    COMPETITION_YEAR: z.coerce.number().int(),
  }),
);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR);
const registrations = new Registrations(dynamo, env.DB_TABLE);
const progress = new Progress(documents, env.PROGRESS_TABLE);

export const handler = step(admittedEntry, ({ state }) =>
  storeProfile(state, { entries, registrations, progress }),
);
