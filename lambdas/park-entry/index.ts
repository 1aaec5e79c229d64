import * as z from 'zod';
import { Progress } from '../shared/clients/progress.ts';
import { documents } from '../shared/documents.ts';
import { failedEntry } from '../shared/domain/state.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { parkEntry } from './park-entry.ts';

const env = readEnv(z.object({ PROGRESS_TABLE: z.string(), ENTRIES_TABLE: z.string() }));
const progress = new Progress(documents, env.PROGRESS_TABLE);

export const handler = step(failedEntry, ({ state }) =>
  parkEntry(state, { progress, entriesTable: env.ENTRIES_TABLE }),
);
