import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { NewEntries } from '../../../core/clients/entries.ts';
import { dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { reportFailure } from '../../runtime/report-failure.ts';
import { storeEntry } from './store-entry.ts';

const settings = z.object({ ENTRIES_TABLE: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const entries = new NewEntries(dynamo, env.ENTRIES_TABLE);
const processor = new BatchProcessor(EventType.SQS);

const storeRecord = ({ messageId, body }: SQSRecord) =>
  reportFailure({ messageId }, () => storeEntry(body, { entries }));

export const handler: SQSHandler = (event, context) =>
  processPartialResponse(event, storeRecord, processor, { context, throwOnFullBatchFailure: false });
