import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DefinitionBody,
  DistributedMap,
  Pass,
  ResultWriterV2,
  S3JsonItemReader,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud.ts';
import type { Sandbox, SandboxOptions } from '../sandbox.ts';

const directory = mkdtempSync(join(tmpdir(), 'cloud-'));
const machines = ['first', 'second', 'third'];
const tables = ['entries', 'transfers'];

/** Several of each: what is one in the app must not be mistaken for the only one. */
function synthesise(): string {
  const context = { '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true };
  const app = new App({ outdir: join(directory, 'cdk.out'), context });
  const stack = new Stack(app, 'Stack');
  mkdirSync(join(directory, 'code'));
  // Its log is what a test reads.
  const source = `
    export const handler = async (event) => console.log(JSON.stringify(event));
    export const settings = async () => process.env;`;
  writeFileSync(join(directory, 'code', 'index.mjs'), source);
  const functionOf = (functionName: string, handler = 'index.handler') =>
    new LambdaFunction(stack, functionName, {
      ...{ functionName, runtime: Runtime.NODEJS_24_X, handler },
      code: Code.fromAsset(join(directory, 'code')),
    });
  for (const name of machines) {
    const pass = new Pass(stack, `${name}-pass`, { parameters: { machine: name } });
    const options = { stateMachineName: name, definitionBody: DefinitionBody.fromChainable(pass) };
    const { stateMachineArn } = new StateMachine(stack, name, options);
    new CfnOutput(stack, `${name}Arn`, { key: `${name}Arn`, value: stateMachineArn });
  }
  for (const tableName of tables) {
    const table = new Table(stack, tableName, {
      ...{ tableName, partitionKey: { name: 'id', type: AttributeType.STRING } },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    const events = new DynamoEventSource(table, { startingPosition: StartingPosition.TRIM_HORIZON });
    functionOf(`read-${tableName}`).addEventSource(events);
  }
  const settings = functionOf('settings', 'index.settings');
  const api = new HttpApi(stack, 'Api');
  const integration = new HttpLambdaIntegration('Settings', settings);
  api.addRoutes({ path: '/forecasts', methods: [HttpMethod.POST], integration });
  new Secret(stack, 'Secret', { secretName: 'keys' });
  const pictures = new Bucket(stack, 'Pictures', { bucketName: 'pictures', eventBridgeEnabled: true });
  const rows = new DistributedMap(stack, 'Rows', {
    itemReader: new S3JsonItemReader({ bucket: pictures, key: 'rows.json' }),
    resultWriterV2: new ResultWriterV2({ bucket: pictures, prefix: 'results' }),
  }).itemProcessor(new Pass(stack, 'Row'));
  const ofRows = { stateMachineName: 'rows', definitionBody: DefinitionBody.fromChainable(rows) };
  new CfnOutput(stack, 'rowsArn', {
    key: 'rowsArn',
    value: new StateMachine(stack, 'OfRows', ofRows).stateMachineArn,
  });
  const arrivals = new Queue(stack, 'Arrivals');
  functionOf('read-arrivals').addEventSource(new SqsEventSource(arrivals));
  const detail = { bucket: { name: [pictures.bucketName] }, object: { key: [{ suffix: '.jpg' }] } };
  new Rule(stack, 'Rule', {
    eventPattern: { source: ['aws.s3'], detailType: ['Object Created'], detail },
    targets: [new SqsQueue(arrivals)],
  });
  new Schedule(stack, 'Daily', {
    schedule: ScheduleExpression.rate(Duration.days(1)),
    target: new LambdaInvoke(functionOf('read-clock')),
  });
  return app.synth().directory;
}

/** A service outside AWS, and what the cloud did with it. */
const weather = {
  name: 'weather',
  page: { title: 'Weather sandbox', note: 'rain and shine' },
  started: undefined as SandboxOptions | undefined,
  forecasts: undefined as string | undefined,
  stopped: false,
  async start(options) {
    weather.started = options;
    return {
      url: 'http://127.0.0.1:9',
      environment: { WEATHER_BASE: 'http://127.0.0.1:9', FROM_THE_APP: 'the app comes last' },
      secret: { weather: { key: 'sunny' } },
      ready: (app) => {
        weather.forecasts = app.urlOf('POST /forecasts');
      },
      stop: async () => {
        weather.stopped = true;
      },
    };
  },
} satisfies Sandbox<'weather'> & Record<string, unknown>;

let cloud: Cloud<'weather'>;

beforeAll(async () => {
  cloud = await startCloud({
    ...{ assembly: synthesise(), retryIntervalMs: 0, scheduleIntervalMs: 500, concurrency: 1 },
    sandboxes: [weather],
    environment: ({ weather: url }) => ({ FROM_THE_APP: url }),
  });
});
afterAll(async () => {
  await cloud.stop();
  expect(weather.stopped).toBe(true);
  rmSync(directory, { recursive: true });
});

/** The records the function got so far. */
const recordsOf = <Event extends { Records: unknown[] }>(name: string): Event['Records'] =>
  cloud.functions.logs(name).flatMap(({ line }) => (JSON.parse(line) as Event).Records);

test('each machine has its own executions, on the console page too', async () => {
  const client = new SFNClient(awsClientConfig(cloud));
  const arnOf = (name: string) => cloud.outputs[`${name}Arn`] ?? '';
  for (const name of machines) {
    const start = { stateMachineArn: arnOf(name), name: `of-${name}` };
    await client.send(new StartExecutionCommand(start));
    await client.send(new StartExecutionCommand({ ...start, name: 'of-all' }));
  }
  for (const name of machines) {
    const list = new ListExecutionsCommand({ stateMachineArn: arnOf(name), statusFilter: 'SUCCEEDED' });
    const named = async () => (await client.send(list)).executions?.map((execution) => execution.name);
    await expect.poll(named).toEqual(['of-all', `of-${name}`]);
  }
  const page = async (path: string) => await (await fetch(`${cloud.endpoints.console}${path}`)).text();
  const first = await page('/executions');
  for (const name of machines) {
    expect(first).toContain(`<a href="/executions/of-all?machine=${name}">of-all</a>`);
    const shown = await page(`/executions/of-all?machine=${name}`);
    expect(shown).toContain(`${name}-pass`);
    expect(await page(`/executions/of-${name}`)).toContain(`${name}-pass`);
  }
});

test('a Distributed Map reads its items from a bucket, and writes its results into one', async () => {
  const [s3, client] = [new S3Client(awsClientConfig(cloud)), new SFNClient(awsClientConfig(cloud))];
  const Bucket = 'pictures';
  await s3.send(new PutObjectCommand({ Bucket, Key: 'rows.json', Body: '[{"row":1},{"row":2}]' }));
  const start = new StartExecutionCommand({ stateMachineArn: cloud.outputs.rowsArn });
  const { executionArn } = await client.send(start);
  const described = () => client.send(new DescribeExecutionCommand({ executionArn }));
  await expect.poll(async () => (await described()).status, { timeout: 10_000 }).toBe('SUCCEEDED');
  const read = async (Key: string) =>
    JSON.parse(
      (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '',
    );
  const { ResultWriterDetails } = JSON.parse((await described()).output ?? '');
  const [file] = (await read(ResultWriterDetails.Key)).ResultFiles.SUCCEEDED;
  const outputs = (await read(file.Key)).map(({ Output }: { Output: string }) => JSON.parse(Output));
  expect(outputs).toEqual([{ row: 1 }, { row: 2 }]);
});

test("each table's stream reaches its function, with the keys and both images", async () => {
  const client = new DynamoDBClient(awsClientConfig(cloud));
  for (const TableName of tables) {
    const id = { S: TableName };
    await client.send(new PutItemCommand({ TableName, Item: { id, status: { S: 'new' } } }));
    await client.send(
      new UpdateItemCommand({
        ...{ TableName, Key: { id } },
        UpdateExpression: 'SET #status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': { S: 'old' } },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName, Key: { id } }));
  }
  for (const name of tables) {
    const records = () => recordsOf<DynamoDBStreamEvent>(`read-${name}`);
    await expect.poll(records, { timeout: 10_000 }).toHaveLength(3);
    const [id, common] = [{ S: name }, { awsRegion: 'us-east-1', eventSource: 'aws:dynamodb' }];
    const [fresh, changed] = [
      { id, status: { S: 'new' } },
      { id, status: { S: 'old' } },
    ];
    const images = records().map(({ eventName, dynamodb }) => {
      const { Keys, OldImage, NewImage, StreamViewType: type } = dynamodb ?? {};
      return { eventName, Keys, OldImage, NewImage, type };
    });
    const of = { Keys: { id }, type: 'NEW_AND_OLD_IMAGES' };
    expect(images).toEqual([
      { eventName: 'INSERT', ...of, NewImage: fresh },
      { eventName: 'MODIFY', ...of, OldImage: fresh, NewImage: changed },
      { eventName: 'REMOVE', ...of, OldImage: changed },
    ]);
    for (const record of records()) {
      expect(record).toMatchObject(common);
      expect(record.eventSourceARN).toContain(`:table/${name}/stream/`);
    }
  }
});

test('an object of a bucket comes to a function by EventBridge and a queue', async () => {
  const client = new S3Client(awsClientConfig(cloud));
  for (const Key of ['list.csv', 'Zoë 1.jpg']) {
    await client.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body: 'photo' }));
  }
  const records = () => recordsOf<SQSEvent>('read-arrivals');
  await expect.poll(records, { timeout: 10_000 }).toHaveLength(1);
  expect(JSON.parse(records()[0]?.body ?? '')).toMatchObject({
    'detail-type': 'Object Created',
    detail: { object: { key: 'Zoë 1.jpg', size: 5 } },
  });
});

test('a schedule invokes its function', async () => {
  await expect.poll(() => cloud.functions.logs('read-clock').length, { timeout: 10_000 }).toBeGreaterThan(0);
  const [{ line } = { line: '' }] = cloud.functions.logs('read-clock');
  expect(JSON.parse(line)).toMatchObject({ source: 'aws.scheduler' });
});

test('a sandbox of the list is started, announced, added to variables and secret, and given the app’s addresses', async () => {
  expect(weather.started).toMatchObject({ port: 0, retryIntervalMs: 0 });
  expect(cloud.endpoints.weather).toBe('http://127.0.0.1:9');
  expect(cloud.pages.map(({ title }) => title)).toEqual(['Executions', 'Mails', 'Weather sandbox']);
  expect(await (await fetch(cloud.endpoints.console)).text()).toContain('Weather sandbox');
  const secrets = new SecretsManagerClient(awsClientConfig(cloud));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'keys' }));
  expect(JSON.parse(SecretString ?? '')).toEqual({ weather: { key: 'sunny' } });
  // The route's function answers with its own settings.
  const settings = await (await fetch(weather.forecasts ?? '', { method: 'POST' })).json();
  expect(settings).toMatchObject({
    AWS_ENDPOINT_URL: cloud.endpoints.aws,
    WEATHER_BASE: 'http://127.0.0.1:9',
    FROM_THE_APP: 'http://127.0.0.1:9',
  });
});
