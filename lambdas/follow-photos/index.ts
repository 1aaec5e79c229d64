import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { callLimits } from '../shared/call-limits.ts';
import { Executions } from '../shared/clients/executions.ts';
import { Progress } from '../shared/clients/progress.ts';
import { documents } from '../shared/documents.ts';
import { readEnv } from '../shared/env.ts';
import { reportFailure } from '../shared/report-failure.ts';
import { followPhoto } from './follow-photos.ts';

const env = readEnv(z.object({ PROGRESS_TABLE: z.string(), STATE_MACHINE_ARN: z.string() }));
const dependencies = {
  executions: new Executions(new SFNClient(callLimits(3_000, 1_000)), env.STATE_MACHINE_ARN),
  progress: new Progress(documents, env.PROGRESS_TABLE),
};
const processor = new BatchProcessor(EventType.SQS);

const followRecord = ({ messageId, body }: SQSRecord) =>
  reportFailure({ messageId }, () => followPhoto(body, dependencies));

export const handler: SQSHandler = (event, context) =>
  processPartialResponse(event, followRecord, processor, { context, throwOnFullBatchFailure: false });
