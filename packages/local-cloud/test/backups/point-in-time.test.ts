import { setTimeout as delay } from 'node:timers/promises';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTables, type TableDefinition, withStream } from '../../aws/tables.ts';
import { PointInTimeRecovery } from '../../backups/point-in-time.ts';
import { Parts } from '../../parts.ts';

const table: TableDefinition = {
  name: 'people',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};
const parts = new Parts();
let dynamo: DynamoDBClient;
let recovery: PointInTimeRecovery;

beforeAll(async () => {
  const tables = await parts.start(startTables());
  await tables.create([withStream(table)]);
  dynamo = new DynamoDBClient({
    ...{ endpoint: tables.url, region: 'us-east-1' },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  recovery = parts.add(new PointInTimeRecovery(tables.url));
  await put('old', '1');
  await recovery.follow([table]);
});
afterAll(async () => {
  dynamo.destroy();
  await parts.stop();
});

const put = (id: string, said: string) =>
  dynamo.send(new PutItemCommand({ TableName: table.name, Item: { id: { S: id }, said: { S: said } } }));

/** A moment between two changes. */
async function moment(): Promise<number> {
  await delay(1_200);
  const now = Date.now() / 1_000;
  await delay(100);
  return now;
}

async function itemsOf(name: string): Promise<Record<string, string | undefined>> {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: name }));
  return Object.fromEntries(
    Items.map(({ id, said }: Record<string, AttributeValue>) => [id?.S ?? '', said?.S]),
  );
}

const restore = (TargetTableName: string, RestoreDateTime: number) =>
  recovery.answer(
    'RestoreTableToPointInTime',
    JSON.stringify({ SourceTableName: table.name, TargetTableName, RestoreDateTime }),
  );

test('a table is restored as it was at a time, whatever was changed or deleted since', async () => {
  await put('new', '1');
  const first = await moment();
  await put('old', '2');
  await dynamo.send(new DeleteItemCommand({ TableName: table.name, Key: { id: { S: 'new' } } }));
  const second = await moment();
  await dynamo.send(new DeleteItemCommand({ TableName: table.name, Key: { id: { S: 'old' } } }));
  await moment();

  expect((await restore('restored-first', first))?.status).toBe(200);
  expect(await itemsOf('restored-first')).toEqual({ old: '1', new: '1' });
  await restore('restored-second', second);
  expect(await itemsOf('restored-second')).toEqual({ old: '2' });
  expect(await itemsOf(table.name)).toEqual({});

  const refused = async (answer: ReturnType<typeof restore>) => JSON.stringify((await answer)?.body);
  expect(await refused(restore('restored-first', first))).toContain('TableAlreadyExistsException');
  expect(await refused(restore('too-early', first - 3_600))).toContain('InvalidRestoreTimeException');
  expect(await refused(restore('too-late', first + 3_600))).toContain('InvalidRestoreTimeException');
});
