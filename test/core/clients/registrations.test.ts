import {
  type CancellationReason,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  type ScanCommand,
  TransactionCanceledException,
  type TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { NewRegistrations, Registrations } from '../../../core/clients/registrations.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { personIdOf } from '../../../core/domain/ids.ts';
import type { RegistrationItem } from '../../../core/domain/registration.ts';

const pk = 'school-competitor-Jo';
const row = { pk: { S: pk }, full_name: { S: 'Jo' } };

/** The client, with a DynamoDB that returns the given answers, and the requests it received. */
function table(answer: (command: never) => unknown) {
  const asked: unknown[] = [];
  const send = async (command: { input: unknown }) => {
    asked.push(command.input);
    return answer(command as never);
  };
  return { asked, registrations: new Registrations({ send } as unknown as DynamoDBClient, 'registrations') };
}

const nothing = { badgeId: 'T1-1', preflight: [], findings: [] };

const refuse = (Item?: typeof row) => () => {
  throw new ConditionalCheckFailedException({ message: '', $metadata: { httpStatusCode: 400 }, Item });
};

describe('a registration', () => {
  test('is read consistently', async () => {
    const { asked, registrations } = table((command) => {
      expect(command).toBeInstanceOf(GetItemCommand);
      return { Item: row };
    });
    expect(await registrations.get(pk)).toEqual(row);
    expect(asked).toEqual([{ TableName: 'registrations', Key: { pk: { S: pk } }, ConsistentRead: true }]);
  });

  test('is found under whichever of its keys it is now, and not where the key is another one’s by now', async () => {
    const rows: Record<string, object> = {
      old: { entryId: { S: 'cs_test_2' } },
      new: { entryId: { S: 'cs_test_1' } },
    };
    const { registrations } = table((command: GetItemCommand) => ({
      Item: rows[command.input.Key?.pk?.S ?? ''],
    }));
    const keys = ['gone', 'old', 'new'];
    expect(await registrations.find('cs_test_1', keys)).toEqual({ pk: 'new', row: rows.new });
    expect(await registrations.find('cs_test_3', keys)).toBeUndefined();
  });

  test('is absent when there is none', async () => {
    expect(await table(() => ({})).registrations.get(pk)).toBeUndefined();
  });
});

describe('a new registration', () => {
  const item: RegistrationItem = { ...row, payment: { S: 'pi_1' }, entryId: { S: 'cs_test_1' } };

  function tables(answer: () => unknown) {
    const asked: TransactWriteItemsCommandInput[] = [];
    const send = async (command: TransactWriteItemsCommand) => {
      asked.push(command.input);
      return answer();
    };
    const names = { registrations: 'registrations', progress: 'progress' };
    return { asked, registrations: new NewRegistrations({ send } as unknown as DynamoDBClient, names) };
  }

  const cancel =
    (...CancellationReasons: CancellationReason[]) =>
    () => {
      const $metadata = { httpStatusCode: 400 };
      throw new TransactionCanceledException({ message: '', $metadata, CancellationReasons });
    };
  const failed = 'ConditionalCheckFailed';

  test('is written together with the person it is about', async () => {
    const { asked, registrations } = tables(() => ({}));
    expect(await registrations.add(item, 'person_1')).toBeUndefined();
    expect(asked[0]?.TransactItems).toMatchObject([
      { Put: { TableName: 'registrations', Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Update: {
          TableName: 'progress',
          Key: { entryId: { S: 'person_1' } },
          ConditionExpression: 'attribute_not_exists(heldBy) OR heldBy = :entry',
          ExpressionAttributeValues: { ':entry': { S: 'cs_test_1' }, ':pk': { S: pk } },
        },
      },
    ]);
  });

  test('replaces one that is gone', async () => {
    const { asked, registrations } = tables(() => ({}));
    await registrations.add(item, 'person_1', 'cs_test_0');
    expect(asked[0]?.TransactItems?.[1]?.Update).toMatchObject({
      ConditionExpression: 'attribute_not_exists(heldBy) OR heldBy = :entry OR heldBy = :replaces',
      ExpressionAttributeValues: { ':replaces': { S: 'cs_test_0' } },
    });
  });

  test('does not overwrite another or register a person twice: it returns what is there', async () => {
    const other = { ...row, full_name: { S: 'Jo the Elder' } };
    const person = { entryId: { S: 'person_1' }, heldBy: { S: 'cs_test_0' }, registrationKey: { S: 'key' } };
    const answers = [
      await tables(cancel({ Code: failed, Item: other }, { Code: 'None' })).registrations.add(
        item,
        'person_1',
      ),
      await tables(cancel({ Code: 'None' }, { Code: failed, Item: person })).registrations.add(
        item,
        'person_1',
      ),
    ];
    expect(answers).toEqual([
      { row: other, person: undefined },
      { row: undefined, person: { heldBy: 'cs_test_0', registrationKey: 'key' } },
    ]);
  });

  test.each([
    ['TransactionConflict', ServiceUnavailableError],
    ['ThrottlingError', RateLimitedError],
    ['ProvisionedThroughputExceeded', RateLimitedError],
    ['ValidationError', TransactionCanceledException],
  ])('that is not written because of a %s is an error', async (Code, error) => {
    for (const reasons of [
      [{ Code }, { Code: 'None' }],
      [{ Code: 'None' }, { Code }],
    ]) {
      await expect(tables(cancel(...reasons)).registrations.add(item, 'person_1')).rejects.toThrow(error);
    }
  });
});

test('registrations of other systems are found by their persons, on every page', async () => {
  const older = {
    pk: { S: 'older' },
    full_name: { S: 'JO' },
    school: { S: 'school' },
    reg_type: { S: 'coach' },
  };
  const newer = { ...older, pk: { S: 'newer' }, full_name: { S: 'Al' } };
  const { asked, registrations } = table(({ input }: ScanCommand) =>
    input.ExclusiveStartKey ? { Items: [newer] } : { Items: [older], LastEvaluatedKey: { pk: older.pk } },
  );
  const person = personIdOf({ fullName: 'Jo', school: 'School', registrationType: 'coach' });
  expect((await registrations.ofOtherSystems()).get(person)).toBe('older');
  expect(asked).toMatchObject([
    { FilterExpression: 'attribute_not_exists(entryId)' },
    { ExclusiveStartKey: { pk: { S: 'older' } } },
  ]);
});

describe('what is recorded about a badge', () => {
  test("is its id and descriptions of what to check, along with the form's attributes", async () => {
    const { asked, registrations } = table((command) => {
      expect(command).toBeInstanceOf(UpdateItemCommand);
      return {};
    });
    await registrations.noteBadge(pk, {
      badgeId: 'T1-1',
      preflight: ['the name is cut', 'the photo is missing'],
      findings: ['beltRank: unknown'],
    });
    expect(asked).toEqual([
      {
        TableName: 'registrations',
        Key: { pk: { S: pk } },
        UpdateExpression:
          'SET badge_id = :badge_id, badge_preflight = :badge_preflight, findings = :findings',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: {
          ':badge_id': { S: 'T1-1' },
          ':badge_preflight': { S: 'the name is cut; the photo is missing' },
          ':findings': { S: 'beltRank: unknown' },
        },
      },
    ]);
  });

  test('is nothing to check when there is nothing, and earlier remarks are removed', async () => {
    const { asked, registrations } = table(() => ({}));
    await registrations.noteBadge(pk, nothing);
    expect(asked).toMatchObject([
      {
        UpdateExpression: 'SET badge_id = :badge_id REMOVE badge_preflight, findings',
        ExpressionAttributeValues: { ':badge_id': { S: 'T1-1' } },
      },
    ]);
  });

  test('does not recreate a registration that is gone', async () => {
    await table(refuse()).registrations.noteBadge(pk, nothing);
  });
});

test('a throttled table is a RateLimitedError in every method', async () => {
  const { registrations } = table(() => {
    throw Object.assign(new Error('too fast'), {
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
  });
  await expect(registrations.get(pk)).rejects.toThrow(RateLimitedError);
  await expect(registrations.noteBadge(pk, nothing)).rejects.toThrow(RateLimitedError);
});
