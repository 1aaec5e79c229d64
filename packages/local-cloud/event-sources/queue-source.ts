/** A queue that invokes a function: long polling, batches, and deletion of what succeeded. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Outcome } from '../functions/function-instance.ts';
import { queueUrlOf, region } from '../template/resource-kinds.ts';
import { batchFailures } from './batch-failures.ts';
import type { Mapping } from './mapping.ts';

/** SQS's limit per call. */
const mostAtOnce = 10;
const pollSeconds = 20;
const pauseAfterErrorMs = 500;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

export interface QueueSourceOptions {
  mapping: Mapping;
  sqs: SQSClient;
  edgeUrl: string;
  signal: AbortSignal;
  /** The receipt handles of the messages that functions are working on are kept here. */
  handled: Set<string>;
  /** The wait before a failed message is received again; replaces the queue's visibility timeout. */
  retryIntervalMs?: number;
  invoke(functionName: string, event: unknown): Promise<Outcome>;
}

export class QueueSource {
  readonly #options: QueueSourceOptions;

  constructor(options: QueueSourceOptions) {
    this.#options = options;
  }

  /** Polls until aborted. A failed call is repeated after a pause. */
  async run(): Promise<void> {
    const { concurrency } = this.#options.mapping;
    await Promise.all(Array.from({ length: concurrency }, () => this.#poll()));
  }

  async #poll(): Promise<void> {
    const { mapping, edgeUrl, signal } = this.#options;
    const url = queueUrlOf(edgeUrl, mapping.sourceArn);
    while (!signal.aborted) {
      try {
        const messages = await this.#receive(url);
        if (messages.length > 0) await this.#deliver(url, messages);
      } catch {
        // The queue did not answer, or the cloud is stopping; messages reappear by themselves.
        await delay(pauseAfterErrorMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Receives up to a batch of messages: waits for the first, then for more within the batching window. */
  async #receive(url: string): Promise<Message[]> {
    const { mapping, sqs, signal } = this.#options;
    const messages: Message[] = [];
    let deadline = 0;
    do {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: Math.min(mostAtOnce, mapping.batchSize - messages.length),
          WaitTimeSeconds: messages.length === 0 ? pollSeconds : 1,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: signal },
      );
      if (messages.length === 0) deadline = Date.now() + mapping.batchingWindowMs;
      if (Messages.length === 0 && messages.length === 0) return [];
      messages.push(...Messages);
    } while (messages.length < mapping.batchSize && Date.now() < deadline && !signal.aborted);
    return messages;
  }

  async #deliver(url: string, messages: readonly Message[]): Promise<void> {
    const { mapping, handled } = this.#options;
    const records = messages.map((message) => recordOf(message, mapping.sourceArn));
    const handles = records.map(({ receiptHandle }) => receiptHandle);
    for (const handle of handles) handled.add(handle);
    let failed: ReadonlySet<string>;
    try {
      failed = await this.#failedOf(records);
      await this.#delete(
        url,
        records.filter(({ messageId }) => !failed.has(messageId)),
      );
    } finally {
      for (const handle of handles) handled.delete(handle);
    }
    await this.#returnEarly(
      url,
      records.filter(({ messageId }) => failed.has(messageId)),
    );
  }

  /** The identifiers of the messages that the function did not take. */
  async #failedOf(records: readonly QueueRecord[]): Promise<ReadonlySet<string>> {
    const { mapping } = this.#options;
    const wanted = records.filter((record) => mapping.wanted({ ...record, body: parsed(record.body) }));
    if (wanted.length === 0) return new Set();
    const outcome = await this.#invoke({ Records: wanted });
    const identifiers = wanted.map(({ messageId }) => messageId);
    if (!outcome.ok) return new Set(identifiers);
    const failed = mapping.reportsItemFailures
      ? batchFailures(outcome.value, identifiers)
      : new Set<string>();
    return failed === 'all' ? new Set(identifiers) : failed;
  }

  /** While the function is throttled, Lambda holds the messages, but no longer than their queue hides them. */
  async #invoke(event: object): Promise<Outcome> {
    const { mapping, invoke, signal, retryIntervalMs } = this.#options;
    const deadline = Date.now() + mapping.hiddenMs;
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, longestRetryMs)) {
      const outcome = await invoke(mapping.functionName, event);
      const pauseMs = retryIntervalMs ?? waitMs;
      if (outcome.ok || !outcome.throttled || Date.now() + pauseMs >= deadline) return outcome;
      await delay(pauseMs, undefined, { signal });
    }
  }

  async #delete(url: string, records: readonly QueueRecord[]): Promise<void> {
    for (const Entries of inBatches(records)) {
      await this.#options.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    }
  }

  /** Lambda leaves a failed message to the queue's visibility timeout; tests cannot wait that long. */
  async #returnEarly(url: string, records: readonly QueueRecord[]): Promise<void> {
    const { sqs, signal, retryIntervalMs } = this.#options;
    if (retryIntervalMs === undefined || records.length === 0) return;
    await delay(retryIntervalMs, undefined, { signal });
    for (const batch of inBatches(records)) {
      const Entries = batch.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
    }
  }
}

/** The messages in slices for SQS's batch calls. */
const inBatches = (records: readonly QueueRecord[]) =>
  Array.from({ length: Math.ceil(records.length / mostAtOnce) }, (_, index) =>
    records
      .slice(index * mostAtOnce, (index + 1) * mostAtOnce)
      .map(({ receiptHandle }, position) => ({ Id: String(position), ReceiptHandle: receiptHandle })),
  );

type QueueRecord = ReturnType<typeof recordOf>;

/** A message in the form that Lambda passes to a function. */
function recordOf(message: Message, sourceArn: string) {
  const messageAttributes = Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
      name,
      {
        stringValue: attribute.StringValue,
        binaryValue: attribute.BinaryValue && Buffer.from(attribute.BinaryValue).toString('base64'),
        stringListValues: [],
        binaryListValues: [],
        dataType: attribute.DataType,
      },
    ]),
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes,
    md5OfBody: message.MD5OfBody ?? '',
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: sourceArn,
    awsRegion: region,
  };
}

/** Filters look into a JSON body. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
