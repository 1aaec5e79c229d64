import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Buckets, startBuckets } from '../../aws/buckets.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'versions-'));
const changes: string[] = [];
let buckets: Buckets;
let s3: S3Client;

async function start(): Promise<void> {
  buckets = await startBuckets({
    buckets: ['photos', 'plain'],
    versioned: ['photos'],
    dataDir,
    onChange: ({ key, reason }) => changes.push(`${reason} ${key}`),
  });
  s3 = new S3Client({
    endpoint: buckets.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
}
beforeAll(start);
afterAll(async () => {
  s3.destroy();
  await buckets.stop();
  rmSync(dataDir, { recursive: true });
});

const put = (Key: string, Body: string, Bucket = 'photos') =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key }));
  return Body?.transformToString();
};
const remove = (Key: string, VersionId?: string) =>
  s3.send(new DeleteObjectCommand({ Bucket: 'photos', Key, VersionId }));

async function versions(Prefix: string, more: object = {}, Bucket = 'photos') {
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...more }));
  const listed = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
  return { ...page, listed, sizes: page.Versions?.map(({ Size, IsLatest }) => [Size, IsLatest]) };
}

test('what is replaced or deleted is kept, also when the cloud starts again', async () => {
  await put('a/1', 'x');
  await put('a/1', 'xx');
  await remove('a/1');
  await expect(read('a/1')).rejects.toMatchObject({ name: 'NoSuchKey' });
  s3.destroy();
  await buckets.stop();
  await start();
  const { sizes, DeleteMarkers } = await versions('a/1');
  expect(sizes).toEqual([
    [2, false],
    [1, false],
  ]);
  expect(DeleteMarkers).toMatchObject([{ Key: 'a/1', IsLatest: true }]);
  await put('a/1', 'xxx');
  expect((await versions('a/1')).sizes).toEqual([
    [3, true],
    [2, false],
    [1, false],
  ]);
  expect(await read('a/1')).toBe('xxx');
});

test('a deleted version is gone, and the one before it is the object again', async () => {
  for (const body of ['x', 'xx', 'xxx']) await put('b', body);
  const [latest, middle, first] = (await versions('b')).listed;
  changes.length = 0;
  await remove('b', middle?.VersionId);
  expect(await read('b')).toBe('xxx');
  expect(changes).toEqual([]);
  await remove('b', latest?.VersionId);
  expect(changes).toEqual(['DeleteObject b']);
  expect(await read('b')).toBe('x');
  await remove('b');
  const { DeleteMarkers: [marker] = [] } = await versions('b');
  await remove('b', marker?.VersionId);
  expect(await read('b')).toBe('x');
  await remove('b', first?.VersionId);
  expect((await versions('b')).listed).toEqual([]);
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'photos', Prefix: 'b' }))).KeyCount).toBe(0);
});

test('many versions are listed in pages, and deleted in one request', async () => {
  for (const Key of ['c/ä & b', 'c/z']) for (const body of ['x', 'xx', 'xxx']) await put(Key, body);
  const seen: string[] = [];
  let markers: object | undefined = {};
  while (markers) {
    const page: Awaited<ReturnType<typeof versions>> = await versions('c/', { MaxKeys: 2, ...markers });
    seen.push(...page.listed.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
    const next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    markers = page.IsTruncated ? next : undefined;
  }
  expect(new Set(seen).size).toBe(6);
  const Objects = (await versions('c/')).listed.map(({ Key, VersionId }) => ({ Key, VersionId }));
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: 'photos', Delete: { Objects } }));
  expect(Deleted).toHaveLength(6);
  expect((await versions('c/')).listed).toEqual([]);
});

test('a bucket without versions has one of each object, called null', async () => {
  await put('d', 'x', 'plain');
  await put('d', 'xx', 'plain');
  const { listed } = await versions('', {}, 'plain');
  expect(listed).toMatchObject([{ Key: 'd', VersionId: 'null', Size: 2 }]);
  const Objects = listed.map(({ Key, VersionId }) => ({ Key, VersionId }));
  await s3.send(new DeleteObjectsCommand({ Bucket: 'plain', Delete: { Objects } }));
  expect((await versions('', {}, 'plain')).listed).toEqual([]);
});

test('a version cannot be read', async () => {
  const read = s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'a/1', VersionId: 'null' }));
  await expect(read).rejects.toMatchObject({ name: 'NotImplemented' });
});
