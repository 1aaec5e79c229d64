/** Lambda's event source mappings: queues and table streams that invoke functions. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import type { Outcome } from '../functions/function-instance.ts';
import { queueUrlOf, region } from '../template/resource-kinds.ts';
import type { Mapping } from './mapping.ts';
import { QueueSource } from './queue-source.ts';
import { Checkpoints, StreamSource } from './stream-source.ts';
import type { Trigger } from './triggers.ts';

/** A function still running by then is abandoned: its records are delivered again, as after any crash. */
const stopLimitMs = 1_000;

export interface EventSources {
  /** Whether a function is working on the message that was received with this handle. */
  isHandling(receiptHandle: string): boolean;
  /** One for each mapping. */
  triggers: readonly Trigger[];
  stop(): Promise<void>;
}

/**
 * Starts polling.
 *
 * @param options.dataDir keeps how far each stream was read.
 * @param options.retryIntervalMs the wait before a retry: replaces Lambda's growing waits for a stream's batch, and the
 * queue's visibility timeout for a message.
 */
export function startEventSources(options: {
  mappings: readonly Mapping[];
  edgeUrl: string;
  dynamodbUrl: string;
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  dataDir?: string;
  retryIntervalMs?: number;
  clock?: Clock;
}): EventSources {
  const sqs = new SQSClient({
    endpoint: options.edgeUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const checkpoints = new Checkpoints(options.dataDir && join(options.dataDir, 'stream-positions.json'));
  const send = async (queueArn: string, body: object) => {
    const QueueUrl = queueUrlOf(options.edgeUrl, queueArn);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  };
  const handled = new Set<string>();
  const running = new Set<Promise<void>>();
  const start = (mapping: Mapping): AbortController => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const source = mapping.sourceArn.startsWith('arn:aws:sqs:')
      ? new QueueSource({ ...options, mapping, sqs, signal, handled })
      : new StreamSource({ ...options, mapping, signal, checkpoints, send });
    const run = source.run().finally(() => running.delete(run));
    running.add(run);
    return stopping;
  };
  const triggers = options.mappings.map((mapping): Trigger => {
    let polling: AbortController | undefined = start(mapping);
    return {
      mapping,
      isOn: () => polling !== undefined,
      // Off, a stream is read up to where it was; on again, from there.
      turn: (on) => {
        if (on) polling ??= start(mapping);
        else {
          polling?.abort();
          polling = undefined;
        }
      },
    };
  });
  return {
    isHandling: (receiptHandle) => handled.has(receiptHandle),
    triggers,
    stop: async () => {
      for (const trigger of triggers) trigger.turn(false);
      await Promise.race([Promise.allSettled(running), delay(stopLimitMs, undefined, { ref: false })]);
      checkpoints.save();
      sqs.destroy();
    },
  };
}
