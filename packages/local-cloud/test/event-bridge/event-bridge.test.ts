import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bucketsOf, startBuckets } from '../../aws/buckets.ts';
import { startEdge } from '../../aws/edge.ts';
import { queuesOf } from '../../aws/queue-definitions.ts';
import { startQueues } from '../../aws/queues.ts';
import { Deliveries, type Delivery } from '../../event-bridge/deliveries.ts';
import { type EventBus, startEventBus } from '../../event-bridge/event-bus.ts';
import { eventBucketsOf, objectEvent } from '../../event-bridge/object-events.ts';
import { rulesOf } from '../../event-bridge/rules.ts';
import { Faults } from '../../faults.ts';
import type { Outcome } from '../../functions/function-instance.ts';
import { Parts } from '../../parts.ts';
import { Template } from '../../template/template.ts';

/** A bucket's pictures go to a queue, those under `urgent/` also to a function. */
function synthesise(): Template {
  const stack = new Stack(new App(), 'Stack');
  const pictures = new Bucket(stack, 'Pictures', { bucketName: 'pictures', eventBridgeEnabled: true });
  new Bucket(stack, 'Silent', { bucketName: 'silent' });
  const failed = new Queue(stack, 'Failed', { queueName: 'failed' });
  const arrivals = new Queue(stack, 'Arrivals', { queueName: 'arrivals' });
  const pattern = { source: ['aws.s3'], detail: { bucket: { name: [pictures.bucketName] } } };
  new Rule(stack, 'All', {
    eventPattern: pattern,
    targets: [new SqsQueue(arrivals, { deadLetterQueue: failed, retryAttempts: 2 })],
  });
  const urgent = LambdaFunction.fromFunctionAttributes(stack, 'Function', {
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:urgent',
    sameEnvironment: true,
  });
  const detail = { ...pattern.detail, object: { key: [{ prefix: 'urgent/' }] } };
  const eventPattern = { source: pattern.source, detailType: ['Object Created'], detail };
  new Rule(stack, 'Urgent', { eventPattern, targets: [new FunctionTarget(urgent)] });
  return new Template(Synthesised.fromStack(stack).toJSON(), { stackName: 'Stack' });
}

const parts = new Parts();
const faults = new Faults();
let s3: S3Client;
let sqs: SQSClient;
let bus: EventBus;
let edgeUrl: string;
/** The function's events, and its queued outcomes; after those it succeeds. */
const invoked: unknown[] = [];
const answers: Outcome[] = [];

beforeAll(async () => {
  const template = synthesise();
  const { promise: services, resolve } =
    Promise.withResolvers<Awaited<Parameters<typeof startEdge>[0]['services']>>();
  const edge = await parts.start(startEdge({ faults, services }));
  edgeUrl = edge.url;
  const eventBuckets = eventBucketsOf(template);
  const [buckets, queues] = await parts.all([
    startBuckets({
      buckets: bucketsOf(template),
      onChange: (change) => {
        if (eventBuckets.has(change.bucket)) bus.send(objectEvent(change, Date.now()));
      },
    }),
    startQueues({
      queues: queuesOf(template),
      publicUrl: edge.url,
      region: 'us-east-1',
      accountId: '000000000000',
    }),
  ]);
  const unused = () => Promise.reject(new Error('not used here'));
  resolve({
    dynamodbUrl: '',
    s3Url: buckets.url,
    queues: (request) => queues.fetch(request),
    states: unused,
    secrets: () => ({ status: 400, body: {} }),
    functions: { has: () => false, invoke: unused },
  });
  const deliveries = new Deliveries({
    edgeUrl: edge.url,
    invoke: async (_, event) => {
      invoked.push(event);
      return answers.shift() ?? { ok: true, value: null };
    },
    retryIntervalMs: 0,
  });
  bus = parts.add(startEventBus({ rules: rulesOf(template), deliveries: parts.add(deliveries) }));
  const client = {
    endpoint: edge.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    forcePathStyle: true,
    maxAttempts: 1,
  };
  s3 = new S3Client(client);
  sqs = new SQSClient(client);
});
afterEach(() => {
  faults.clear();
  invoked.splice(0);
  answers.splice(0);
});
afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  await parts.stop();
});

/** Waits for a message in the queue. */
async function receive(queue = 'arrivals'): Promise<Message> {
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${edgeUrl}/000000000000/${queue}`,
      WaitTimeSeconds: 5,
      MessageAttributeNames: ['All'],
    }),
  );
  if (!message) throw new Error(`nothing came to ${queue}`);
  return message;
}
const event = async (queue?: string) => JSON.parse((await receive(queue)).Body ?? '');
const put = (Key: string, Bucket = 'pictures') =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: 'photo' }));

describe('an object that is created', () => {
  test('is reported to a queue as by EventBridge, with its key not encoded', async () => {
    const key = 'École + 한국/photo 1.jpg';
    await put(key);
    expect(await event()).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:s3:::pictures'],
      detail: {
        version: '0',
        bucket: { name: 'pictures' },
        object: {
          key,
          size: 5,
          etag: '5ae0c1c8a5260bc7b6648f6fbd115c35',
          sequencer: expect.stringMatching(/^[0-9A-F]{16,}$/),
        },
        'request-id': expect.stringMatching(/^[0-9A-Z]{16}$/),
        requester: '000000000000',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    });
  });

  test('is readable when its event arrives, and later events have greater sequencers', async () => {
    const sequencers: string[] = [];
    for (const Body of ['first', 'second']) {
      const sent = s3.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'again', Body }));
      const { detail } = await event();
      const read = await s3.send(new GetObjectCommand({ Bucket: 'pictures', Key: 'again' }));
      expect(await read.Body?.transformToString()).toBe(Body);
      sequencers.push(detail.object.sequencer);
      await sent;
    }
    expect(sequencers).toEqual(sequencers.toSorted());
    expect(new Set(sequencers).size).toBe(2);
  });

  test('by a copy or in parts is reported too', async () => {
    await put('source', 'silent');
    await s3.send(new CopyObjectCommand({ Bucket: 'pictures', Key: 'copy', CopySource: 'silent/source' }));
    expect((await event()).detail).toMatchObject({
      object: { key: 'copy', size: 5, etag: '5ae0c1c8a5260bc7b6648f6fbd115c35' },
      reason: 'CopyObject',
    });
    const named = { Bucket: 'pictures', Key: 'parts' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(named));
    const part = new UploadPartCommand({ ...named, UploadId, PartNumber: 1, Body: 'photo' });
    const { ETag } = await s3.send(part);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...named, UploadId, MultipartUpload }));
    expect((await event()).detail).toMatchObject({
      object: { key: 'parts', size: 5 },
      reason: 'CompleteMultipartUpload',
    });
  });

  test('in a bucket without notifications is not reported', async () => {
    await put('secret', 'silent');
    await put('known');
    expect((await event()).detail.object.key).toBe('known');
  });
});

test('a deleted object is reported, however it was deleted', async () => {
  for (const Key of ['one', 'two']) {
    await put(Key);
    await receive();
  }
  await s3.send(new DeleteObjectCommand({ Bucket: 'pictures', Key: 'one' }));
  const { detail, 'detail-type': type } = await event();
  expect(type).toBe('Object Deleted');
  expect(detail).toMatchObject({ reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' });
  expect(Object.keys(detail.object)).toEqual(['key', 'sequencer']);
  await s3.send(new DeleteObjectsCommand({ Bucket: 'pictures', Delete: { Objects: [{ Key: 'two' }] } }));
  expect((await event()).detail.object.key).toBe('two');
});

describe('a function', () => {
  const failed: Outcome = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };

  test('receives the events that match its rule', async () => {
    await put('other/a');
    await put('urgent/a');
    await expect.poll(() => invoked).toHaveLength(1);
    expect(invoked).toMatchObject([{ detail: { object: { key: 'urgent/a' } } }]);
    await receive();
    await receive();
  });

  test('that fails is invoked twice more with the same event', async () => {
    answers.push(failed, failed, failed);
    await put('urgent/b');
    await expect.poll(() => invoked).toHaveLength(3);
    expect(new Set(invoked.map((one) => JSON.stringify(one))).size).toBe(1);
    await put('urgent/c');
    await expect.poll(() => invoked).toHaveLength(4);
    await receive();
    await receive();
  });
});

describe('a queue that refuses an event', () => {
  const refuse = (times: number) =>
    faults.add({
      service: 'sqs',
      operation: 'SendMessage',
      contains: 'arrivals',
      times,
      behaviour: { kind: 'answer', status: 503 },
    });

  test('is tried again', async () => {
    refuse(2);
    await put('late');
    expect((await event()).detail.object.key).toBe('late');
  });

  test('is given up in the end: the event goes to the dead-letter queue', async () => {
    refuse(3);
    await put('never');
    const { Body, MessageAttributes } = await receive('failed');
    expect(JSON.parse(Body ?? '').detail.object.key).toBe('never');
    const about = Object.entries(MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(Object.fromEntries(about)).toMatchObject({
      RULE_ARN: expect.stringMatching(/^arn:aws:events:us-east-1:000000000000:rule\/Stack-All/),
      TARGET_ARN: 'arn:aws:sqs:us-east-1:000000000000:arrivals',
      RETRY_ATTEMPTS: '2',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  });
});

test('a rule with a schedule sends scheduled events until the bus is stopped', async () => {
  const sent: unknown[] = [];
  const { promise: twice, resolve } = Promise.withResolvers<void>();
  const arn = 'arn:aws:events:us-east-1:000000000000:rule/often';
  const target = { arn: 'arn:aws:lambda:us-east-1:000000000000:function:f', retries: 0, eventAgeMs: 1_000 };
  const begin = ({ payload }: Delivery) => {
    if (sent.push(payload(1)) === 2) resolve();
  };
  const scheduled = startEventBus({
    rules: [{ arn, wanted: () => false, everyMs: 86_400_000, targets: [target] }],
    deliveries: { begin },
    scheduleInterval: 1,
  });
  await twice;
  await scheduled.stop();
  const count = sent.length;
  expect(sent[0]).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    resources: [arn],
    detail: {},
  });
  await new Promise((done) => setTimeout(done, 10));
  expect(sent).toHaveLength(count);
});

describe('the template', () => {
  const templateOf = (Resources: object) => new Template({ Resources }, { stackName: 'Stack' });
  const bucket = (NotificationConfiguration?: object) =>
    templateOf({
      B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b', NotificationConfiguration } },
    });
  const rule = (properties: object) =>
    templateOf({
      R: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.s3'] }, ...properties } },
    });
  const target = (more: object) => ({
    Targets: [{ Id: 'T', Arn: 'arn:aws:sqs:us-east-1:000000000000:q', ...more }],
  });

  test.each<[string, object | undefined, string[]]>([
    ['on', { EventBridgeConfiguration: { EventBridgeEnabled: true } }, ['b']],
    ['on when there is a configuration', { EventBridgeConfiguration: {} }, ['b']],
    ['off', { EventBridgeConfiguration: { EventBridgeEnabled: false } }, []],
    ['off when there is no configuration', undefined, []],
  ])('turns the events of a bucket %s', (_, configuration, names) => {
    expect([...eventBucketsOf(bucket(configuration))]).toEqual(names);
  });

  test('cannot have a bucket notify a queue itself', () => {
    expect(() => eventBucketsOf(bucket({ QueueConfigurations: [] }))).toThrow(
      'B: the local cloud does not know QueueConfigurations of a bucket',
    );
  });

  test('leaves out disabled rules', () => {
    expect(rulesOf(rule({ State: 'DISABLED', ScheduleExpression: 'rate(1 day)' }))).toEqual([]);
  });

  test.each<[string, number]>([
    ['rate(1 minute)', 60_000],
    ['rate(10 minutes)', 600_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('runs a rule with the schedule %s at that interval, and for no event', (ScheduleExpression, everyMs) => {
    const [scheduled] = rulesOf(rule({ ScheduleExpression, EventPattern: undefined }));
    expect(scheduled).toMatchObject({ everyMs });
    expect(scheduled?.wanted({ source: 'aws.s3' })).toBe(false);
  });

  test.each<[string, object, string]>([
    ['a calendar', { ScheduleExpression: 'cron(0 8 * * ? *)' }, 'cannot run a rule with the schedule cron'],
    ['no time', { ScheduleExpression: 'rate(soon)' }, 'cannot run a rule with the schedule rate(soon)'],
    ['another bus', { EventBusName: 'other' }, 'does not know the event bus other'],
    ['an unknown filter', { EventPattern: { source: [{ cidr: 'x' }] } }, 'does not know the filter'],
    ['a topic', target({ Arn: 'arn:aws:sns:us-east-1:0:t' }), 'cannot send events to arn:aws:sns'],
    ['an input path', target({ InputPath: '$.detail' }), 'does not know InputPath'],
    ['an input', target({ Input: '{}' }), 'does not know Input'],
    ['a transformed input', target({ InputTransformer: {} }), 'does not know InputTransformer'],
  ])('with a rule of %s is refused', (_, properties, words) => {
    expect(() => rulesOf(rule(properties))).toThrow(new RegExp(`^R: .*${words.replace(/[()]/g, '\\$&')}`));
  });
});
