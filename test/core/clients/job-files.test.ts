import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startBuckets } from '@tkd-registration/local-cloud/buckets';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { type Services, startEdge } from '@tkd-registration/local-cloud/edge';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { Parts } from '@tkd-registration/local-cloud/parts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../../core/domain/errors.ts';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** An S3 that can put and get objects. */
function inMemoryS3() {
  const objects = new Map<string, PutObjectCommand['input'] & { bytes: Buffer }>();
  const send = async (command: unknown) => {
    if (command instanceof PutObjectCommand) {
      const { Key = '', Body } = command.input;
      const bytes = Buffer.from(Body as Uint8Array);
      objects.set(Key, { ...command.input, bytes });
      return {};
    }
    if (!(command instanceof GetObjectCommand)) throw new Error('a command this S3 does not know');
    const found = objects.get(command.input.Key ?? '');
    if (!found) throw new NoSuchKey({ message: '', $metadata: { httpStatusCode: 404 } });
    const { ContentType, Metadata, bytes } = found;
    return { ContentType, Metadata, Body: { transformToByteArray: async () => new Uint8Array(bytes) } };
  };
  return { objects, sheets: new JobFiles({ send } as unknown as S3Client, 'badges') };
}

const failing = (error: Error) =>
  new JobFiles({ send: () => Promise.reject(error) } as unknown as S3Client, 'badges');

test('an object is read as it was written, with its md5', async () => {
  const { objects, sheets } = inMemoryS3();
  const bytes = Buffer.from('File,Page\r\n');
  await sheets.write('sheets/1/preflight.csv', bytes, 'text/csv');
  expect(objects.get('sheets/1/preflight.csv')).toMatchObject({ Bucket: 'badges', ContentType: 'text/csv' });
  expect(await sheets.read('sheets/1/preflight.csv')).toEqual({
    bytes: new Uint8Array(bytes),
    contentType: 'text/csv',
    md5: md5(bytes),
  });
});

describe('a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sheets-client-'));
  const path = join(directory, 'sheet.pdf');
  const bytes = Buffer.alloc(20_000_000, 'a sheet');
  const faults = new Faults();
  const parts = new Parts();
  let s3: S3Client;
  let sheets: JobFiles;
  let calls: ReadonlyMap<string, number>;

  beforeAll(async () => {
    writeFileSync(path, bytes);
    const { url: s3Url } = await parts.start(startBuckets({ buckets: ['badges'] }));
    const services = Promise.resolve({ s3Url } as Services);
    const { url, calls: called } = await parts.start(startEdge({ faults, services }));
    calls = called;
    s3 = new S3Client({ ...awsClientConfig({ endpoints: { aws: url } }), maxAttempts: 1 });
    sheets = new JobFiles(s3, 'badges');
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    s3.destroy();
    await parts.stop();
    rmSync(directory, { recursive: true });
  });

  const fail = (operation: string, status: number, code: string) =>
    faults.add({
      ...{ service: 's3', operation },
      behaviour: { kind: 'answer', status, body: `<Error><Code>${code}</Code></Error>` },
    });
  const write = () => sheets.writeFile('sheets/1/badges.pdf', path, 'application/pdf');

  test('is written in parts, with its type and the md5 of the whole file', async () => {
    await write();
    const { ContentType, ETag } = await s3.send(
      new HeadObjectCommand({ Bucket: 'badges', Key: 'sheets/1/badges.pdf' }),
    );
    expect([ContentType, ETag]).toEqual(['application/pdf', expect.stringMatching(/-3"$/)]);
    const written = await sheets.read('sheets/1/badges.pdf');
    expect(written.md5).toBe(md5(bytes));
    expect(bytes.equals(written.bytes)).toBe(true);
  });

  test('of which a part fails leaves the previous object, and no parts', async () => {
    await sheets.write('sheets/1/badges.pdf', Buffer.from('before'), 'application/pdf');
    fail('UploadPart', 500, 'InternalError');
    await expect(write()).rejects.toBeInstanceOf(ServiceUnavailableError);
    expect(Buffer.from((await sheets.read('sheets/1/badges.pdf')).bytes).toString()).toBe('before');
    expect([...calls.keys()]).toContain('s3 AbortMultipartUpload');
  });

  test('that is throttled or gets no answer is an error that is retried', async () => {
    fail('CreateMultipartUpload', 503, 'SlowDown');
    await expect(write()).rejects.toBeInstanceOf(RateLimitedError);
    faults.add({ service: 's3', operation: 'CompleteMultipartUpload', behaviour: { kind: 'reset' } });
    await expect(write()).rejects.toBeInstanceOf(ServiceUnavailableError);
  });
});

test('JSON is checked against its schema', async () => {
  const { sheets } = inMemoryS3();
  await sheets.writeJson('sheets/1/plan-1.json', [{ id: 'Zoë' }]);
  const plan = z.array(z.object({ id: z.string() }));
  expect(await sheets.readJson('sheets/1/plan-1.json', plan)).toEqual([{ id: 'Zoë' }]);
  await expect(sheets.readJson('sheets/1/plan-1.json', z.object({}))).rejects.toThrow(z.ZodError);
});

test('a missing object is NoSuchKey; throttling and no answer are errors that are retried', async () => {
  await expect(inMemoryS3().sheets.read('sheets/none')).rejects.toBeInstanceOf(NoSuchKey);
  expect(await inMemoryS3().sheets.findJson('sheets/none', z.unknown())).toBeUndefined();
  const slowDown = Object.assign(new Error(), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  for (const [sheets, expected] of [
    [failing(slowDown), RateLimitedError],
    [failing(new Error('socket hang up')), ServiceUnavailableError],
  ] as const) {
    await expect(sheets.read('key')).rejects.toBeInstanceOf(expected);
    await expect(sheets.write('key', Buffer.from('a'), 'text/csv')).rejects.toBeInstanceOf(expected);
  }
});
