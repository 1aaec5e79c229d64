/** A table's stream that invokes a function: one reader per shard, in order, with Lambda's rules for failures. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { readSaved, SavedFile } from '../saved-file.ts';
import { region } from '../template/resource-kinds.ts';
import type { Mapping } from './mapping.ts';
import { StreamBatch, type StreamBatchOptions } from './stream-batch.ts';
import { type Shard, type StreamRecord, StreamsClient } from './streams-client.ts';

export interface StreamSourceOptions extends Omit<StreamBatchOptions, 'shardId'> {
  dynamodbUrl: string;
  checkpoints: Checkpoints;
}

/** How far each shard has been read, kept in a file if there is one. */
export class Checkpoints {
  readonly #file: SavedFile;
  readonly #positions: Record<string, string>;

  constructor(file: string | undefined) {
    this.#file = new SavedFile(file, () => this.#positions);
    this.#positions = (readSaved(file) ?? {}) as Record<string, string>;
  }

  get(functionName: string, shardId: string): string | undefined {
    return this.#positions[`${functionName} ${shardId}`];
  }

  set(functionName: string, shardId: string, sequenceNumber: string): void {
    this.#positions[`${functionName} ${shardId}`] = sequenceNumber;
    this.#file.changed();
  }

  save(): void {
    this.#file.save();
  }
}

const shortestIdleMs = 50;
const longestIdleMs = 150;
const discoveryMs = 1_000;
const pauseAfterErrorMs = 300;

export class StreamSource {
  readonly #options: StreamSourceOptions;
  readonly #streams: StreamsClient;
  /** Shards being read or read to their end. */
  readonly #known = new Set<string>();
  readonly #finished = new Set<string>();

  constructor(options: StreamSourceOptions) {
    this.#options = options;
    this.#streams = new StreamsClient(options.dynamodbUrl);
  }

  /** Reads until aborted. A failed call is repeated after a pause. */
  async run(): Promise<void> {
    const { mapping, signal } = this.#options;
    const table = mapping.sourceArn.split('/')[1] ?? '';
    const readers: Promise<void>[] = [];
    let streamArn: string | undefined;
    /** The starting position applies to shards that exist at the start; later ones are read from their beginning. */
    let position = mapping.startingPosition;
    while (!signal.aborted) {
      try {
        streamArn ??= await this.#streams.streamOf(table);
        const shards = await this.#streams.shards(streamArn);
        for (const shard of this.#readable(shards)) {
          this.#known.add(shard.ShardId);
          readers.push(this.#read(streamArn, shard.ShardId, position));
        }
        position = 'TRIM_HORIZON';
      } catch {
        // DynamoDB did not answer: the next round tries again.
      }
      await this.#pause(discoveryMs);
    }
    await Promise.all(readers);
  }

  /** A shard can be read once its parent has been read to the end. */
  #readable(shards: readonly Shard[]): Shard[] {
    const present = new Set(shards.map(({ ShardId }) => ShardId));
    return shards.filter(({ ShardId, ParentShardId: parent }) => {
      return !this.#known.has(ShardId) && (!parent || !present.has(parent) || this.#finished.has(parent));
    });
  }

  async #read(streamArn: string, shardId: string, position: Mapping['startingPosition']): Promise<void> {
    const { mapping, signal, checkpoints } = this.#options;
    let iterator: string | undefined;
    let idle = shortestIdleMs;
    while (!signal.aborted) {
      try {
        iterator ??= await this.#streams.iterator(
          streamArn,
          shardId,
          position,
          checkpoints.get(mapping.functionName, shardId),
        );
        const { records, next } = await this.#collect(iterator);
        const last = records.at(-1);
        if (last) {
          await this.#deliver(shardId, records);
          if (signal.aborted) return;
          checkpoints.set(mapping.functionName, shardId, last.dynamodb.SequenceNumber);
        }
        iterator = next;
        if (!next) {
          this.#finished.add(shardId);
          return;
        }
        idle = last ? shortestIdleMs : Math.min(idle * 1.5, longestIdleMs);
        if (!last) await this.#pause(idle);
      } catch {
        // The iterator has expired, or there was no answer: continue after the last record handled.
        iterator = undefined;
        await this.#pause(pauseAfterErrorMs);
      }
    }
  }

  /** Collects up to a batch of records, with further reads only within the batching window. */
  async #collect(iterator: string): Promise<{ records: StreamRecord[]; next?: string }> {
    const { batchSize, batchingWindowMs } = this.#options.mapping;
    const records: StreamRecord[] = [];
    let next: string | undefined = iterator;
    let deadline = 0;
    do {
      const answer = await this.#streams.records(next, batchSize - records.length);
      if (records.length === 0) deadline = Date.now() + batchingWindowMs;
      records.push(...answer.records);
      next = answer.next;
      if (records.length === 0) break;
      if (answer.records.length === 0) await this.#pause(shortestIdleMs);
    } while (next && records.length < batchSize && Date.now() < deadline && !this.#options.signal.aborted);
    return { records, next };
  }

  async #deliver(shardId: string, records: readonly StreamRecord[]): Promise<void> {
    const { mapping } = this.#options;
    const wanted = records
      .map((record) => ({
        ...{ ...record, awsRegion: region, eventSourceARN: mapping.sourceArn },
        dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: this.#createdAt(record) },
      }))
      .filter((record) => mapping.wanted(record));
    if (wanted.length > 0) await new StreamBatch({ ...this.#options, shardId }).deliver(wanted);
  }

  /** DynamoDB Local keeps the machine's own time. */
  #createdAt({ dynamodb }: StreamRecord): number {
    const { now } = this.#options.clock ?? systemClock;
    return dynamodb.ApproximateCreationDateTime + Math.round((now() - Date.now()) / 1000);
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#options.signal }).catch(() => undefined);
  }
}
