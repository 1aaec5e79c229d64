import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Entry, parseEntry } from '../domain/entry.ts';
import { EntryNotFoundError } from '../domain/errors.ts';
import { callAws } from './aws-errors.ts';
import { projectionOf, tableItems } from './table-items.ts';

/** An item of the entries table: the form's attributes in DynamoDB's typed form, with the entry's id. */
export type StoredEntry = Record<string, AttributeValue>;

/** Reads the entries table: what the form sent, unchanged. An item is written once and never updated. */
export class Entries {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #competitionYear: number;

  constructor(dynamo: DynamoDBClient, table: string, competitionYear: number) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#competitionYear = competitionYear;
  }

  /**
   * @throws EntryNotFoundError while it has not arrived.
   * @throws EntryInvalidError with all problems of the entry.
   */
  async get(entryId: string): Promise<Entry> {
    return (await this.load(entryId)).entry;
  }

  /** Like `get`, along with the item as it was sent. */
  async load(entryId: string): Promise<{ item: StoredEntry; entry: Entry }> {
    const item = await this.find(entryId);
    if (!item) throw new EntryNotFoundError(`entry ${entryId} has not arrived`);
    return { item, entry: parseEntry(item, { competitionYear: this.#competitionYear }) };
  }

  /** The item as it was sent, valid or not; undefined while it has not arrived. */
  async find(entryId: string): Promise<StoredEntry | undefined> {
    const { Item } = await callAws('DynamoDB GetItem (entries)', () =>
      this.#dynamo.send(
        new GetItemCommand({
          TableName: this.#table,
          Key: { entryId: { S: entryId } },
          ConsistentRead: true,
        }),
      ),
    );
    return Item;
  }
}

/** Every entry with these attributes, page by page. Scans the whole table. */
export function everyEntry(
  dynamo: DynamoDBClient,
  table: string,
  attributes: readonly string[],
): AsyncGenerator<StoredEntry> {
  return tableItems(dynamo, 'entries', { TableName: table, ...projectionOf(attributes) });
}

/** Adds to the entries table. */
export class NewEntries {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** Stores an entry if its id is new; otherwise returns the stored one. */
  async putIfAbsent(entryId: string, item: StoredEntry): Promise<StoredEntry | undefined> {
    try {
      await callAws('DynamoDB PutItem (entries)', () =>
        this.#dynamo.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: { ...item, entryId: { S: entryId } },
            ConditionExpression: 'attribute_not_exists(entryId)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
      throw error;
    }
  }
}
