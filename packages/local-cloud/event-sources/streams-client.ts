/**
 * The DynamoDB Streams calls needed to read a stream. Not by the AWS SDK: Lambda passes records on as they come over the
 * wire, binary values as base64 and times as numbers, where the SDK makes bytes and dates of them.
 */

/** A record in the form that Lambda passes to a function. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb: {
    SequenceNumber: string;
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    Keys: Record<string, unknown>;
    NewImage?: Record<string, unknown>;
    OldImage?: Record<string, unknown>;
  };
}

export interface Shard {
  ShardId: string;
  ParentShardId?: string;
}

/** DynamoDB Local accepts any signature, but requires one. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local';

const limitMs = 10_000;

/** Every method throws when DynamoDB refuses or does not answer. */
export class StreamsClient {
  readonly #url: string;

  constructor(dynamodbUrl: string) {
    this.#url = dynamodbUrl;
  }

  /** The ARN of a table's stream. */
  async streamOf(table: string): Promise<string> {
    const { Table } = await this.#call<{ Table: { LatestStreamArn?: string } }>(
      'DynamoDB_20120810.DescribeTable',
      { TableName: table },
    );
    if (!Table.LatestStreamArn) throw new Error(`table ${table} has no stream`);
    return Table.LatestStreamArn;
  }

  async shards(streamArn: string): Promise<Shard[]> {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const { StreamDescription: page } = await this.#call<{
        StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string };
      }>('DynamoDBStreams_20120810.DescribeStream', { StreamArn: streamArn, ExclusiveStartShardId: after });
      shards.push(...page.Shards);
      after = page.LastEvaluatedShardId;
    } while (after);
    return shards;
  }

  /** An iterator that starts after a record, or from `position` when none has been read. */
  async iterator(
    streamArn: string,
    shardId: string,
    position: 'TRIM_HORIZON' | 'LATEST',
    after: string | undefined,
  ): Promise<string> {
    const { ShardIterator } = await this.#call<{ ShardIterator: string }>(
      'DynamoDBStreams_20120810.GetShardIterator',
      {
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: after ? 'AFTER_SEQUENCE_NUMBER' : position,
        SequenceNumber: after,
      },
    );
    return ShardIterator;
  }

  /** The records at an iterator, and the next iterator unless the shard has ended. */
  async records(iterator: string, limit: number): Promise<{ records: StreamRecord[]; next?: string }> {
    const { Records, NextShardIterator } = await this.#call<{
      Records: StreamRecord[];
      NextShardIterator?: string;
    }>('DynamoDBStreams_20120810.GetRecords', { ShardIterator: iterator, Limit: Math.min(limit, 1_000) });
    return { records: Records, next: NextShardIterator };
  }

  async #call<T>(target: string, body: object): Promise<T> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, authorization },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${target}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
