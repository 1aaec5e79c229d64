import * as z from 'zod';
import { NewEntries } from '../../../core/clients/entries.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { Tombstones } from '../../../core/progress/tombstones.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { eachMessage } from '../../runtime/records.ts';
import { storeEntry } from './store-entry.ts';

const settings = z.object({ ENTRIES_TABLE: z.string(), PROGRESS_TABLE: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  entries: new NewEntries(dynamo, env.ENTRIES_TABLE),
  tombstones: new Tombstones(new ProgressTable(documents, env.PROGRESS_TABLE)),
};

export const handler = eachMessage((body) => storeEntry(body, dependencies));
