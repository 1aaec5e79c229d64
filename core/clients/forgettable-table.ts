import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type ScanCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { callAws } from './aws-errors.ts';
import { projectionOf, tableItems } from './table-items.ts';

type Item = Record<string, AttributeValue>;

/**
 * A table whose items are forgotten, in part or as a whole.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class ForgettableTable {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #key: string;
  readonly #what: string;

  /** @param key the attribute that is the table's key. @param what names the table in messages: `entries`. */
  constructor(dynamo: DynamoDBClient, { table, key, what }: { table: string; key: string; what: string }) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#key = key;
    this.#what = what;
  }

  /** Read consistently; undefined when there is none. */
  async get(key: string): Promise<Item | undefined> {
    const { Item } = await callAws(`DynamoDB GetItem (${this.#what})`, () =>
      this.#dynamo.send(
        new GetItemCommand({ TableName: this.#table, Key: this.#keyOf(key), ConsistentRead: true }),
      ),
    );
    return Item;
  }

  /** Every item, page by page; with some attributes only, if they are named. */
  items(attributes?: readonly string[]): AsyncGenerator<Item> {
    const scan: ScanCommandInput = { TableName: this.#table, ...(attributes && projectionOf(attributes)) };
    return tableItems(this.#dynamo, this.#what, scan);
  }

  /**
   * Removes attributes from an item, and sets others. Does nothing when the item is gone.
   * @param attributes at least one, or one to set.
   */
  async remove(key: string, attributes: readonly string[], set: Item = {}): Promise<void> {
    const removed = attributes.map((name, index) => [`#r${index}`, name] as const);
    const sets = Object.entries(set).map(([name, value], index) => ({ name, value, index }));
    const expression = [
      ...(sets.length > 0 ? [`SET ${sets.map(({ index }) => `#s${index} = :s${index}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map(([number]) => number).join(', ')}`] : []),
    ];
    await this.#unlessGone(() =>
      callAws(`DynamoDB UpdateItem (${this.#what})`, () =>
        this.#dynamo.send(
          new UpdateItemCommand({
            TableName: this.#table,
            Key: this.#keyOf(key),
            UpdateExpression: expression.join(' '),
            ConditionExpression: 'attribute_exists(#key)',
            ExpressionAttributeNames: {
              ...Object.fromEntries([...removed, ...sets.map(({ name, index }) => [`#s${index}`, name])]),
              '#key': this.#key,
            },
            ...(sets.length > 0 && {
              ExpressionAttributeValues: Object.fromEntries(
                sets.map(({ value, index }) => [`:s${index}`, value]),
              ),
            }),
          }),
        ),
      ),
    );
  }

  /**
   * Deletes an item. It is no failure if it is gone.
   * @param only deletes it only while these attributes are as they are here.
   */
  async delete(key: string, only: Item = {}): Promise<void> {
    const conditions = Object.entries(only).map(([name, value], index) => ({ name, value, index }));
    await this.#unlessGone(() =>
      callAws(`DynamoDB DeleteItem (${this.#what})`, () =>
        this.#dynamo.send(
          new DeleteItemCommand({
            TableName: this.#table,
            Key: this.#keyOf(key),
            ...(conditions.length > 0 && {
              ConditionExpression: conditions.map(({ index }) => `#c${index} = :c${index}`).join(' AND '),
              ExpressionAttributeNames: Object.fromEntries(
                conditions.map(({ name, index }) => [`#c${index}`, name]),
              ),
              ExpressionAttributeValues: Object.fromEntries(
                conditions.map(({ value, index }) => [`:c${index}`, value]),
              ),
            }),
          }),
        ),
      ),
    );
  }

  async #unlessGone(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #keyOf(key: string): Item {
    return { [this.#key]: { S: key } };
  }
}
