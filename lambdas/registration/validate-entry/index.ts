import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Entries } from '../../../core/clients/entries.ts';
import { Schools } from '../../../core/clients/schools.ts';
import { executionInput } from '../../../core/domain/state.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { Tombstones } from '../../../core/progress/tombstones.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { admissionRules, competitionYear } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { validateEntry } from './validate-entry.ts';

const settings = z.object({
  ENTRIES_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  ...competitionYear.variables,
  ...admissionRules.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, competitionYear.read(env));
const schools = new Schools(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);
const tombstones = new Tombstones(new ProgressTable(documents, env.PROGRESS_TABLE));
const rules = admissionRules.read(env);

export const handler = step(executionInput, ({ state }) =>
  validateEntry(state.entryId, { entries, tombstones, schools, rules }),
);
