import {
  type CancellationReason,
  type DynamoDBClient,
  PutItemCommand,
  type ScanCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { NewRegistrations, Registrations } from '../../../core/clients/registrations.ts';
import { canaryPrefix } from '../../../core/domain/canary.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { personIdOf } from '../../../core/domain/ids.ts';
import type { RegisteredState } from '../../../core/domain/payment-state.ts';
import type { RegistrationItem } from '../../../core/domain/registration.ts';
import { type LocalTables, openLocal, putItem } from '../../doubles/document-tables.ts';
import { MemoryRegistrations } from '../../doubles/tables.ts';

const pk = 'school-competitor-Jo';
const item: RegistrationItem = {
  pk: { S: pk },
  full_name: { S: 'Jo' },
  school: { S: 'school' },
  reg_type: { S: 'competitor' },
  payment: { S: 'pi_1' },
  entryId: { S: 'cs_test_1' },
};
const by = (entryId: string, key = pk): RegistrationItem => ({
  ...item,
  pk: { S: key },
  entryId: { S: entryId },
});
const nothing = { badgeId: 'T1-1', preflight: [], findings: [] };

interface Opened {
  registrations: Pick<
    Registrations,
    'find' | 'get' | 'noteBadge' | 'notePayment' | 'noteSharedPhoto' | 'renameSchool'
  >;
  newRegistrations: Pick<NewRegistrations, 'add'>;
}

const places: [where: string, open: () => Promise<Opened>][] = [
  [
    'in memory',
    async () => {
      const registrations = new MemoryRegistrations();
      return { registrations, newRegistrations: registrations };
    },
  ],
  [
    'in DynamoDB Local',
    async () => {
      const tables = await openLocal();
      return {
        registrations: new Registrations(tables.dynamo, tables.registrations),
        newRegistrations: new NewRegistrations(tables.dynamo, tables),
      };
    },
  ],
];

describe.each(places)('the registrations table, %s,', (_, open) => {
  let registrations: Opened['registrations'];
  let newRegistrations: Opened['newRegistrations'];

  beforeEach(async () => {
    ({ registrations, newRegistrations } = await open());
  });

  test('a school is renamed where it is still written as it was, by its own registration alone', async () => {
    const renamed = { from: 'school', to: 'School of Kicks' };
    await newRegistrations.add(item, 'person_1');
    expect(await registrations.renameSchool({ id: 'cs_test_2', pk }, renamed)).toBe(false);
    expect(await registrations.renameSchool({ id: 'cs_test_1', pk }, { ...renamed, from: 'School' })).toBe(
      false,
    );
    expect(await registrations.get(pk)).toEqual(item);
    expect(await registrations.renameSchool({ id: 'cs_test_1', pk }, renamed)).toBe(true);
    expect(await registrations.get(pk)).toEqual({ ...item, school: { S: 'School of Kicks' } });
    expect(await registrations.renameSchool({ id: 'cs_test_1', pk: 'gone' }, renamed)).toBe(false);
  });

  test('has a registration as it was added, and no other', async () => {
    expect(await newRegistrations.add(item, 'person_1')).toBeUndefined();
    expect(await registrations.get(pk)).toEqual(item);
    expect(await registrations.get('another')).toBeUndefined();
  });

  test('finds one under whichever of its keys it is now, and not where the key is another one’s by now', async () => {
    await newRegistrations.add(by('cs_test_2', 'old'), 'person_2');
    await newRegistrations.add(by('cs_test_1', 'new'), 'person_1');
    const keys = ['gone', 'old', 'new'];
    expect(await registrations.find('cs_test_1', keys)).toEqual({ pk: 'new', row: by('cs_test_1', 'new') });
    expect(await registrations.find('cs_test_3', keys)).toBeUndefined();
  });

  test('keeps the first under a key, and answers with it', async () => {
    await newRegistrations.add(item, 'person_1');
    const taken = await newRegistrations.add(by('cs_test_2'), 'person_2');
    expect(taken).toEqual({ row: item, person: undefined });
    expect(await registrations.get(pk)).toEqual(item);
    expect(await newRegistrations.add(by('cs_test_2', `${pk}-2`), 'person_2')).toBeUndefined();
  });

  test('registers a person once, and answers with who holds the place', async () => {
    await newRegistrations.add(item, 'person_1');
    const person = { heldBy: 'cs_test_1', registrationKey: pk };
    expect(await newRegistrations.add(by('cs_test_2', 'another'), 'person_1')).toEqual({
      row: undefined,
      person,
    });
    expect(await registrations.get('another')).toBeUndefined();
    expect(await newRegistrations.add(by('cs_test_2'), 'person_1')).toEqual({ row: item, person });
  });

  test('gives the place of one that is gone to another', async () => {
    await newRegistrations.add(item, 'person_1');
    const next = by('cs_test_2', 'another');
    expect(await newRegistrations.add(next, 'person_1', 'cs_test_0')).toMatchObject({
      person: { heldBy: 'cs_test_1' },
    });
    expect(await newRegistrations.add(next, 'person_1', 'cs_test_1')).toBeUndefined();
    const person = { heldBy: 'cs_test_2', registrationKey: 'another' };
    expect(await newRegistrations.add(by('cs_test_3', 'third'), 'person_1')).toEqual({
      row: undefined,
      person,
    });
  });

  test('answers an entry that is added again with its own row', async () => {
    await newRegistrations.add(item, 'person_1');
    expect(await newRegistrations.add(item, 'person_1')).toEqual({ row: item, person: undefined });
  });

  test('notes a photo that is another one’s too, and makes no row of what is gone', async () => {
    await newRegistrations.add(item, 'person_1');
    await registrations.noteSharedPhoto(pk, 'photo_1');
    expect(await registrations.get(pk)).toEqual({ ...item, photo_shared: { S: 'photo_1' } });
    await registrations.noteSharedPhoto('another', 'photo_1');
    expect(await registrations.get('another')).toBeUndefined();
  });

  describe('what is noted of a payment', () => {
    const note = (state: RegisteredState, readAt: number, entryId = 'cs_test_1') =>
      registrations.notePayment(pk, { entryId, state, readAt });
    const noted = async () => (await registrations.get(pk))?.payment_state?.S;

    test('is the state by the latest reading, beside the form’s attributes', async () => {
      await newRegistrations.add(item, 'person_1');
      await note('on hold', 2_000);
      await note('refunded', 1_000);
      await note('dispute lost', 2_000);
      expect(await registrations.get(pk)).toEqual({
        ...item,
        payment_state: { S: 'on hold' },
        payment_read_at: { N: '2000' },
      });
      await note('paid', 3_000);
      expect(await noted()).toBe('paid');
    });

    test('is the time alone of one that was never anything but paid: an earlier reading that comes later is too late', async () => {
      await newRegistrations.add(item, 'person_1');
      await note('paid', 2_000);
      await note('refunded', 1_000);
      expect(await registrations.get(pk)).toEqual({ ...item, payment_read_at: { N: '2000' } });
      await note('refunded', 3_000);
      expect(await noted()).toBe('refunded');
    });

    test('is nothing of one that is gone, or that is another entry’s', async () => {
      await note('refunded', 1_000);
      expect(await registrations.get(pk)).toBeUndefined();
      await newRegistrations.add(item, 'person_1');
      await note('paid', 1_000, 'cs_test_2');
      await note('refunded', 1_000, 'cs_test_2');
      expect(await registrations.get(pk)).toEqual(item);
    });
  });

  test("what is noted of a badge is its id and what to check, beside the form's attributes", async () => {
    await newRegistrations.add(item, 'person_1');
    await registrations.noteBadge(pk, {
      badgeId: 'T1-1',
      preflight: ['the name is cut', 'the photo is missing'],
      findings: ['beltRank: unknown'],
    });
    expect(await registrations.get(pk)).toEqual({
      ...item,
      badge_id: { S: 'T1-1' },
      badge_preflight: { S: 'the name is cut; the photo is missing' },
      findings: { S: 'beltRank: unknown' },
    });
    await registrations.noteBadge(pk, nothing);
    expect(await registrations.get(pk)).toEqual({ ...item, badge_id: { S: 'T1-1' } });
  });

  test('what is noted of a badge makes no row of a registration that is gone', async () => {
    await registrations.noteBadge(pk, nothing);
    expect(await registrations.get(pk)).toBeUndefined();
  });
});

describe('in DynamoDB Local', () => {
  let tables: LocalTables;
  let registrations: Registrations;
  const put = (...rows: Record<string, { S: string }>[]) =>
    Promise.all(
      rows.map((Item) => tables.dynamo.send(new PutItemCommand({ TableName: tables.registrations, Item }))),
    );

  beforeEach(async () => {
    tables = await openLocal();
    registrations = new Registrations(tables.dynamo, tables.registrations);
  });

  test('every registration is summed up, and those of other systems are found by their persons', async () => {
    const { entryId: _, ...older } = by('', 'older');
    await put(
      { ...older, full_name: { S: 'JO' }, payment: { S: 'pi_older' } },
      item as Record<string, { S: string }>,
    );
    const person = personIdOf({ fullName: 'Jo', school: 'School', registrationType: 'competitor' });
    expect(await registrations.ofOtherSystems()).toEqual(new Map([[person, 'older']]));
    expect(await registrations.paymentsOfOtherSystems()).toEqual(new Set(['pi_older']));
    const ids: Record<string, string> = {};
    for await (const { pk: key, id } of registrations.summaries()) ids[key] = id;
    expect(ids).toEqual({ [pk]: 'cs_test_1', older: expect.stringMatching(/^reg_/) });
  });

  test('every registration is read with the attributes that are asked for, whatever they are called, and no others', async () => {
    const asked = { pk: { S: 'a' }, values: { S: 'a word of DynamoDB' } };
    await put({ ...asked, medical_form: { S: 'Asthma' } }, { pk: { S: 'b' } });
    const rows: unknown[] = [];
    for await (const row of registrations.rows(['pk', 'values', 'events'])) rows.push(row);
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(expect.arrayContaining([asked, { pk: { S: 'b' } }]));
  });
});

describe('a new registration', () => {
  const cancelled = (...CancellationReasons: CancellationReason[]) => {
    const reason = new TransactionCanceledException({
      message: '',
      $metadata: { httpStatusCode: 400 },
      CancellationReasons,
    });
    const client = { send: () => Promise.reject(reason) } as unknown as DynamoDBClient;
    return new NewRegistrations(client, { registrations: 'registrations', progress: 'progress' });
  };

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
      await expect(cancelled(...reasons).add(item, 'person_1')).rejects.toThrow(error);
    }
  });
});

/** The client, with a DynamoDB that returns the given answers, and the requests it received. */
function table(answer: (command: never) => unknown) {
  const asked: unknown[] = [];
  const send = async (command: { input: unknown }) => {
    asked.push(command.input);
    return answer(command as never);
  };
  return { asked, registrations: new Registrations({ send } as unknown as DynamoDBClient, 'registrations') };
}

test('a registration is read consistently', async () => {
  const { asked, registrations } = table(() => ({}));
  await registrations.get(pk);
  expect(asked).toEqual([{ TableName: 'registrations', Key: { pk: { S: pk } }, ConsistentRead: true }]);
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

test('canaries are in no list of registrations, and rows of other systems are', async () => {
  const tables = await openLocal();
  const registrations = new Registrations(tables.dynamo, tables.registrations);
  const add = (row: Record<string, unknown>) => putItem(tables, tables.registrations, row);
  await add({ pk: 'a', entryId: 'cs_test_1' });
  await add({ pk: 'b', entryId: `${canaryPrefix}1` });
  await add({ pk: 'c' });
  const listed: string[] = [];
  for await (const { pk: key } of registrations.summaries()) listed.push(key);
  expect(listed.sort()).toEqual(['a', 'c']);
});
