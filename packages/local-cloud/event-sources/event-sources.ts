/** Lambda's event source mappings: what makes queues and table streams invoke functions. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Outcome } from '../functions/function-instance.ts';
import { queueUrlOf, region } from '../template/resource-kinds.ts';
import type { Mapping } from './mapping.ts';
import { QueueSource } from './queue-source.ts';
import { Checkpoints, StreamSource } from './stream-source.ts';

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
