import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { DynamoDBRecord, DynamoDBStreamHandler } from 'aws-lambda';
import * as z from 'zod';
import { badgeSettings } from '../shared/badge-settings.ts';
import { callLimits } from '../shared/call-limits.ts';
import { Executions } from '../shared/clients/executions.ts';
import { Progress } from '../shared/clients/progress.ts';
import { documents } from '../shared/documents.ts';
import { readEnv } from '../shared/env.ts';
import { reportFailure } from '../shared/report-failure.ts';
import { followRegistration } from './follow-registrations.ts';

const env = readEnv(badgeSettings.extend({ PROGRESS_TABLE: z.string(), STATE_MACHINE_ARN: z.string() }));
const dependencies = {
  competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
  design: env.BADGE_DESIGN,
  executions: new Executions(new SFNClient(callLimits(3_000, 1_000)), env.STATE_MACHINE_ARN),
  progress: new Progress(documents, env.PROGRESS_TABLE),
};
const processor = new BatchProcessor(EventType.DynamoDBStreams);

const followRecord = ({ eventID, dynamodb }: DynamoDBRecord) =>
  reportFailure({ eventId: eventID }, async () => {
    if (!eventID || !dynamodb) return;
    const { OldImage: before, NewImage: after } = dynamodb;
    await followRegistration({ eventId: eventID, before, after }, dependencies);
  });

export const handler: DynamoDBStreamHandler = (event, context) =>
  processPartialResponse(event, followRecord, processor, { context, throwOnFullBatchFailure: false });
