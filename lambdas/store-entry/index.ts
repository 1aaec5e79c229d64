import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { Entries } from '../shared/clients/entries.ts';
import { dynamo } from '../shared/documents.ts';
import { readEnv } from '../shared/env.ts';
import { reportFailure } from '../shared/report-failure.ts';
import { storeEntry } from './store-entry.ts';

const env = readEnv(z.object({ ENTRIES_TABLE: z.string(), COMPETITION_YEAR: z.coerce.number().int() }));
const entries = new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR);
const processor = new BatchProcessor(EventType.SQS);

const storeRecord = ({ messageId, body }: SQSRecord) =>
  reportFailure({ messageId }, () => storeEntry(body, { entries }));

export const handler: SQSHandler = (event, context) =>
  processPartialResponse(event, storeRecord, processor, { context, throwOnFullBatchFailure: false });
