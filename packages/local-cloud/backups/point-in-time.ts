/** DynamoDB's point-in-time recovery: a new table with what another one held at a time. */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Answer } from '../aws/secrets.ts';
import type { TableDefinition } from '../aws/tables.ts';
import { arn, region } from '../template/resource-kinds.ts';
import { TableHistory } from './table-history.ts';

const restore = z.object({
  SourceTableName: z.string().optional(),
  SourceTableArn: z.string().optional(),
  TargetTableName: z.string(),
  /** Epoch seconds. */
  RestoreDateTime: z.number().optional(),
  UseLatestRestorableTime: z.boolean().optional(),
});

const refusal = (name: string, message: string): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message },
});

/** The most items of one request. */
const batch = 25;

export class PointInTimeRecovery {
  readonly #dynamo: DynamoDBClient;
  readonly #history: TableHistory;

  constructor(dynamodbUrl: string) {
    this.#dynamo = new DynamoDBClient({
      endpoint: dynamodbUrl,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    this.#history = new TableHistory(dynamodbUrl);
  }

  /** Follows tables that exist, each with a stream of new images. */
  async follow(tables: readonly TableDefinition[]): Promise<void> {
    await Promise.all(
      tables.map(({ name, KeySchema }) =>
        this.#history.follow(
          this.#dynamo,
          name,
          KeySchema.map(({ AttributeName }) => AttributeName),
        ),
      ),
    );
  }

  /** Undefined for an operation that is not about recovery. */
  async answer(operation: string, body: string): Promise<Answer | undefined> {
    switch (operation) {
      case 'RestoreTableToPointInTime':
        return this.#restore(restore.parse(JSON.parse(body)));
      case 'DescribeContinuousBackups':
        return this.#describe(String((JSON.parse(body) as { TableName?: string }).TableName));
      default:
        return undefined;
    }
  }

  async stop(): Promise<void> {
    await this.#history.stop();
    this.#dynamo.destroy();
  }

  #describe(table: string): Answer {
    if (!this.#history.follows(table)) return refusal('TableNotFoundException', `Table not found: ${table}`);
    return {
      status: 200,
      body: {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: 35,
            EarliestRestorableDateTime: this.#history.since / 1_000,
            // On AWS, five minutes ago.
            LatestRestorableDateTime: Date.now() / 1_000,
          },
        },
      },
    };
  }

  async #restore({
    SourceTableArn,
    SourceTableName: source = SourceTableArn?.split('/')[1] ?? '',
    TargetTableName: target,
    RestoreDateTime,
    UseLatestRestorableTime,
  }: z.infer<typeof restore>): Promise<Answer> {
    if (!this.#history.follows(source)) {
      return refusal('TableNotFoundException', `Source table not found: ${source}`);
    }
    if (await this.#exists(target)) {
      return refusal('TableAlreadyExistsException', `Table already exists: ${target}`);
    }
    const at = UseLatestRestorableTime ? Date.now() : (RestoreDateTime ?? 0) * 1_000;
    if (at < this.#history.since || at > Date.now()) {
      return refusal('InvalidRestoreTimeException', 'The restore time is not within the recovery period');
    }
    const { Table } = await this.#dynamo.send(new DescribeTableCommand({ TableName: source }));
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Table ?? {};
    // As on AWS, the new table has neither a stream nor point-in-time recovery nor protection against deletion.
    await this.#dynamo.send(
      new CreateTableCommand({
        TableName: target,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions,
        KeySchema,
        GlobalSecondaryIndexes: GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys, Projection }) => ({
          ...{ IndexName, KeySchema: keys, Projection },
        })),
      }),
    );
    const items = this.#history.itemsAt(source, at) as Record<string, AttributeValue>[];
    for (let start = 0; start < items.length; start += batch) {
      const puts = items.slice(start, start + batch).map((Item) => ({ PutRequest: { Item } }));
      await this.#dynamo.send(new BatchWriteItemCommand({ RequestItems: { [target]: puts } }));
    }
    const TableArn = arn('dynamodb', `table/${target}`);
    return {
      status: 200,
      body: {
        TableDescription: {
          ...{ TableName: target, TableArn, TableStatus: 'CREATING', AttributeDefinitions, KeySchema },
          RestoreSummary: {
            SourceTableArn: arn('dynamodb', `table/${source}`),
            ...{ RestoreDateTime: at / 1_000, RestoreInProgress: true },
          },
        },
      },
    };
  }

  async #exists(table: string): Promise<boolean> {
    try {
      await this.#dynamo.send(new DescribeTableCommand({ TableName: table }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  }
}
