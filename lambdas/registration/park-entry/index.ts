import * as z from 'zod';
import { failedEntry } from '../../../core/domain/state.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { measuring } from '../../runtime/metrics.ts';
import { measures } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { parkEntry } from './park-entry.ts';

const settings = z.object({ PROGRESS_TABLE: z.string(), ENTRIES_TABLE: z.string(), ...measures.variables });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const progress = new Progress(new ProgressTable(documents, env.PROGRESS_TABLE));
const measure = measuring(measures.read(env));

export const handler = step(failedEntry, ({ state }) =>
  parkEntry(state, { progress, entriesTable: env.ENTRIES_TABLE, measure }),
);
