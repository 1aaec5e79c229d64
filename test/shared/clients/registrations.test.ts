import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { Registrations } from '../../../lambdas/shared/clients/registrations.ts';
import { RateLimitedError } from '../../../lambdas/shared/domain/errors.ts';

const pk = 'school-competitor-Jo';
const row = { pk: { S: pk }, full_name: { S: 'Jo' } };

/** The client, with a DynamoDB that answers as it is told, and what it was asked. */
function table(answer: (command: unknown) => unknown) {
  const asked: unknown[] = [];
  const send = async (command: { input: unknown }) => {
    asked.push(command.input);
    return answer(command);
  };
  return { asked, registrations: new Registrations({ send } as unknown as DynamoDBClient, 'registrations') };
}

const refuse = (Item?: typeof row) => () => {
  throw new ConditionalCheckFailedException({ message: '', $metadata: { httpStatusCode: 400 }, Item });
};

describe('a registration', () => {
  test('is written where its key is free', async () => {
    const { asked, registrations } = table((command) => {
      expect(command).toBeInstanceOf(PutItemCommand);
      return {};
    });
    expect(await registrations.putIfAbsent(row)).toBeUndefined();
    expect(asked).toMatchObject([{ Item: row, ConditionExpression: 'attribute_not_exists(pk)' }]);
  });

  test('is not written over another: that one is the answer', async () => {
    const other = { ...row, full_name: { S: 'Jo the Elder' } };
    expect(await table(refuse(other)).registrations.putIfAbsent(row)).toEqual(other);
  });

  test('is read as it is now', async () => {
    const { asked, registrations } = table((command) => {
      expect(command).toBeInstanceOf(GetItemCommand);
      return { Item: row };
    });
    expect(await registrations.get(pk)).toEqual(row);
    expect(asked).toEqual([{ TableName: 'registrations', Key: { pk: { S: pk } }, ConsistentRead: true }]);
  });

  test('is absent when there is none', async () => {
    expect(await table(() => ({})).registrations.get(pk)).toBeUndefined();
  });
});

describe('what is noted of a badge', () => {
  test("is its id and, in words, what to look at, beside the form's attributes", async () => {
    const { asked, registrations } = table((command) => {
      expect(command).toBeInstanceOf(UpdateItemCommand);
      return {};
    });
    await registrations.noteBadge(pk, 'T1-1', ['the name is cut', 'the photo is missing']);
    expect(asked).toEqual([
      {
        TableName: 'registrations',
        Key: { pk: { S: pk } },
        UpdateExpression: 'SET badge_id = :id, badge_preflight = :notes',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: {
          ':id': { S: 'T1-1' },
          ':notes': { S: 'the name is cut; the photo is missing' },
        },
      },
    ]);
  });

  test('is nothing to look at where there is nothing, and what was to be looked at before goes', async () => {
    const { asked, registrations } = table(() => ({}));
    await registrations.noteBadge(pk, 'T1-1', []);
    expect(asked).toMatchObject([
      {
        UpdateExpression: 'SET badge_id = :id REMOVE badge_preflight',
        ExpressionAttributeValues: { ':id': { S: 'T1-1' } },
      },
    ]);
  });

  test('makes no row of a registration that is gone', async () => {
    await table(refuse()).registrations.noteBadge(pk, 'T1-1', []);
  });
});

test('a throttled table is RateLimitedError, by every method', async () => {
  const { registrations } = table(() => {
    throw Object.assign(new Error('too fast'), {
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
  });
  await expect(registrations.get(pk)).rejects.toThrow(RateLimitedError);
  await expect(registrations.putIfAbsent(row)).rejects.toThrow(RateLimitedError);
  await expect(registrations.noteBadge(pk, 'T1-1', [])).rejects.toThrow(RateLimitedError);
});
