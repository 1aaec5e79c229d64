import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Entries } from '../../../core/clients/entries.ts';
import { Schools } from '../../../core/clients/schools.ts';
import { registrationType } from '../../../core/domain/registration-type.ts';
import { executionInput } from '../../../core/domain/state.ts';
import { dynamo } from '../../runtime/documents.ts';
import { commaSeparated, readEnv, trueOrFalse } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { validateEntry } from './validate-entry.ts';

const env = readEnv(
  z.object({
    ENTRIES_TABLE: z.string(),
    CONFIG_BUCKET: z.string(),
    COMPETITION_YEAR: z.coerce.number().int(),
    FREE_TYPES: z.pipe(commaSeparated, z.array(registrationType)),
    BADGES_ON: trueOrFalse,
  }),
);
const entries = new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR);
const schools = new Schools(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);
const rules = { freeTypes: env.FREE_TYPES, badgesOn: env.BADGES_ON };

export const handler = step(executionInput, ({ state }) =>
  validateEntry(state.entryId, { entries, schools, rules }),
);
