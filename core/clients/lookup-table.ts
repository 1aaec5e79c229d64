import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { callAws } from './aws-errors.ts';

type Item = Record<string, AttributeValue>;

/**
 * The lookup table, from which the form is filled in: key `pk`, people of earlier tournaments.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class LookupTable {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** Everybody in it, page by page. */
  async *items(): AsyncGenerator<Item> {
    let after: Item | undefined;
    do {
      const page = await callAws('DynamoDB Scan (lookup)', () =>
        this.#dynamo.send(new ScanCommand({ TableName: this.#table, ExclusiveStartKey: after })),
      );
      yield* page.Items ?? [];
      after = page.LastEvaluatedKey;
    } while (after);
  }

  /** Adds a person, or replaces the one under the same key. */
  async put(item: Item): Promise<void> {
    await callAws('DynamoDB PutItem (lookup)', () =>
      this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })),
    );
  }
}
