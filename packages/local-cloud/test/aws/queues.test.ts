import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type ServerType, serve } from '@hono/node-server';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Queues, type QueuesOptions, startQueues } from '../../aws/queues.ts';

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const queues: QueuesOptions['queues'] = [
  {
    name: 'processing',
    attributes: {
      VisibilityTimeout: '600',
      MessageRetentionPeriod: '345600',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('failed_registrations'), maxReceiveCount: 2 }),
    },
  },
  { name: 'slow', attributes: { DelaySeconds: '120' } },
  { name: 'failed_registrations', attributes: {} },
];
const toStop: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) await stop();
});

interface Edge {
  url: string;
  client: SQSClient;
  queues: Queues;
  stop: () => Promise<void>;
}

async function edge(dataDir?: string, region = 'us-east-1'): Promise<Edge> {
  let started: Queues | undefined;
  const listening = await new Promise<ServerType>((ready) => {
    const fetch = (request: Request) => started?.fetch(request) ?? new Response(null, { status: 503 });
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => ready(server));
  });
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const running = await startQueues({
    queues,
    publicUrl: url,
    dataDir,
    region: 'us-east-1',
    accountId: '000000000000',
  });
  started = running;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  const stop = async () => {
    client.destroy();
    if ('closeAllConnections' in listening) listening.closeAllConnections();
    listening.close();
    await running.stop();
  };
  return { url, client, queues: running, stop };
}

async function cloud(): Promise<Edge & { processing: string; receive: Receive }> {
  const started = await edge();
  toStop.push(started.stop);
  const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) => {
    const QueueUrl = started.queues.urlOf('processing');
    const { Messages = [] } = await started.client.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
    return Messages;
  };
  return { ...started, processing: started.queues.urlOf('processing'), receive };
}
type Receive = (more?: Partial<ReceiveMessageCommandInput>) => Promise<
  {
    MessageId?: string;
    ReceiptHandle?: string;
    Body?: string;
    Attributes?: Partial<Record<string, string>>;
  }[]
>;

describe('the JSON protocol', () => {
  test('carries a message with its attributes; the client checks the digests', async () => {
    const { client, processing, receive } = await cloud();
    const MessageAttributes = { Name: { DataType: 'String', StringValue: 'entry "1" <é>' } };
    const MessageBody = JSON.stringify({ full_name: { S: 'Žofie 김' } });
    await client.send(new SendMessageCommand({ QueueUrl: processing, MessageBody, MessageAttributes }));
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({ Body: MessageBody, MessageAttributes });
    expect(message?.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await receive()).toEqual([]);
    await client.send(
      new DeleteMessageCommand({ QueueUrl: processing, ReceiptHandle: message?.ReceiptHandle }),
    );
  });

  test('returns URLs under the edge’s, whatever the client’s region', async () => {
    const { url, client, stop } = await edge(undefined, 'eu-west-1');
    toStop.push(stop);
    const found = await client.send(new GetQueueUrlCommand({ QueueName: 'processing' }));
    expect(found.QueueUrl).toBe(`${url}/000000000000/processing`);
    const listed = await client.send(new ListQueuesCommand({}));
    const names = ['failed_registrations', 'processing', 'slow'];
    expect(listed.QueueUrls).toEqual(names.map((name) => `${url}/000000000000/${name}`));
    const absent = client.send(new GetQueueUrlCommand({ QueueName: 'absent' }));
    await expect(absent).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('queues have the attributes of their definitions', async () => {
    const { client, processing, queues: running } = await cloud();
    const all = { AttributeNames: ['All' as const] };
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: processing, ...all }));
    expect(Attributes).toMatchObject({ ...queues[0]?.attributes, QueueArn: arn('processing') });
    const QueueUrl = running.urlOf('slow');
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    const slow = await client.send(new GetQueueAttributesCommand({ QueueUrl, ...all }));
    expect([Messages, slow.Attributes?.ApproximateNumberOfMessagesDelayed]).toEqual([undefined, '1']);
  });

  test('a message received too often goes to the dead-letter queue', async () => {
    const { client, processing, receive, queues: running } = await cloud();
    await client.send(new SendMessageCommand({ QueueUrl: processing, MessageBody: 'poison' }));
    for (const expected of ['1', '2']) {
      const [message] = await receive({ MessageSystemAttributeNames: ['All'] });
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(expected);
      const handle = { QueueUrl: processing, ReceiptHandle: message?.ReceiptHandle };
      await client.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
    }
    expect(await receive()).toEqual([]);
    const [dead] = await receive({ QueueUrl: running.urlOf('failed_registrations') });
    expect(dead?.Body).toBe('poison');
  });

  test('dead letters are moved back to their queue, or to another', async () => {
    const { client, receive, queues: running } = await cloud();
    const [SourceArn, DestinationArn] = [arn('failed_registrations'), arn('failed_registrations')];
    const QueueUrl = running.urlOf('failed_registrations');
    const MessageAttributes = { Name: { DataType: 'String', StringValue: 'kept' } };
    for (let count = 0; count < 12; count++) {
      await client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: `entry ${count}`, MessageAttributes }),
      );
    }
    await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    expect(await receive({ QueueUrl })).toEqual([]);
    const [first] = await receive({ MessageAttributeNames: ['All'] });
    expect(first).toMatchObject({ Body: 'entry 0', MessageAttributes });
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results).toMatchObject([{ SourceArn, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 12 }]);

    const others = new StartMessageMoveTaskCommand({ SourceArn: arn('processing'), DestinationArn });
    await expect(client.send(others)).rejects.toThrow('must be configured as a Dead Letter Queue');
  });

  test('batches, purging, and a long poll ended by a message', async () => {
    const { client, processing, receive } = await cloud();
    const polling = receive({ WaitTimeSeconds: 10, MaxNumberOfMessages: 10 });
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl: processing, Entries }));
    expect(Successful).toHaveLength(2);
    const received = [...(await polling), ...(await receive({ MaxNumberOfMessages: 10 }))];
    expect(received.map(({ Body }) => Body)).toEqual(['a', 'b']);
    const handles = received.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: processing, Entries: handles }));
    await client.send(new SendMessageCommand({ QueueUrl: processing, MessageBody: 'c' }));
    await client.send(new PurgeQueueCommand({ QueueUrl: processing }));
    expect(await receive()).toEqual([]);
  });
});

test('a restart loses nothing: waiting, in flight and delayed messages, counts and handles', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'queues-'));
  toStop.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const before = await edge(dataDir);
  const send = (name: string, MessageBody: string) =>
    before.client.send(new SendMessageCommand({ QueueUrl: before.queues.urlOf(name), MessageBody }));
  await send('processing', 'in flight');
  const QueueUrl = before.queues.urlOf('processing');
  const { Messages = [] } = await before.client.send(new ReceiveMessageCommand({ QueueUrl }));
  await send('processing', 'waiting');
  await send('slow', 'delayed');
  await before.stop();

  const { client, queues: running, url, stop } = await edge(dataDir);
  toStop.push(stop);
  const ofNow = { QueueUrl: running.urlOf('processing') };
  expect(ofNow.QueueUrl).toContain(url);
  const kept = await client.send(new ReceiveMessageCommand({ ...ofNow, MaxNumberOfMessages: 10 }));
  expect(kept.Messages?.map(({ Body }) => Body)).toEqual(['waiting']);
  const back = { ...ofNow, ReceiptHandle: Messages[0]?.ReceiptHandle, VisibilityTimeout: 0 };
  await client.send(new ChangeMessageVisibilityCommand(back));
  const MessageSystemAttributeNames = ['ApproximateReceiveCount' as const];
  const again = await client.send(new ReceiveMessageCommand({ ...ofNow, MessageSystemAttributeNames }));
  expect(again.Messages?.[0]).toMatchObject({
    Body: 'in flight',
    Attributes: { ApproximateReceiveCount: '2' },
  });
  const AttributeNames = ['ApproximateNumberOfMessagesDelayed' as const];
  const slow = { QueueUrl: running.urlOf('slow'), AttributeNames };
  const { Attributes } = await client.send(new GetQueueAttributesCommand(slow));
  expect(Attributes?.ApproximateNumberOfMessagesDelayed).toBe('1');
});

test('as time passes, delayed messages arrive and invisible ones come back, but not what a function works on', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'queues-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  let running = await edge(dataDir);
  const bodies = async (name: string) => {
    const QueueUrl = running.queues.urlOf(name);
    const { Messages = [] } = await running.client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => Body).sort();
  };
  const send = (name: string, MessageBody: string) =>
    running.client.send(new SendMessageCommand({ QueueUrl: running.queues.urlOf(name), MessageBody }));
  for (const body of ['failed', 'worked on']) await send('processing', body);
  const QueueUrl = running.queues.urlOf('processing');
  const received = await running.client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  const workedOn = received.Messages?.find(({ Body }) => Body === 'worked on')?.ReceiptHandle;
  await send('slow', 'delayed');
  const pass = (ms: number) => running.queues.pass(ms, (handle) => handle === workedOn);
  pass(119_000);
  expect([await bodies('slow'), await bodies('processing')]).toEqual([[], []]);
  pass(500_000);
  expect([await bodies('slow'), await bodies('processing')]).toEqual([['delayed'], ['failed']]);
  await send('slow', 'over a restart');
  pass(60_000);
  await running.stop();
  running = await edge(dataDir);
  toStop.push(running.stop);
  pass(60_000);
  expect(await bodies('slow')).toContain('over a restart');
});

describe('the query protocol', () => {
  const body = 'a & b < c "d"\r\nŽofie 김';

  async function query(to: string, Action: string, parameters: Record<string, string> = {}) {
    const form = new URLSearchParams({ Action, Version: '2012-11-05', ...parameters });
    const response = await fetch(to, { method: 'POST', body: form });
    return { status: response.status, xml: await response.text() };
  }
  const inner = (xml: string, name: string) =>
    new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? '';

  test('sends, receives, hides and deletes with message attributes', async () => {
    const { processing, receive } = await cloud();
    const sent = await query(processing, 'SendMessage', {
      MessageBody: body,
      'MessageAttribute.1.Name': 'Name',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'x<y',
      'MessageAttribute.2.Name': 'Transaction',
      'MessageAttribute.2.Value.DataType': 'Number',
      'MessageAttribute.2.Value.StringValue': '7',
    });
    expect(sent.status).toBe(200);
    expect(sent.xml).toContain('<SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">');
    expect(inner(sent.xml, 'MD5OfMessageBody')).toMatch(/^[0-9a-f]{32}$/);
    expect(inner(sent.xml, 'MD5OfMessageAttributes')).toMatch(/^[0-9a-f]{32}$/);
    const [json] = await receive({ MessageAttributeNames: ['All'], VisibilityTimeout: 0 });
    expect(json).toMatchObject({
      Body: body,
      MessageAttributes: {
        Name: { StringValue: 'x<y' },
        Transaction: { DataType: 'Number', StringValue: '7' },
      },
    });
    const wanted = { 'AttributeName.1': 'All', 'MessageAttributeName.1': 'All', MaxNumberOfMessages: '10' };
    const { xml } = await query(processing, 'ReceiveMessage', wanted);
    expect(inner(xml, 'Body')).toBe('a &#38; b &#60; c &#34;d&#34;&#13;\nŽofie 김');
    expect(xml).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>2</Value></Attribute>');
    expect(xml).toContain(
      '<MessageAttribute><Name>Name</Name><Value><DataType>String</DataType><StringValue>x&#60;y</StringValue></Value></MessageAttribute>',
    );
    const ReceiptHandle = inner(xml, 'ReceiptHandle');
    const hidden = await query(processing, 'ChangeMessageVisibility', {
      ReceiptHandle,
      VisibilityTimeout: '30',
    });
    expect([hidden.status, hidden.xml.includes('Result>')]).toEqual([200, false]);
    expect((await query(processing, 'DeleteMessage', { ReceiptHandle })).status).toBe(200);
    expect((await query(processing, 'PurgeQueue')).status).toBe(200);
  });

  test('batches, URLs and attributes', async () => {
    const { url, processing } = await cloud();
    const sent = await query(processing, 'SendMessageBatch', {
      'SendMessageBatchRequestEntry.1.Id': 'a',
      'SendMessageBatchRequestEntry.1.MessageBody': 'one',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'Name',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'n',
      'SendMessageBatchRequestEntry.2.Id': 'b',
      'SendMessageBatchRequestEntry.2.MessageBody': 'two',
      'SendMessageBatchRequestEntry.2.DelaySeconds': '60',
    });
    expect(sent.xml.match(/<SendMessageBatchResultEntry>/g)).toHaveLength(2);
    const { xml } = await query(processing, 'ReceiveMessage', { MaxNumberOfMessages: '10' });
    expect(xml.match(/<Message>/g)).toHaveLength(1);
    const deleted = await query(processing, 'DeleteMessageBatch', {
      'DeleteMessageBatchRequestEntry.1.Id': 'a',
      'DeleteMessageBatchRequestEntry.1.ReceiptHandle': inner(xml, 'ReceiptHandle'),
    });
    expect(inner(deleted.xml, 'DeleteMessageBatchResultEntry')).toBe('<Id>a</Id>');
    const found = await query(url, 'GetQueueUrl', { QueueName: 'processing' });
    expect(inner(found.xml, 'QueueUrl')).toBe(processing);
    expect((await query(url, 'ListQueues')).xml.match(/<QueueUrl>/g)).toHaveLength(3);
    const attributes = await query(processing, 'GetQueueAttributes', {
      'AttributeName.1': 'VisibilityTimeout',
    });
    expect(inner(attributes.xml, 'Attribute')).toBe('<Name>VisibilityTimeout</Name><Value>600</Value>');
  });

  test.each([
    ['absent', 'SendMessage', { MessageBody: 'x' }, 'AWS.SimpleQueueService.NonExistentQueue'],
    ['processing', 'SendMessage', {}, 'MissingParameter'],
    ['processing', 'Nonsense', {}, 'InvalidAction'],
  ])('reports errors about %s %s in its own shape', async (name, action, parameters, code) => {
    const { queues: running } = await cloud();
    const { status, xml } = await query(running.urlOf(name), action, parameters as Record<string, string>);
    expect([status, inner(xml, 'Code'), inner(xml, 'Type')]).toEqual([400, code, 'Sender']);
    expect(xml).toContain('<ErrorResponse xmlns=');
  });

  test('a request of neither protocol is refused', async () => {
    const { url } = await cloud();
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(400);
  });
});

const run = promisify(execFile);
const cli = process.env.TEST_AWS_CLI;

test.runIf(cli)('the AWS CLI named by TEST_AWS_CLI sends and receives', async () => {
  const { url, processing } = await cloud();
  const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' };
  const aws = async (...words: string[]) => {
    const { stdout } = await run(cli ?? '', ['--endpoint-url', url, '--output', 'json', 'sqs', ...words], {
      env,
    });
    return stdout ? JSON.parse(stdout) : undefined;
  };
  const attributes = '{"Name":{"DataType":"String","StringValue":"n"}}';
  const about = ['--queue-url', processing];
  await aws('send-message', ...about, '--message-body', 'hello <&>', '--message-attributes', attributes);
  const wanted = ['--attribute-names', 'All', '--message-attribute-names', 'All'];
  const { Messages } = await aws('receive-message', ...about, ...wanted);
  expect(Messages[0]).toMatchObject({ Body: 'hello <&>', MessageAttributes: { Name: { StringValue: 'n' } } });
  await aws('delete-message', ...about, '--receipt-handle', Messages[0].ReceiptHandle);
  expect((await aws('get-queue-url', '--queue-name', 'processing')).QueueUrl).toBe(processing);
});
