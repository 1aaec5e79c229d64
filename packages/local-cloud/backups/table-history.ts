/**
 * What the tables held at each moment, from their streams: DynamoDB Local keeps no backups. The times that it gives its
 * records are whole minutes, so a change counts from when it is seen, at most one interval late.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { StreamsClient } from '../event-sources/streams-client.ts';

type Item = Record<string, unknown>;

interface Change {
  /** Epoch milliseconds. */
  at: number;
  key: string;
  /** Absent when the item was deleted. */
  item?: Item;
}

interface Followed {
  table: string;
  keys: readonly string[];
  before: Map<string, Item>;
  changes: Change[];
}

const intervalMs = 500;

export class TableHistory {
  readonly #followed = new Map<string, Followed>();
  readonly #stopping = new AbortController();
  readonly #streams: StreamsClient;
  readonly #running: Promise<void>[] = [];
  /** Nothing before is known (epoch milliseconds). */
  readonly since = Date.now();

  constructor(dynamodbUrl: string) {
    this.#streams = new StreamsClient(dynamodbUrl);
  }

  /** Follows a table that has a stream with new images, from what it holds now on. */
  async follow(dynamo: DynamoDBClient, table: string, keys: readonly string[]): Promise<void> {
    const before = new Map<string, Item>();
    for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table })) {
      for (const item of Items) before.set(keyOf(item, keys), item);
    }
    const followed = { table, keys, before, changes: [] };
    this.#followed.set(table, followed);
    this.#running.push(this.#read(followed));
  }

  /** The items of a table as they were. @param at epoch milliseconds. */
  itemsAt(table: string, at: number): Item[] {
    const followed = this.#followed.get(table);
    if (!followed) throw new Error(`${table} is not followed`);
    const items = new Map(followed.before);
    for (const change of followed.changes) {
      if (change.at > at) break;
      if (change.item) items.set(change.key, change.item);
      else items.delete(change.key);
    }
    return [...items.values()];
  }

  follows(table: string): boolean {
    return this.#followed.has(table);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#running);
  }

  async #read({ table, keys, changes }: Followed): Promise<void> {
    const { signal } = this.#stopping;
    /** The last record read of each shard. */
    const positions = new Map<string, string>();
    while (!signal.aborted) {
      try {
        const streamArn = await this.#streams.streamOf(table);
        for (const { ShardId } of await this.#streams.shards(streamArn)) {
          const after = positions.get(ShardId);
          let iterator: string | undefined = await this.#streams.iterator(
            streamArn,
            ShardId,
            'TRIM_HORIZON',
            after,
          );
          while (iterator && !signal.aborted) {
            const { records, next }: Awaited<ReturnType<StreamsClient['records']>> =
              await this.#streams.records(iterator, 1_000);
            const at = Date.now();
            for (const { dynamodb } of records) {
              changes.push({ at, key: keyOf(dynamodb.Keys, keys), item: dynamodb.NewImage });
              positions.set(ShardId, dynamodb.SequenceNumber);
            }
            iterator = records.length > 0 ? next : undefined;
          }
        }
      } catch {
        // DynamoDB did not answer: the next round goes on after the last record.
      }
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

const keyOf = (item: Item, keys: readonly string[]) => JSON.stringify(keys.map((name) => item[name]));
