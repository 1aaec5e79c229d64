import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Executions } from '../../../core/clients/executions.ts';
import { FailureQueue } from '../../../core/clients/failure-queue.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { eachChange } from '../../runtime/records.ts';
import { startRegistration } from './start-registration.ts';

const settings = z.object({
  STATE_MACHINE_ARN: z.string(),
  PROGRESS_TABLE: z.string(),
  FAILURE_QUEUE_URL: z.url(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const executions = new Executions(new SFNClient(callLimits(3_000, 1_000)), env.STATE_MACHINE_ARN);
const progress = new Progress(new ProgressTable(documents, env.PROGRESS_TABLE));
const failures = new FailureQueue(new SQSClient(callLimits(3_000, 1_000)), env.FAILURE_QUEUE_URL);

export const handler = eachChange(failures, async ({ eventId, eventName, after: item }) => {
  if (eventName === 'INSERT' && item) await startRegistration({ eventId, item }, { executions, progress });
});
