import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  type ScanCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { canaryPrefix } from '../domain/canary.ts';
import { RateLimitedError, ServiceUnavailableError } from '../domain/errors.ts';
import { identityOf } from '../domain/identity.ts';
import { personIdOf, registrationIdOf } from '../domain/ids.ts';
import type { RegisteredState } from '../domain/payment-state.ts';
import type { RegistrationItem } from '../domain/registration.ts';
import { callAws } from './aws-errors.ts';
import { projectionOf, tableItems } from './table-items.ts';

/** What registrations are sorted and filtered by. */
export interface RegistrationSummary {
  id: string;
  pk: string;
  fullName: string;
  school: string;
  registrationType: string;
}

const summaryAttributes: readonly string[] = ['pk', 'entryId', 'full_name', 'school', 'reg_type'];

function summaryOf(row: Record<string, AttributeValue>): RegistrationSummary {
  const { fullName, school, registrationType } = identityOf(row);
  return { id: registrationIdOf(row), pk: row.pk?.S ?? '', fullName, school, registrationType };
}

/** A row of the registrations table, with its key. */
export interface FoundRegistration {
  pk: string;
  row: Record<string, AttributeValue>;
}

export interface BadgeNotes {
  badgeId: string;
  /** Descriptions of what to check before the badge is printed. */
  preflight: readonly string[];
  /** What is uncertain about the registration, as fields and codes. */
  findings: readonly string[];
}

/**
 * The registrations table, in the format that the existing front end reads: key `pk`, the form's attributes, `payment`.
 */
export class Registrations {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** The registration with a `pk`, read consistently; undefined when there is none. */
  async get(pk: string): Promise<Record<string, AttributeValue> | undefined> {
    const { Item } = await callAws('DynamoDB GetItem (registrations)', () =>
      this.#dynamo.send(
        new GetItemCommand({ TableName: this.#table, Key: { pk: { S: pk } }, ConsistentRead: true }),
      ),
    );
    return Item;
  }

  /** An entry's registration, looked up under every key it is known to have had. */
  async find(entryId: string, keys: readonly string[]): Promise<FoundRegistration | undefined> {
    for (const pk of keys) {
      const row = await this.get(pk);
      // The key may now belong to another registration.
      if (row && registrationIdOf(row) === entryId) return { pk, row };
    }
    return undefined;
  }

  /** The keys of registrations stored by other systems, by the ids of their persons. Scans the whole table. */
  async ofOtherSystems(): Promise<Map<string, string>> {
    const keys = new Map<string, string>();
    const rows = this.#scan({
      ProjectionExpression: 'pk, full_name, school, reg_type, birthdate',
      FilterExpression: 'attribute_not_exists(entryId)',
    });
    for await (const row of rows) keys.set(personIdOf(identityOf(row)), row.pk?.S ?? '');
    return keys;
  }

  /** The payments (`pi_…`) of registrations stored by other systems. Scans the whole table. */
  async paymentsOfOtherSystems(): Promise<Set<string>> {
    const payments = new Set<string>();
    const rows = this.#scan({
      ProjectionExpression: 'payment',
      FilterExpression: 'attribute_not_exists(entryId)',
    });
    for await (const { payment } of rows) if (payment?.S) payments.add(payment.S);
    return payments;
  }

  /** Every registration but canaries, page by page. */
  async *summaries(): AsyncGenerator<RegistrationSummary> {
    for await (const row of this.rows(summaryAttributes)) yield summaryOf(row);
  }

  /** Every registration but canaries with its summary and these attributes, page by page. */
  async *summariesWith(
    attributes: readonly string[],
  ): AsyncGenerator<RegistrationSummary & FoundRegistration> {
    for await (const row of this.rows([...new Set([...summaryAttributes, ...attributes])])) {
      yield { ...summaryOf(row), row };
    }
  }

  /** Every registration but canaries with these attributes, page by page. */
  async *rows(attributes: readonly string[]): AsyncGenerator<Record<string, AttributeValue>> {
    yield* this.#scan({
      ...projectionOf(attributes),
      FilterExpression: 'NOT begins_with(entryId, :canary)',
      ExpressionAttributeValues: { ':canary': { S: canaryPrefix } },
    });
  }

  #scan(query: Omit<ScanCommandInput, 'TableName'>): AsyncGenerator<Record<string, AttributeValue>> {
    return tableItems(this.#dynamo, 'registrations', { TableName: this.#table, ...query });
  }

  /** Records facts about a registration's badge. Does nothing when the registration is gone. */
  async noteBadge(pk: string, { badgeId, preflight, findings }: BadgeNotes): Promise<void> {
    const notes = { badge_id: badgeId, badge_preflight: preflight.join('; '), findings: findings.join('; ') };
    const filled = Object.entries(notes).filter(([, text]) => text !== '');
    const empty = Object.keys(notes).filter((name) => !filled.some(([other]) => other === name));
    await this.#note(pk, {
      UpdateExpression: [
        `SET ${filled.map(([name]) => `${name} = :${name}`).join(', ')}`,
        ...(empty.length > 0 ? [`REMOVE ${empty.join(', ')}`] : []),
      ].join(' '),
      ExpressionAttributeValues: Object.fromEntries(filled.map(([name, text]) => [`:${name}`, { S: text }])),
    });
  }

  /** Records on a registration that it shares its photo with another. Does nothing when the registration is gone. */
  async noteSharedPhoto(pk: string, photoId: string): Promise<void> {
    await this.#note(pk, {
      UpdateExpression: 'SET photo_shared = :photo',
      ExpressionAttributeValues: { ':photo': { S: photoId } },
    });
  }

  /**
   * Records what the payment of an entry's registration amounts to, unless a later reading has been recorded. Of one that
   * is paid, and never was anything else, only the time of the reading, so that an earlier one cannot follow. Does nothing
   * when the registration is gone.
   *
   * @param readAt when the payment was read, in epoch milliseconds.
   */
  async notePayment(
    pk: string,
    { entryId, state, readAt }: { entryId: string; state: RegisteredState; readAt: number },
  ): Promise<void> {
    // The key may now belong to another registration.
    const its = 'entryId = :entry AND (attribute_not_exists(payment_read_at) OR payment_read_at < :readAt)';
    const values = { ':entry': { S: entryId }, ':readAt': { N: String(readAt) } };
    if (state === 'paid') {
      await this.#note(pk, {
        UpdateExpression: 'SET payment_read_at = :readAt',
        ConditionExpression: `${its} AND attribute_not_exists(payment_state)`,
        ExpressionAttributeValues: values,
      });
    }
    await this.#note(pk, {
      UpdateExpression: 'SET payment_state = :state, payment_read_at = :readAt',
      ConditionExpression: state === 'paid' ? `${its} AND attribute_exists(payment_state)` : its,
      ExpressionAttributeValues: { ...values, ':state': { S: state } },
    });
  }

  /**
   * Gives a registration's school another name, if the key still belongs to that registration and the school is still
   * written as it was.
   *
   * @returns false when it is not, and nothing is changed.
   */
  async renameSchool(
    { id, pk }: Pick<RegistrationSummary, 'id' | 'pk'>,
    { from, to }: { from: string; to: string },
  ): Promise<boolean> {
    return this.#note(pk, {
      UpdateExpression: 'SET school = :to',
      // A row of another system has no entryId, and its id comes from its key.
      ConditionExpression: 'school = :from AND (attribute_not_exists(entryId) OR entryId = :id)',
      ExpressionAttributeValues: { ':from': { S: from }, ':to': { S: to }, ':id': { S: id } },
    });
  }

  /** @returns false when the condition does not hold; without one, when the registration is gone. */
  async #note(
    pk: string,
    note: Pick<
      UpdateItemCommandInput,
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
    >,
  ): Promise<boolean> {
    try {
      await callAws('DynamoDB UpdateItem (registrations)', () =>
        this.#dynamo.send(
          new UpdateItemCommand({
            TableName: this.#table,
            Key: { pk: { S: pk } },
            ConditionExpression: 'attribute_exists(pk)',
            ...note,
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/** What prevents a new registration. */
export interface Taken {
  /** The row that already has its key. */
  row?: Record<string, AttributeValue>;
  /** The entry already registered for the same person, and its key at that time. */
  person?: { heldBy: string; registrationKey: string };
}

/** Adds to the registrations table. */
export class NewRegistrations {
  readonly #dynamo: DynamoDBClient;
  readonly #tables: { registrations: string; progress: string };

  constructor(dynamo: DynamoDBClient, tables: { registrations: string; progress: string }) {
    this.#dynamo = dynamo;
    this.#tables = tables;
  }

  /**
   * Writes a registration if its `pk` is free and, in the same transaction, the person it is about: so a person is
   * registered once, however the name is typed.
   *
   * @param personId the key of the progress table's item that records which entry is registered for this person.
   * @param replaces the entry recorded for the person, if it is not registered any more.
   * @returns what prevents the registration; undefined once it is written.
   */
  async add(item: RegistrationItem, personId: string, replaces?: string): Promise<Taken | undefined> {
    const stale = replaces === undefined ? '' : ' OR heldBy = :replaces';
    const write = new TransactWriteItemsCommand({
      TransactItems: [
        {
          Put: {
            TableName: this.#tables.registrations,
            Item: item,
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        {
          Update: {
            TableName: this.#tables.progress,
            Key: { entryId: { S: personId } },
            UpdateExpression: 'SET heldBy = :entry, registrationKey = :pk',
            ConditionExpression: `attribute_not_exists(heldBy) OR heldBy = :entry${stale}`,
            ExpressionAttributeValues: {
              ':entry': item.entryId,
              ':pk': item.pk,
              ...(replaces !== undefined && { ':replaces': { S: replaces } }),
            },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });
    try {
      await callAws('DynamoDB TransactWriteItems (registration)', () => this.#dynamo.send(write));
      return undefined;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return takenBy(error);
      throw error;
    }
  }
}

/**
 * Cancellation reasons are in the order of the transaction's writes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
function takenBy(cancelled: TransactionCanceledException): Taken {
  const [row, person] = cancelled.CancellationReasons ?? [];
  const codes = [row?.Code, person?.Code];
  if (codes.some((code) => code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) {
    throw new RateLimitedError('DynamoDB TransactWriteItems (registration): asked to slow down', {
      cause: cancelled,
    });
  }
  if (codes.includes('TransactionConflict')) {
    throw new ServiceUnavailableError(
      'DynamoDB TransactWriteItems (registration): another write is under way',
      {
        cause: cancelled,
      },
    );
  }
  if (!codes.includes('ConditionalCheckFailed')) throw cancelled;
  const { heldBy, registrationKey } = person?.Item ?? {};
  return {
    row: row?.Item,
    person: heldBy?.S ? { heldBy: heldBy.S, registrationKey: registrationKey?.S ?? '' } : undefined,
  };
}
