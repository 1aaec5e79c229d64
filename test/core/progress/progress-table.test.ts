import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { RateLimitedError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { photoIdOf } from '../../../core/domain/ids.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { type DocumentTables, documentTables, putItem } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';

const id = 'cs_test_1';
const noon = '2027-03-01T12:00:00.000Z';

describe.each(documentTables)('%s', (_, open) => {
  let tables: DocumentTables;
  let table: ProgressTable;

  beforeEach(async () => {
    tables = await open();
    table = new ProgressTable(tables.client, tables.progress, () => Date.parse(noon));
  });

  test('an item that is not there is empty', async () => {
    expect(await table.read(id)).toEqual({});
  });

  test('a change sets, removes and adds in one write, and notes its time', async () => {
    await table.change(id, {
      set: { 'mail findings': { attempts: 1 }, photoId: 'soon' },
      add: { followers: new Set(['a']) },
    });
    const changed = {
      entryId: id,
      'mail findings': { attempts: 2 },
      followers: new Set(['a', 'b']),
      updatedAt: noon,
    };
    expect(
      await table.change(id, {
        set: { 'mail findings': { attempts: 2, messageId: undefined } },
        remove: ['photoId', 'drive'],
        add: { followers: new Set(['b', 'a']) },
      }),
    ).toEqual(changed);
    expect(await table.read(id)).toEqual(changed);
  });

  test('a change may leave the time as it was', async () => {
    await table.change(id, { set: { printedHash: 1 }, untimed: true });
    expect(await table.read(id)).toEqual({ entryId: id, printedHash: 1 });
  });

  test.each<[condition: string, values: Record<string, unknown>, holds: boolean]>([
    ['attribute_exists(entryId)', {}, true],
    ['attribute_exists(absent)', {}, false],
    ['attribute_not_exists(absent)', {}, true],
    ['attribute_not_exists(lease)', {}, false],
    ['lease.heldBy = :value', { ':value': 'me' }, true],
    ['lease.heldBy = :value', { ':value': 'you' }, false],
    ['lease.heldBy <> :value', { ':value': 'you' }, true],
    ['lease.heldBy <> :value', { ':value': 'me' }, false],
    ['absent.heldBy = :value', { ':value': 'me' }, false],
    ['absent.heldBy <> :value', { ':value': 'me' }, true],
    ['lease.heldAt < :value', { ':value': 11 }, true],
    ['lease.heldAt < :value', { ':value': 10 }, false],
    ['lease.heldAt < :value', { ':value': '11' }, false],
    ['absent.heldAt < :value', { ':value': 11 }, false],
    ['size(members) < :value', { ':value': 3 }, true],
    ['size(members) < :value', { ':value': 2 }, false],
    ['size(absent) < :value', { ':value': 2 }, false],
    ['contains(members, :value)', { ':value': 'a' }, true],
    ['contains(members, :value)', { ':value': 'c' }, false],
    ['contains(absent, :value)', { ':value': 'a' }, false],
    ['attribute_exists(absent) OR lease.heldBy = :value', { ':value': 'me' }, true],
    ['lease.heldBy = :value AND attribute_exists(absent)', { ':value': 'me' }, false],
    [
      'attribute_exists(lease) OR attribute_exists(absent) AND lease.heldBy = :value',
      { ':value': 'me' },
      true,
    ],
  ])('a change if %s, %j: %j', async (condition, values, holds) => {
    const item = { entryId: id, lease: { heldBy: 'me', heldAt: 10 }, members: new Set(['a', 'b']) };
    await putItem(tables, tables.progress, item);
    const answer = await table.changeOrRead(
      id,
      { condition, values },
      { set: { printedHash: 1 }, untimed: true },
    );
    expect(answer).toEqual({ changed: holds, item: holds ? { ...item, printedHash: 1 } : item });
    expect(await table.read(id)).toEqual(holds ? { ...item, printedHash: 1 } : item);
  });

  test('a change is made only while another table has no item with that id', async () => {
    expect(await table.changeUnlessIn(tables.entries, id, { set: { printedHash: 1 } })).toBe(true);
    await putItem(tables, tables.entries, { entryId: id });
    expect(await table.changeUnlessIn(tables.entries, id, { set: { printedHash: 2 } })).toBe(false);
    expect(await table.read(id)).toEqual({ entryId: id, printedHash: 1, updatedAt: noon });
  });
});

const failingBy = (error: object) => ({
  client: { send: () => Promise.reject(error) } as unknown as DynamoDBDocumentClient,
  progress: 'progress',
});

test('an item is read consistently', async () => {
  const asked: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => {
    asked.push(input);
    return {};
  };
  await new ProgressTable({ send } as unknown as DynamoDBDocumentClient, 'progress').read(id);
  expect(asked).toEqual([{ TableName: 'progress', Key: { entryId: id }, ConsistentRead: true }]);
});

test('a transaction that is cancelled for anything but its condition can be tried again', async () => {
  const cancelled = new TransactionCanceledException({
    message: '',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });
  const table = new ProgressTable(failingBy(cancelled).client, 'progress');
  await expect(table.changeUnlessIn('entries', id, {})).rejects.toThrow(ServiceUnavailableError);
});

test('a transaction briefly holds up others who change the same item', async () => {
  const conflict = Object.assign(new Error('busy'), {
    name: 'TransactionConflictException',
    $metadata: { httpStatusCode: 400 },
  });
  const table = new ProgressTable(failingBy(conflict).client, 'progress');
  await expect(table.change(id, {})).rejects.toThrow(ServiceUnavailableError);
});

test('a throttled table is RateLimitedError, by every method', async () => {
  const throttled = Object.assign(new Error('too fast'), {
    name: 'ProvisionedThroughputExceededException',
    $metadata: { httpStatusCode: 400 },
  });
  const { files, followers, lease, mails, notices, printed, progress } = progressIn(failingBy(throttled));
  const by = { entryId: id, purpose: 'confirmation', execution: 'first' } as const;
  await expect(progress.get(id)).rejects.toThrow(RateLimitedError);
  await expect(progress.park(id, [])).rejects.toThrow(RateLimitedError);
  await expect(mails.claim(by)).rejects.toThrow(RateLimitedError);
  await expect(files.reserveDriveFile(id, 'file-1')).rejects.toThrow(RateLimitedError);
  await expect(lease.holdingBadge(id, 'first', async () => 'done')).rejects.toThrow(RateLimitedError);
  await expect(followers.followPhoto(id, photoIdOf('key'))).rejects.toThrow(RateLimitedError);
  await expect(followers.followersOf(photoIdOf('key'))).rejects.toThrow(RateLimitedError);
  await expect(notices.untoldBefore(0, 1)).rejects.toThrow(RateLimitedError);
  await expect(printed.sheetStates().next()).rejects.toThrow(RateLimitedError);
});
