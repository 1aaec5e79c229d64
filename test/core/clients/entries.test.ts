import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { Entries, NewEntries, type StoredEntry } from '../../../core/clients/entries.ts';
import {
  EntryInvalidError,
  EntryNotFoundError,
  ServiceUnavailableError,
} from '../../../core/domain/errors.ts';
import { openLocal } from '../../doubles/document-tables.ts';
import { MemoryEntries } from '../../doubles/tables.ts';

const coach = {
  full_name: { S: 'Alex Moreno' },
  email: { S: 'alex.moreno@example.com' },
  school: { S: 'River City Martial Arts' },
  reg_type: { S: 'coach' },
} satisfies StoredEntry;
const stored = { ...coach, entryId: { S: 'entry_1' } };

interface Opened {
  entries: Pick<Entries, 'find' | 'get' | 'load'>;
  newEntries: Pick<NewEntries, 'putIfAbsent'>;
}

const tables: [where: string, open: () => Promise<Opened>][] = [
  [
    'in memory',
    async () => {
      const entries = new MemoryEntries();
      return { entries, newEntries: entries };
    },
  ],
  [
    'in DynamoDB Local',
    async () => {
      const { dynamo, entries } = await openLocal();
      return { entries: new Entries(dynamo, entries, 2025), newEntries: new NewEntries(dynamo, entries) };
    },
  ],
];

describe.each(tables)('the entries table, %s,', (_, open) => {
  let entries: Opened['entries'];
  let newEntries: Opened['newEntries'];

  beforeEach(async () => {
    ({ entries, newEntries } = await open());
  });

  test('returns a parsed entry, and the item as it was sent', async () => {
    await newEntries.putIfAbsent('entry_1', coach);
    const { item, entry } = await entries.load('entry_1');
    expect(item).toEqual(stored);
    expect(entry).toMatchObject({ entryId: 'entry_1', registrationType: 'coach', fullName: 'Alex Moreno' });
    expect(await entries.get('entry_1')).toEqual(entry);
  });

  test('reports an entry that has not arrived, so that it is waited for', async () => {
    await newEntries.putIfAbsent('entry_2', coach);
    await expect(entries.get('entry_1')).rejects.toThrow(EntryNotFoundError);
    expect(await entries.find('entry_1')).toBeUndefined();
  });

  test('reports every problem of an invalid entry', async () => {
    await newEntries.putIfAbsent('entry_1', { ...coach, full_name: { S: '' }, reg_type: { S: 'guest' } });
    const failure = await entries.get('entry_1').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EntryInvalidError);
    expect((failure as EntryInvalidError).problems.map(({ field }) => field)).toEqual([
      'reg_type',
      'full_name',
    ]);
    expect(await entries.find('entry_1')).toMatchObject({ reg_type: { S: 'guest' } });
  });

  test('keeps the first item under an id and returns it', async () => {
    expect(await newEntries.putIfAbsent('entry_1', coach)).toBeUndefined();
    const other = { ...coach, full_name: { S: 'Somebody else' } };
    expect(await newEntries.putIfAbsent('entry_1', other)).toEqual(stored);
    expect(await entries.find('entry_1')).toEqual(stored);
  });
});

test('an entries table that does not answer is unavailable', async () => {
  const failure = Object.assign(new Error(), { name: 'TimeoutError', $metadata: {} });
  const silent = { send: () => Promise.reject(failure) } as unknown as DynamoDBClient;
  await expect(new Entries(silent, 'entries', 2025).get('entry_1')).rejects.toThrow(ServiceUnavailableError);
  const adding = new NewEntries(silent, 'entries').putIfAbsent('entry_1', coach);
  await expect(adding).rejects.toThrow(ServiceUnavailableError);
});

test('an entry is read consistently', async () => {
  const asked: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => {
    asked.push(input);
    return {};
  };
  await new Entries({ send } as unknown as DynamoDBClient, 'entries', 2025).find('entry_1');
  expect(asked).toEqual([{ TableName: 'entries', Key: { entryId: { S: 'entry_1' } }, ConsistentRead: true }]);
});
