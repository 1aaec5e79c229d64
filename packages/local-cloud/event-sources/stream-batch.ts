/** Delivers a batch of stream records: with retries, bisecting, and a message about records given up. */
import { randomUUID } from 'node:crypto';
import { type Clock, sleep, systemClock } from '../clock.ts';
import type { Outcome } from '../functions/function-instance.ts';
import { functionArn } from '../template/resource-kinds.ts';
import { batchFailures } from './batch-failures.ts';
import type { Mapping } from './mapping.ts';
import type { StreamRecord } from './streams-client.ts';

export interface StreamBatchOptions {
  mapping: Mapping;
  shardId: string;
  signal: AbortSignal;
  retryIntervalMs?: number;
  clock?: Clock;
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  /** Sends a message to a queue. */
  send(queueArn: string, body: object): Promise<void>;
}

const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export class StreamBatch {
  readonly #options: StreamBatchOptions;
  readonly #clock: Clock;
  #invocations = 0;
  #lastError: Outcome | undefined;

  constructor(options: StreamBatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Delivers records in order, until each has succeeded or been given up. Throttling is not a failure of the function:
   * the batch is retried until the records are too old.
   *
   * @param retries of these records so far; bisecting a batch does not count as one.
   */
  async deliver(records: readonly StreamRecord[], retries = 0): Promise<void> {
    const { mapping, signal } = this.#options;
    let left = records;
    let tried = retries;
    let throttles = 0;
    while (!signal.aborted) {
      const old =
        mapping.recordAgeMs < 0 ? [] : left.filter((record) => this.#ageMs(record) > mapping.recordAgeMs);
      if (old.length > 0) {
        await this.#giveUp(old, 'RecordAgeExceeded');
        left = left.slice(old.length);
      }
      if (left.length === 0) return;
      const failedAt = await this.#firstFailure(left);
      if (failedAt === undefined) return;
      if (failedAt === 'throttled') {
        await this.#wait(throttles);
        throttles += 1;
      } else if (failedAt > 0) {
        left = left.slice(failedAt);
        tried = 0;
      } else if (mapping.bisects && left.length > 1) {
        const half = Math.ceil(left.length / 2);
        await this.deliver(left.slice(0, half), tried);
        return await this.deliver(left.slice(half), tried);
      } else if (mapping.retries >= 0 && tried >= mapping.retries) {
        return await this.#giveUp(left, 'RetryAttemptsExhausted');
      } else {
        await this.#wait(tried);
        tried += 1;
      }
    }
  }

  /** The index of the first failed record; undefined when all succeeded. */
  async #firstFailure(records: readonly StreamRecord[]): Promise<number | 'throttled' | undefined> {
    const { mapping, invoke } = this.#options;
    const outcome = await invoke(mapping.functionName, { Records: records });
    if (!outcome.ok && outcome.throttled) return 'throttled';
    this.#invocations += 1;
    this.#lastError = outcome;
    if (!outcome.ok) return 0;
    if (!mapping.reportsItemFailures) return undefined;
    const identifiers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const failed = batchFailures(outcome.value, identifiers);
    if (failed === 'all') return 0;
    const first = identifiers.findIndex((identifier) => failed.has(identifier));
    return first < 0 ? undefined : first;
  }

  async #wait(tried: number): Promise<void> {
    const { retryIntervalMs, signal } = this.#options;
    const ms = retryIntervalMs ?? Math.min(firstRetryMs * 2 ** tried, longestRetryMs);
    await sleep(this.#clock, ms, signal).catch(() => undefined);
  }

  #ageMs({ dynamodb }: StreamRecord): number {
    return this.#clock.now() - dynamodb.ApproximateCreationDateTime * 1000;
  }

  /** Reports records given up to the failure queue: their place in the stream, not their content. */
  async #giveUp(records: readonly StreamRecord[], condition: Condition): Promise<void> {
    const { mapping, shardId, send } = this.#options;
    const [first, last] = [records[0], records.at(-1)];
    if (!mapping.failureQueueArn || !first || !last) return;
    const arrival = (record: StreamRecord) =>
      new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
    const body = {
      requestContext: {
        requestId: randomUUID(),
        functionArn: functionArn(mapping.functionName),
        condition,
        approximateInvokeCount: this.#invocations,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: this.#lastError?.ok === false ? 'Unhandled' : undefined,
      },
      version: '1.0',
      timestamp: new Date(this.#clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: first.dynamodb.SequenceNumber,
        endSequenceNumber: last.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: records.length,
        streamArn: mapping.sourceArn,
      },
    };
    await send(mapping.failureQueueArn, body);
  }
}
