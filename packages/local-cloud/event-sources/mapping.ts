/** Reads event source mappings from the template. */
import * as z from 'zod';
import { queuesOf } from '../aws/queue-definitions.ts';
import type { Template } from '../template/template.ts';
import { fitsPattern } from './event-pattern.ts';

/** The visibility timeout of a queue that sets none. */
const defaultHiddenSeconds = 30;

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
  /** Whether a record matches the filter; others are skipped. */
  wanted(record: unknown): boolean;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
  bisects: boolean;
  /** -1: without limit. */
  retries: number;
  recordAgeMs: number;
  /** The queue that receives a message about records given up. */
  failureQueueArn?: string;
  concurrency: number;
  /** How long a queue hides a received message. */
  hiddenMs: number;
}

/**
 * The stack's event source mappings.
 * @throws Error for a source or destination that is neither a queue nor a table's stream.
 */
export function mappingsOf(template: Template): Mapping[] {
  const hidden = new Map(
    queuesOf(template).map(({ name, attributes }) => [
      name,
      Number(attributes.VisibilityTimeout ?? defaultHiddenSeconds),
    ]),
  );
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
        hiddenMs: (hidden.get(read.EventSourceArn.split(':').at(-1) ?? '') ?? defaultHiddenSeconds) * 1000,
      };
    });
}
