import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  type PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { Entries, NewEntries, type StoredEntry } from '../../../core/clients/entries.ts';
import {
  EntryInvalidError,
  EntryNotFoundError,
  ServiceUnavailableError,
} from '../../../core/domain/errors.ts';

const coach = {
  full_name: { S: 'Alex Moreno' },
  email: { S: 'alex.moreno@example.com' },
  school: { S: 'River City Martial Arts' },
  reg_type: { S: 'coach' },
} satisfies StoredEntry;

/** The entries table, with the two commands that its clients use. */
class Table {
  readonly items = new Map<string, StoredEntry>();
  failure: Error | undefined;

  async send(command: unknown) {
    if (this.failure) throw this.failure;
    if (command instanceof GetItemCommand) {
      expect(command.input).toMatchObject({ TableName: 'entries', ConsistentRead: true });
      return { Item: this.items.get(command.input.Key?.entryId?.S ?? '') };
    }
    const { Item = {}, ...input } = (command as PutItemCommand).input;
    expect(input).toEqual({
      TableName: 'entries',
      ConditionExpression: 'attribute_not_exists(entryId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const existing = this.items.get(Item.entryId?.S ?? '');
    if (existing) {
      throw new ConditionalCheckFailedException({
        message: '',
        Item: existing,
        $metadata: { httpStatusCode: 400 },
      });
    }
    this.items.set(Item.entryId?.S ?? '', Item);
    return {};
  }
}

let table: Table;
let entries: Entries;
let newEntries: NewEntries;

beforeEach(() => {
  table = new Table();
  const client = table as unknown as DynamoDBClient;
  entries = new Entries(client, 'entries', 2027);
  newEntries = new NewEntries(client, 'entries');
});

describe('the entries table', () => {
  test('returns a parsed entry, and the item as it was sent', async () => {
    await newEntries.putIfAbsent('entry_1', coach);
    const { item, entry } = await entries.load('entry_1');
    expect(item).toEqual({ ...coach, entryId: { S: 'entry_1' } });
    expect(entry).toMatchObject({ entryId: 'entry_1', registrationType: 'coach', fullName: 'Alex Moreno' });
    expect(await entries.get('entry_1')).toEqual(entry);
  });

  test('reports an entry that has not arrived, so that it is waited for', async () => {
    await expect(entries.get('entry_1')).rejects.toThrow(EntryNotFoundError);
  });

  test('reports every problem of an invalid entry', async () => {
    await newEntries.putIfAbsent('entry_1', { ...coach, full_name: { S: '' }, reg_type: { S: 'guest' } });
    const failure = await entries.get('entry_1').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EntryInvalidError);
    expect((failure as EntryInvalidError).problems.map(({ field }) => field)).toEqual([
      'reg_type',
      'full_name',
    ]);
  });

  test('keeps the first item under an id and returns it', async () => {
    expect(await newEntries.putIfAbsent('entry_1', coach)).toBeUndefined();
    const other = { ...coach, full_name: { S: 'Somebody else' } };
    expect(await newEntries.putIfAbsent('entry_1', other)).toEqual({ ...coach, entryId: { S: 'entry_1' } });
    expect((await entries.get('entry_1')).fullName).toBe('Alex Moreno');
  });

  test('is unavailable when it does not answer', async () => {
    table.failure = Object.assign(new Error(), { name: 'TimeoutError', $metadata: {} });
    await expect(entries.get('entry_1')).rejects.toThrow(ServiceUnavailableError);
    await expect(newEntries.putIfAbsent('entry_1', coach)).rejects.toThrow(ServiceUnavailableError);
  });
});
