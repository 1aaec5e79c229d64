import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { registrationIdOf } from '../domain/badge-subject.ts';
import { identityOf } from '../domain/registration.ts';
import { callAws } from './aws-errors.ts';

/** Of a registration, what its place among others is decided by. */
export interface RegistrationSummary {
  id: string;
  pk: string;
  fullName: string;
  school: string;
  registrationType: string;
}

/** The registrations table, in the format the existing front end reads: key `pk`, the form's attributes, `payment`. */
export class Registrations {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** Writes a registration if its `pk` is free; otherwise answers with the one that is there. */
  async putIfAbsent(
    item: Record<string, AttributeValue>,
  ): Promise<Record<string, AttributeValue> | undefined> {
    try {
      await callAws('DynamoDB PutItem (registrations)', () =>
        this.#dynamo.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: item,
            ConditionExpression: 'attribute_not_exists(pk)',
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

  /** The registration of a `pk` as it is now; undefined when there is none. */
  async get(pk: string): Promise<Record<string, AttributeValue> | undefined> {
    const { Item } = await callAws('DynamoDB GetItem (registrations)', () =>
      this.#dynamo.send(
        new GetItemCommand({ TableName: this.#table, Key: { pk: { S: pk } }, ConsistentRead: true }),
      ),
    );
    return Item;
  }

  /** Every registration, page by page. */
  async *summaries(): AsyncGenerator<RegistrationSummary> {
    let after: Record<string, AttributeValue> | undefined;
    do {
      const page = await callAws('DynamoDB Scan (registrations)', () =>
        this.#dynamo.send(
          new ScanCommand({
            TableName: this.#table,
            ProjectionExpression: 'pk, entryId, full_name, school, reg_type',
            ExclusiveStartKey: after,
          }),
        ),
      );
      for (const row of page.Items ?? []) {
        const { fullName, school, registrationType } = identityOf(row);
        yield { id: registrationIdOf(row), pk: row.pk?.S ?? '', fullName, school, registrationType };
      }
      after = page.LastEvaluatedKey;
    } while (after);
  }

  /**
   * Notes on a registration the id of its badge, and in words what should be looked at before it is printed; does
   * nothing where the registration is gone.
   */
  async noteBadge(pk: string, badgeId: string, preflight: readonly string[]): Promise<void> {
    const notes = preflight.join('; ');
    try {
      await callAws('DynamoDB UpdateItem (registrations)', () =>
        this.#dynamo.send(
          new UpdateItemCommand({
            TableName: this.#table,
            Key: { pk: { S: pk } },
            UpdateExpression: `SET badge_id = :id${notes ? ', badge_preflight = :notes' : ' REMOVE badge_preflight'}`,
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':id': { S: badgeId }, ...(notes && { ':notes': { S: notes } }) },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
