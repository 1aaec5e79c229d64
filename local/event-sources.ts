/** Lambda's event source mappings: what makes queues and table streams invoke functions. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { fitsPattern } from './event-pattern.ts';
import type { Outcome } from './function-instance.ts';
import { QueueSource } from './queue-source.ts';
import { queueUrlOf, region } from './resource-kinds.ts';
import { Checkpoints, StreamSource } from './stream-source.ts';
import type { Template } from './template.ts';

const properties = z.object({
  Enabled: z.coerce.boolean().default(true),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).default('TRIM_HORIZON'),
  BisectBatchOnFunctionError: z.coerce.boolean().default(false),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number() }).optional(),
});

export interface Mapping {
  sourceArn: string;
  functionName: string;
  batchSize: number;
  batchingWindowMs: number;
  reportsItemFailures: boolean;
  /** Whether a record is for the function; the others are passed over. */
  wanted(record: unknown): boolean;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
  bisects: boolean;
  /** -1: as long as it takes. */
  retries: number;
  recordAgeMs: number;
  /** The queue that is told of records given up. */
  failureQueueArn?: string;
  concurrency: number;
}

/**
 * The stack's event source mappings.
 * @throws Error for a source or destination that is neither a queue nor a table's stream.
 */
export function mappingsOf(template: Template): Mapping[] {
  return template
    .resourcesOf('AWS::Lambda::EventSourceMapping')
    .flatMap(({ logicalId, properties: given }) => {
      const read = properties.parse(given);
      if (!read.Enabled) return [];
      const isQueue = read.EventSourceArn.startsWith('arn:aws:sqs:');
      if (!isQueue && !/^arn:aws:dynamodb:.*\/stream\//.test(read.EventSourceArn)) {
        throw new Error(`${logicalId}: the local cloud cannot poll ${read.EventSourceArn}`);
      }
      const failureQueueArn = read.DestinationConfig?.OnFailure.Destination;
      if (failureQueueArn && !failureQueueArn.startsWith('arn:aws:sqs:')) {
        throw new Error(`${logicalId}: the local cloud cannot send failures to ${failureQueueArn}`);
      }
      const patterns = read.FilterCriteria?.Filters.map(({ Pattern }): unknown => JSON.parse(Pattern)) ?? [];
      return {
        sourceArn: read.EventSourceArn,
        functionName: read.FunctionName,
        batchSize: read.BatchSize ?? (isQueue ? 10 : 100),
        batchingWindowMs: read.MaximumBatchingWindowInSeconds * 1000,
        reportsItemFailures: read.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        wanted: (record) => patterns.length === 0 || patterns.some((pattern) => fitsPattern(record, pattern)),
        startingPosition: read.StartingPosition,
        bisects: read.BisectBatchOnFunctionError,
        retries: read.MaximumRetryAttempts,
        recordAgeMs: read.MaximumRecordAgeInSeconds * 1000,
        failureQueueArn,
        concurrency: read.ScalingConfig?.MaximumConcurrency ?? 3,
      };
    });
}

/** A function that is still at work then is not waited for: its records come again, as after any crash. */
const stopLimitMs = 1_000;

export interface EventSources {
  stop(): Promise<void>;
}

/**
 * Starts polling.
 *
 * @param options.dataDir remembers how far each stream was read.
 * @param options.retryIntervalMs the wait before a stream's batch is tried again, in place of Lambda's growing waits, and
 * before a queue's message is, in place of the queue's visibility timeout.
 */
export function startEventSources(options: {
  mappings: readonly Mapping[];
  edgeUrl: string;
  dynamodbUrl: string;
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  dataDir?: string;
  retryIntervalMs?: number;
}): EventSources {
  const sqs = new SQSClient({
    endpoint: options.edgeUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  if (options.dataDir) mkdirSync(options.dataDir, { recursive: true });
  const checkpoints = new Checkpoints(options.dataDir && join(options.dataDir, 'stream-positions.json'));
  const stopping = new AbortController();
  const { signal } = stopping;
  const tell = async (queueArn: string, body: object) => {
    const QueueUrl = queueUrlOf(options.edgeUrl, queueArn);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  };
  const sources = options.mappings.map((mapping) =>
    mapping.sourceArn.startsWith('arn:aws:sqs:')
      ? new QueueSource({ ...options, mapping, sqs, signal })
      : new StreamSource({ ...options, mapping, signal, checkpoints, tell }),
  );
  const running = sources.map((source) => source.run());
  return {
    stop: async () => {
      stopping.abort();
      await Promise.race([Promise.allSettled(running), delay(stopLimitMs, undefined, { ref: false })]);
      checkpoints.save();
      sqs.destroy();
    },
  };
}
