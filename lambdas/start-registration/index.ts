import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { DynamoDBRecord, DynamoDBStreamHandler } from 'aws-lambda';
import * as z from 'zod';
import { callLimits } from '../shared/call-limits.ts';
import { Executions } from '../shared/clients/executions.ts';
import { Progress } from '../shared/clients/progress.ts';
import { documents } from '../shared/documents.ts';
import { readEnv } from '../shared/env.ts';
import { reportFailure } from '../shared/report-failure.ts';
import { startRegistration } from './start-registration.ts';

const env = readEnv(z.object({ STATE_MACHINE_ARN: z.string(), PROGRESS_TABLE: z.string() }));
const executions = new Executions(new SFNClient(callLimits(3_000, 1_000)), env.STATE_MACHINE_ARN);
const progress = new Progress(documents, env.PROGRESS_TABLE);
const processor = new BatchProcessor(EventType.DynamoDBStreams);

const startRecord = ({ eventID, eventName, dynamodb }: DynamoDBRecord) =>
  reportFailure({ eventId: eventID }, async () => {
    if (eventName !== 'INSERT' || !eventID || !dynamodb?.NewImage) return;
    await startRegistration({ eventId: eventID, item: dynamodb.NewImage }, { executions, progress });
  });

export const handler: DynamoDBStreamHandler = (event, context) =>
  processPartialResponse(event, startRecord, processor, { context, throwOnFullBatchFailure: false });
