import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { Sheets } from '../../../lambdas/shared/clients/sheets.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../../lambdas/shared/domain/errors.ts';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** S3 as far as objects are put and got. */
function inMemoryS3() {
  const objects = new Map<string, PutObjectCommand['input'] & { bytes: Buffer }>();
  const send = async (command: unknown) => {
    if (command instanceof PutObjectCommand) {
      const { Key = '', Body } = command.input;
      const bytes = Body instanceof Uint8Array ? Buffer.from(Body) : await buffer(Body as Readable);
      objects.set(Key, { ...command.input, bytes });
      return {};
    }
    if (!(command instanceof GetObjectCommand)) throw new Error('a command this S3 does not know');
    const found = objects.get(command.input.Key ?? '');
    if (!found) throw new NoSuchKey({ message: '', $metadata: { httpStatusCode: 404 } });
    const { ContentType, Metadata, bytes } = found;
    return { ContentType, Metadata, Body: { transformToByteArray: async () => new Uint8Array(bytes) } };
  };
  return { objects, sheets: new Sheets({ send } as unknown as S3Client, 'badges') };
}

const failing = (error: Error) =>
  new Sheets({ send: () => Promise.reject(error) } as unknown as S3Client, 'badges');

test('an object is read as it was written, with the md5 it was written by', async () => {
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

test('a file is written with its length and its md5, and not as a whole in memory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sheets-client-'));
  try {
    const bytes = Buffer.alloc(300_000, 'a sheet');
    writeFileSync(join(directory, 'sheet.pdf'), bytes);
    const { objects, sheets } = inMemoryS3();
    await sheets.writeFile('sheets/1/badges.pdf', join(directory, 'sheet.pdf'), 'application/pdf');
    const put = objects.get('sheets/1/badges.pdf');
    expect(put).toMatchObject({ ContentLength: 300_000, ContentType: 'application/pdf' });
    expect(put?.Body).not.toBeInstanceOf(Uint8Array);
    expect(await sheets.read('sheets/1/badges.pdf')).toMatchObject({ md5: md5(bytes) });
    expect(put?.bytes.equals(bytes)).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('JSON is read by its schema', async () => {
  const { sheets } = inMemoryS3();
  await sheets.writeJson('sheets/1/plan-1.json', [{ id: 'Zoë' }]);
  const plan = z.array(z.object({ id: z.string() }));
  expect(await sheets.readJson('sheets/1/plan-1.json', plan)).toEqual([{ id: 'Zoë' }]);
  await expect(sheets.readJson('sheets/1/plan-1.json', z.object({}))).rejects.toThrow(z.ZodError);
});

test('what is not there is NoSuchKey; slowing down and no answer are retried', async () => {
  await expect(inMemoryS3().sheets.read('sheets/none')).rejects.toBeInstanceOf(NoSuchKey);
  const slowDown = Object.assign(new Error(), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  for (const [sheets, expected] of [
    [failing(slowDown), RateLimitedError],
    [failing(new Error('socket hang up')), ServiceUnavailableError],
  ] as const) {
    await expect(sheets.read('key')).rejects.toBeInstanceOf(expected);
    await expect(sheets.write('key', Buffer.from('a'), 'text/csv')).rejects.toBeInstanceOf(expected);
    await expect(sheets.writeFile('key', import.meta.filename, 'text/plain')).rejects.toBeInstanceOf(
      expected,
    );
  }
});
