import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTables, type Tables, tablesOf } from '../../aws/tables.ts';
import { type EventSources, startEventSources } from '../../event-sources/event-sources.ts';
import { mappingsOf } from '../../event-sources/mapping.ts';
import { Template } from '../../template/template.ts';

const template = new Template(
  {
    Resources: {
      Entries: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          AttributeDefinitions: [
            { AttributeName: 'entryId', AttributeType: 'S' },
            { AttributeName: 'kind', AttributeType: 'S' },
          ],
          KeySchema: [{ AttributeName: 'entryId', KeyType: 'HASH' }],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'kind-index',
              KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Entries', 'StreamArn'] },
          FunctionName: 'start',
          StartingPosition: 'TRIM_HORIZON',
          FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
        },
      },
    },
  },
  { stackName: 'Stack' },
);

let tables: Tables;
let sources: EventSources;
let client: DynamoDBClient;
const events: DynamoDBStreamEvent[] = [];

beforeAll(async () => {
  tables = await startTables();
  await tables.create(tablesOf(template));
  client = new DynamoDBClient({
    endpoint: tables.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  sources = startEventSources({
    mappings: mappingsOf(template),
    edgeUrl: 'http://127.0.0.1:1',
    dynamodbUrl: tables.url,
    invoke: async (_, event) => {
      events.push(event as DynamoDBStreamEvent);
      return { ok: true, value: null };
    },
  });
}, 60_000);
afterAll(async () => {
  await sources.stop();
  client.destroy();
  await tables.stop();
});

const put = (kind: string) =>
  client.send(
    new PutItemCommand({ TableName: 'Stack-Entries', Item: { entryId: { S: 'cs_1' }, kind: { S: kind } } }),
  );

test('existing tables are kept', async () => {
  await tables.create(tablesOf(template));
});

test("a table's stream passes the filtered records to the function as Lambda does", async () => {
  await put('competitor');
  await put('coach');
  await expect.poll(() => events, { timeout: 10_000 }).toHaveLength(1);
  expect(events).toEqual([
    {
      Records: [
        expect.objectContaining({
          eventID: expect.any(String),
          eventName: 'INSERT',
          eventSource: 'aws:dynamodb',
          eventVersion: '1.1',
          awsRegion: 'us-east-1',
          eventSourceARN: expect.stringMatching(
            /^arn:aws:dynamodb:us-east-1:000000000000:table\/Stack-Entries\/stream\//,
          ),
          dynamodb: expect.objectContaining({
            ApproximateCreationDateTime: expect.any(Number),
            Keys: { entryId: { S: 'cs_1' } },
            NewImage: { entryId: { S: 'cs_1' }, kind: { S: 'competitor' } },
            SequenceNumber: expect.stringMatching(/^\d+$/),
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          }),
        }),
      ],
    },
  ]);
});

test('DynamoDB Local ends with the process that started it, even if that is killed', async () => {
  const program = `
    const { startTables } = await import(${JSON.stringify(import.meta.resolve('../../aws/tables.ts'))});
    console.log((await startTables()).url);
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const url = String(output).trim();
  expect((await fetch(url)).status).toBe(400);
  parent.kill('SIGKILL');
  const there = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await expect.poll(there, { timeout: 10_000 }).toBe(false);
});
