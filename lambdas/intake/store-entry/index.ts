import * as z from 'zod';
import { NewEntries } from '../../../core/clients/entries.ts';
import { dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { eachMessage } from '../../runtime/records.ts';
import { storeEntry } from './store-entry.ts';

const settings = z.object({ ENTRIES_TABLE: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const entries = new NewEntries(dynamo, env.ENTRIES_TABLE);

export const handler = eachMessage((body) => storeEntry(body, { entries }));
