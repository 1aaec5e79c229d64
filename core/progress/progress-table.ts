import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { callAws } from '../clients/aws-errors.ts';
import { ServiceUnavailableError } from '../domain/errors.ts';
import type { ProgressAttribute, ProgressItem } from './progress-record.ts';

/** A change of an item's attributes, by their names. */
export interface Change {
  set?: Partial<Record<ProgressAttribute, unknown>>;
  remove?: readonly ProgressAttribute[];
  /** Numbers to add to attributes that exist. */
  increase?: Partial<Record<ProgressAttribute, number>>;
  /** Members to add to sets of strings. */
  add?: Partial<Record<ProgressAttribute, ReadonlySet<string>>>;
  /** Members to take out of sets of strings; a set that is left empty is removed. */
  take?: Partial<Record<ProgressAttribute, ReadonlySet<string>>>;
  /** Leaves `updatedAt` as it is. */
  untimed?: boolean;
}

/** A condition expression, with the names and values it uses. */
export interface Condition {
  condition: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/**
 * The progress table: key `entryId`, one item for each entry, one top-level attribute for each fact, so that the branches
 * of an execution never overwrite each other. It is separate from the entries table, whose items are what the form sent
 * and nothing else. A change sets `updatedAt`.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class ProgressTable {
  readonly #documents: DynamoDBDocumentClient;
  readonly #name: string;
  /** Epoch milliseconds. */
  readonly now: () => number;

  constructor(documents: DynamoDBDocumentClient, name: string, now: () => number = Date.now) {
    this.#documents = documents;
    this.#name = name;
    this.now = now;
  }

  /** The item, read consistently; empty when there is none. */
  async read(id: string): Promise<ProgressItem> {
    const { Item } = await callAws('DynamoDB GetItem (progress)', () =>
      this.#documents.send(
        new GetCommand({ TableName: this.#name, Key: { entryId: id }, ConsistentRead: true }),
      ),
    );
    return Item ?? {};
  }

  /** @returns the changed item. */
  async change(id: string, change: Change): Promise<ProgressItem> {
    return this.#update(id, change);
  }

  /** @returns the changed item; undefined when the condition does not hold, and nothing is changed. */
  async changeIf(id: string, condition: Condition, change: Change): Promise<ProgressItem | undefined> {
    const { changed, item } = await this.changeOrRead(id, condition, change);
    return changed ? item : undefined;
  }

  /**
   * As `changeIf`, in the same one call.
   * @returns the changed item; when the condition does not hold, the item as it is, empty when there is none.
   */
  async changeOrRead(
    id: string,
    condition: Condition,
    change: Change,
  ): Promise<{ changed: boolean; item: ProgressItem }> {
    try {
      return { changed: true, item: await this.#update(id, change, condition) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { changed: false, item: error.Item ? unmarshall(error.Item) : {} };
    }
  }

  /** Removes attributes of any name from an item, and changes others. @returns the changed item. */
  async forget(id: string, attributes: readonly string[], change: Change): Promise<ProgressItem> {
    return this.#update(id, { ...change, remove: attributes as Change['remove'], untimed: true });
  }

  /** Deletes an item. With a condition, only while it holds. It is no failure if the item is not there. */
  async delete(id: string, condition?: Condition): Promise<void> {
    const { condition: ConditionExpression, names, values } = condition ?? {};
    try {
      await callAws('DynamoDB DeleteItem (progress)', () =>
        this.#documents.send(
          new DeleteCommand({
            TableName: this.#name,
            Key: { entryId: id },
            ConditionExpression,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values,
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /**
   * Changes an item unless another table has one under the same `entryId`. Check and change are one transaction: of this
   * change and a write of the other item, whichever comes second sees the first.
   *
   * @returns false when the other item exists, and nothing is changed.
   */
  async changeUnlessIn(otherTable: string, id: string, change: Change): Promise<boolean> {
    const stillMissing = {
      TableName: otherTable,
      Key: { entryId: id },
      ConditionExpression: 'attribute_not_exists(entryId)',
    };
    const update = this.#updateOf(id, change);
    try {
      await callAws('DynamoDB TransactWriteItems (progress)', () =>
        this.#documents.send(
          new TransactWriteCommand({ TransactItems: [{ ConditionCheck: stillMissing }, { Update: update }] }),
        ),
      );
      return true;
    } catch (cause) {
      if (!(cause instanceof TransactionCanceledException)) throw cause;
      const [missing] = cause.CancellationReasons ?? [];
      if (missing?.Code === 'ConditionalCheckFailed') return false;
      throw new ServiceUnavailableError(`entry ${id}: DynamoDB cancelled what changes its progress`, {
        cause,
      });
    }
  }

  /** Every item that a scan finds, page by page. */
  async *scan(input: Omit<ScanCommandInput, 'TableName'>): AsyncGenerator<ProgressItem> {
    let after: ScanCommandInput['ExclusiveStartKey'];
    do {
      const page = await callAws('DynamoDB Scan (progress)', () =>
        this.#documents.send(new ScanCommand({ ...input, TableName: this.#name, ExclusiveStartKey: after })),
      );
      yield* page.Items ?? [];
      after = page.LastEvaluatedKey;
    } while (after);
  }

  /** The first page of what a query finds. */
  async query(input: Omit<QueryCommandInput, 'TableName'>): Promise<ProgressItem[]> {
    const { Items } = await callAws('DynamoDB Query (progress)', () =>
      this.#documents.send(new QueryCommand({ ...input, TableName: this.#name })),
    );
    return Items ?? [];
  }

  async #update(id: string, change: Change, condition?: Condition): Promise<ProgressItem> {
    const update = this.#updateOf(id, change, condition);
    const { Attributes } = await callAws('DynamoDB UpdateItem (progress)', () =>
      this.#documents.send(
        new UpdateCommand({
          ...update,
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: condition ? 'ALL_OLD' : undefined,
        }),
      ),
    );
    return Attributes ?? {};
  }

  /**
   * `SET #s0 = :s0, #i0 = #i0 + :i0, … REMOVE #r0, … ADD #a0 :a0, … DELETE #t0 :t0, …`: an attribute's name may be a reserved
   * word, or contain a space.
   */
  #updateOf(
    id: string,
    { set, increase = {}, remove = [], add = {}, take = {}, untimed = false }: Change,
    { condition, names: conditionNames, values: conditionValues }: Partial<Condition> = {},
  ) {
    const names: Record<string, string> = { ...conditionNames };
    const values: Record<string, unknown> = { ...conditionValues };
    const timed = untimed ? { ...set } : { ...set, updatedAt: new Date(this.now()).toISOString() };
    const sets = Object.entries(timed).map(([name, value], index) => {
      names[`#s${index}`] = name;
      values[`:s${index}`] = value;
      return `#s${index} = :s${index}`;
    });
    const increases = Object.entries(increase).map(([name, by], index) => {
      names[`#i${index}`] = name;
      values[`:i${index}`] = by;
      return `#i${index} = #i${index} + :i${index}`;
    });
    const removes = remove.map((name, index) => {
      names[`#r${index}`] = name;
      return `#r${index}`;
    });
    const ofSets = (letter: string, sets: NonNullable<Change['add']>) =>
      Object.entries(sets).map(([name, members], index) => {
        names[`#${letter}${index}`] = name;
        values[`:${letter}${index}`] = members;
        return `#${letter}${index} :${letter}${index}`;
      });
    const clauses = {
      SET: [...sets, ...increases],
      REMOVE: removes,
      ADD: ofSets('a', add),
      DELETE: ofSets('t', take),
    };
    return {
      TableName: this.#name,
      Key: { entryId: id },
      UpdateExpression: Object.entries(clauses)
        .filter(([, actions]) => actions.length > 0)
        .map(([clause, actions]) => `${clause} ${actions.join(', ')}`)
        .join(' '),
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.keys(names).length > 0 ? names : undefined,
      ExpressionAttributeValues: Object.keys(values).length > 0 ? values : undefined,
    };
  }
}
