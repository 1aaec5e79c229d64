import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBuckets } from '../../aws/buckets.ts';
import { startEdge } from '../../aws/edge.ts';
import { Secrets } from '../../aws/secrets.ts';
import { awsClientConfig, onlooker } from '../../clients.ts';
import { Faults } from '../../faults.ts';
import { Parts } from '../../parts.ts';
import { MailService } from '../../ses/mail-service.ts';

const parts = new Parts();
const faults = new Faults();
const dataDir = mkdtempSync(join(tmpdir(), 'edge-'));
let url: string;
let calls: ReadonlyMap<string, number>;
let s3: S3Client;

const secret = {
  name: 'the-secret',
  arn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:the-secret-AbCdEf',
};

/** A client without retries, with made-up credentials. */
const client = () => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIA-anything', secretAccessKey: 'whatever' },
  maxAttempts: 1,
});

beforeAll(async () => {
  const buckets = await parts.start(startBuckets({ buckets: ['pictures', 'badges'], dataDir }));
  const secrets = new Secrets([{ ...secret, value: 'first' }]);
  const edge = await parts.start(
    startEdge({
      faults,
      services: Promise.resolve({
        dynamodbUrl: 'http://127.0.0.1:1',
        s3Url: buckets.url,
        mails: new MailService(new Map(), () => undefined),
        queues: async (request) => Response.json({ seen: await request.text() }),
        states: async (operation, body) => ({
          status: 200,
          body: { executionArn: operation, ...body, startDate: 1 },
        }),
        secrets: (operation, body) => secrets.handle(operation, body),
        functions: {
          has: (name) => name === 'known',
          invoke: async (_, event) =>
            (event as { throttle?: true }).throttle
              ? {
                  ok: false,
                  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
                  throttled: true,
                }
              : (event as { fail?: true }).fail
                ? { ok: false, error: { errorType: 'Error', errorMessage: 'no' } }
                : { ok: true, value: event },
        },
      }),
    }),
  );
  ({ url, calls } = edge);
  s3 = new S3Client(client());
});
afterEach(() => faults.clear());
afterAll(async () => {
  s3.destroy();
  await parts.stop();
  rmSync(dataDir, { recursive: true });
});

describe('S3 behind the edge', () => {
  const read = async (Bucket: string, Key: string) => {
    const { Body, ...rest } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { ...rest, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
  };

  test('keeps an object with its type and metadata, under a key in any script', async () => {
    const Key = 'Ecole-École 한국_badge.jpg';
    const Body = Buffer.from([0, 1, 2, 255]);
    await s3.send(
      new PutObjectCommand({
        Bucket: 'badges',
        Key,
        Body,
        ContentType: 'image/jpeg',
        Metadata: { md5: 'x' },
      }),
    );
    const got = await read('badges', Key);
    expect(got).toMatchObject({ ContentType: 'image/jpeg', Metadata: { md5: 'x' }, ContentLength: 4 });
    expect(got.bytes).toEqual(Body);
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'badges', Key }))).toMatchObject({
      ContentLength: 4,
    });
    await s3.send(
      new CopyObjectCommand({ Bucket: 'pictures', Key: 'copy', CopySource: encodeURI(`badges/${Key}`) }),
    );
    expect((await read('pictures', 'copy')).bytes).toEqual(Body);
    await s3.send(new DeleteObjectCommand({ Bucket: 'pictures', Key: 'copy' }));
    await expect(read('pictures', 'copy')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('accepts a streamed body with its checksum at the end', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(50_000, index));
    const whole = Buffer.concat(chunks);
    await s3.send(
      new PutObjectCommand({
        Bucket: 'pictures',
        Key: 'streamed',
        Body: Readable.from(chunks),
        ContentLength: whole.length,
      }),
    );
    const got = await read('pictures', 'streamed');
    expect(got.ContentEncoding).toBeUndefined();
    expect(got.bytes.equals(whole)).toBe(true);
  });

  test('never shows half an object to a reader during a write', async () => {
    const versions = [Buffer.alloc(400_000, 'a'), Buffer.alloc(400_000, 'b')];
    const write = async (Body: Buffer) =>
      await s3.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'contested', Body }));
    await write(Buffer.alloc(400_000, 'a'));
    for (let round = 0; round < 5; round += 1) {
      const writing = Promise.all(versions.map(write));
      const { bytes } = await read('pictures', 'contested');
      await writing;
      expect(bytes.length).toBe(400_000);
      expect(new Set(bytes).size).toBe(1);
    }
  });

  test('lists more objects than fit on one page', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `page/${String(index).padStart(2, '0')} x.jpg`);
    await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket: 'badges', Key, Body: 'x' }))));
    const pages: (string | undefined)[][] = [];
    const listing = paginateListObjectsV2({ client: s3, pageSize: 5 }, { Bucket: 'badges', Prefix: 'page/' });
    for await (const { Contents = [] } of listing) pages.push(Contents.map(({ Key }) => Key));
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    expect(pages.flat()).toEqual(keys);
  });
});

test('Secrets Manager returns the secret by name or ARN, and accepts a new value', async () => {
  const secrets = new SecretsManagerClient(client());
  const value = async (SecretId: string) =>
    (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  expect(await value('the-secret')).toBe('first');
  await secrets.send(new PutSecretValueCommand({ SecretId: secret.arn, SecretString: 'second' }));
  expect(await value(secret.arn)).toBe('second');
  await expect(value('another')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('SES accepts a mail and shows it', async () => {
  const Text = { Data: 'Welcome' };
  const { MessageId } = await new SESv2Client(client()).send(
    new SendEmailCommand({
      FromEmailAddress: 'from@example.com',
      Destination: { ToAddresses: ['to@example.com'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text } } },
    }),
  );
  const { emails } = (await (await fetch(`${url}/_mails`)).json()) as { emails: object[] };
  expect(emails).toMatchObject([{ messageId: MessageId, subject: 'Hello' }]);
});

test('Step Functions gets the operation and its body', async () => {
  const execution = new StartExecutionCommand({ stateMachineArn: 'arn', name: 'cs_1' });
  expect(await new SFNClient(client()).send(execution)).toMatchObject({ executionArn: 'StartExecution' });
});

test('an SQS client older than the JSON protocol reaches the queues', async () => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ Action: 'ListQueues' }) });
  expect(await response.json()).toEqual({ seen: 'Action=ListQueues' });
});

describe("Lambda's Invoke", () => {
  const invoke = (name: string, body: object) =>
    fetch(`${url}/2015-03-31/functions/${name}/invocations`, { method: 'POST', body: JSON.stringify(body) });

  test('answers with what the function returned', async () => {
    expect(await (await invoke('known', { a: 1 })).json()).toEqual({ a: 1 });
  });

  test('marks an error of the function', async () => {
    const response = await invoke('known', { fail: true });
    expect([response.status, response.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
  });

  test('refuses a throttled invocation', async () => {
    const response = await invoke('known', { throttle: true });
    const type = response.headers.get('x-amzn-errortype');
    expect([response.status, type]).toEqual([429, 'TooManyRequestsException']);
    expect(await response.json()).toMatchObject({ Reason: 'ConcurrentInvocationLimitExceeded' });
  });

  test('does not find an unknown function', async () => {
    expect((await invoke('unknown', {})).status).toBe(404);
  });
});

describe('a fault', () => {
  const add = (fault: object) => fetch(`${url}/_faults`, { method: 'POST', body: JSON.stringify(fault) });
  const put = (Key: string, Body: string | Readable = 'ab') =>
    s3.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body, ContentLength: 2 }));
  const there = (Key: string) => s3.send(new HeadObjectCommand({ Bucket: 'pictures', Key }));

  test('is added, listed and removed over HTTP; a malformed one is refused', async () => {
    const fault = { service: 's3', operation: 'GetObject', behaviour: { kind: 'reset' } };
    expect((await add(fault)).status).toBe(201);
    expect(await (await fetch(`${url}/_faults`)).json()).toMatchObject([fault]);
    expect((await add({ service: 's3' })).status).toBe(400);
    expect((await fetch(`${url}/_faults`, { method: 'DELETE' })).status).toBe(204);
    expect(faults.list()).toEqual([]);
  });

  test('answers in place of one call of the service, and the next succeeds', async () => {
    await add({ service: 's3', operation: 'PutObject', behaviour: { kind: 'answer', status: 503 } });
    await expect(put('slow')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await expect(there('slow')).rejects.toMatchObject({ name: 'NotFound' });
    await put('slow');
    await there('slow');
  });

  test('loses the answer of a call that was carried out', async () => {
    await add({
      service: 's3',
      operation: 'PutObject',
      contains: 'lost',
      behaviour: { kind: 'lose-answer' },
    });
    await put('another', Readable.from(['ab']));
    await there('another');
    await expect(put('lost')).rejects.toThrow();
    await there('lost');
  });

  test('does not happen to an onlooker, whose calls are not counted either', async () => {
    await add({ service: 'states', operation: 'StartExecution', behaviour: { kind: 'reset' } });
    const start = (as: ReturnType<typeof client>) =>
      new SFNClient(as).send(new StartExecutionCommand({ stateMachineArn: 'arn' }));
    const before = calls.get('states StartExecution') ?? 0;
    await start({ ...client(), ...awsClientConfig({ endpoints: { aws: url } }, onlooker) });
    expect(calls.get('states StartExecution') ?? 0).toBe(before);
    await expect(start(client())).rejects.toThrow();
    expect(calls.get('states StartExecution')).toBe(before + 1);
  });

  test('of one operation does not affect the others', async () => {
    await add({ service: 'states', operation: 'StopExecution', behaviour: { kind: 'reset' } });
    await new SFNClient(client()).send(new StartExecutionCommand({ stateMachineArn: 'arn' }));
    expect(faults.list()).toHaveLength(1);
  });
});

test('a port that is taken is an error that says what to do', async () => {
  const port = Number(new URL(url).port);
  const services = Promise.reject(new Error('never asked for'));
  services.catch(() => undefined);
  await expect(startEdge({ port, faults, services })).rejects.toThrow(
    `port ${port} is taken: stop what uses it or choose another with --port`,
  );
});
