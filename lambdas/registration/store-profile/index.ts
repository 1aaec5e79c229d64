import * as z from 'zod';
import { Entries } from '../../../core/clients/entries.ts';
import { keptFor } from '../../../core/clients/kept-for.ts';
import { NewRegistrations, Registrations } from '../../../core/clients/registrations.ts';
import { admittedEntry } from '../../../core/domain/state.ts';
import { PhotoFollowers } from '../../../core/progress/photo-followers.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv, trueOrFalse } from '../../runtime/env.ts';
import { measuring } from '../../runtime/metrics.ts';
import { competitionYear, measures } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { storeProfile } from './store-profile.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  DB_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  ...competitionYear.variables,
  ...measures.variables,
  /** Whether another system has written to the registrations table. */
  TABLE_ADOPTED: trueOrFalse,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, competitionYear.read(env));
const registrations = new Registrations(dynamo, env.DB_TABLE);
const newRegistrations = new NewRegistrations(dynamo, {
  registrations: env.DB_TABLE,
  progress: env.PROGRESS_TABLE,
});
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const progress = new Progress(table);
const followers = new PhotoFollowers(table);
const otherSystems = keptFor(5 * 60_000, async () =>
  env.TABLE_ADOPTED ? registrations.ofOtherSystems() : new Map<string, string>(),
);
const measure = measuring(measures.read(env));

export const handler = step(admittedEntry, ({ state }) =>
  storeProfile(state, {
    entries,
    registrations,
    newRegistrations,
    otherSystems,
    progress,
    followers,
    measure,
  }),
);
