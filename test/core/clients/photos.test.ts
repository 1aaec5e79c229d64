import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { largestPhotoBytes } from '../../../core/badges/drawing/photo.ts';
import { Photos } from '../../../core/clients/photos.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../../core/domain/errors.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** The client, with a server that acts as S3. */
async function photosFrom(answer: RequestListener): Promise<Photos> {
  const listening = createServer(answer).listen(0, '127.0.0.1');
  server = listening;
  await new Promise((resolve) => listening.once('listening', resolve));
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return new Photos(s3, 'pictures', largestPhotoBytes);
}

const failing =
  (status: number, code: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
  };

test('a photo is read by its exact key', async () => {
  const urls: (string | undefined)[] = [];
  const photos = await photosFrom((request, response) => {
    urls.push(request.url);
    response.setHeader('etag', '"an etag"').end('bytes of a photo');
  });
  expect(await photos.read('A school - B_competitor_Jo.jpg')).toEqual({
    photo: new Uint8Array(Buffer.from('bytes of a photo')),
    etag: '"an etag"',
  });
  expect(urls[0]).toMatch(/^\/pictures\/A%20school%20-%20B_competitor_Jo\.jpg\?/);
});

test('an empty photo is read as no bytes', async () => {
  const photos = await photosFrom((_, response) => response.writeHead(200, { 'content-length': 0 }).end());
  expect((await photos.read('key')).photo).toEqual(new Uint8Array());
});

test('a photo that does not exist is missing', async () => {
  const photos = await photosFrom(failing(404, 'NoSuchKey'));
  expect(await photos.read('key')).toEqual({ photo: 'missing' });
});

test('a photo of 60 MB is not downloaded', async () => {
  let closed: Promise<unknown> | undefined;
  const photos = await photosFrom((_, response) => {
    closed = new Promise((resolve) => response.once('close', resolve));
    response.writeHead(200, { 'content-length': 60 * 1024 * 1024 }).write(Buffer.alloc(1024));
  });
  expect(await photos.read('key')).toMatchObject({ photo: 'too large' });
  await closed;
});

test('a photo of the largest size is read', async () => {
  const photos = await photosFrom((_, response) => response.end(Buffer.alloc(largestPhotoBytes)));
  expect((await photos.read('key')).photo).toHaveLength(largestPhotoBytes);
});

test("a photo's content is identified by its ETag, without a download", async () => {
  const requests: (string | undefined)[] = [];
  const photos = await photosFrom((request, response) => {
    requests.push(request.method);
    response.writeHead(200, { etag: '"an etag"', 'content-length': 60 * 1024 * 1024 }).end();
  });
  expect(await photos.etag('key')).toBe('"an etag"');
  expect(requests).toEqual(['HEAD']);
});

test('the ETag of a photo that does not exist is missing', async () => {
  const photos = await photosFrom((_, response) => response.writeHead(404).end());
  expect(await photos.etag('key')).toBe('missing');
});

test.each<[what: string, answer: RequestListener, error: unknown]>([
  ['S3 asks to slow down', failing(503, 'SlowDown'), RateLimitedError],
  ['S3 fails', failing(500, 'InternalError'), ServiceUnavailableError],
  [
    'the connection is cut in the middle of the photo',
    (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('a part', () => response.destroy());
    },
    ServiceUnavailableError,
  ],
])('an error is retried later when %s', async (_, answer, error) => {
  const photos = await photosFrom(answer);
  await expect(photos.read('key')).rejects.toBeInstanceOf(error);
});

test('an ETag that S3 fails to return is an error that is retried', async () => {
  const photos = await photosFrom((_, response) => response.writeHead(500).end());
  await expect(photos.etag('key')).rejects.toBeInstanceOf(ServiceUnavailableError);
});

test('a missing permission passes through', async () => {
  const photos = await photosFrom(failing(403, 'AccessDenied'));
  await expect(photos.read('key')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(photos.etag('key')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
});
