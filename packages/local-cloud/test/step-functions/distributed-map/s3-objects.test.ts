import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Buckets, startBuckets } from '../../../aws/buckets.ts';
import { awsClientConfig } from '../../../clients.ts';
import type { Objects } from '../../../step-functions/distributed-map/objects.ts';
import { s3Objects } from '../../../step-functions/distributed-map/s3-objects.ts';

const dataDir = mkdtempSync(join(tmpdir(), 's3-objects-'));
let buckets: Buckets;
let objects: Objects;
beforeAll(async () => {
  buckets = await startBuckets({ buckets: ['items'], dataDir });
  objects = s3Objects(awsClientConfig({ endpoints: { aws: buckets.url } }));
});
afterAll(async () => {
  await buckets.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('what is put can be read and is listed, under the names that AWS gives the items', async () => {
  await objects.put('items', 'p/2 ä.json', '[2]');
  await objects.put('items', 'p/1.json', '[1]');
  await objects.put('items', 'q/3.json', '[3]');
  expect(Buffer.from(await objects.get('items', 'p/2 ä.json')).toString()).toBe('[2]');
  const listed = await objects.list('items', 'p/', 0);
  expect(listed).toEqual(
    ['p/1.json', 'p/2 ä.json'].map((Key) => ({
      ...{ Key, Size: 3, StorageClass: 'STANDARD', LastModified: expect.any(Number) },
      Etag: expect.stringMatching(/^"[\da-f]{32}"$/),
    })),
  );
  expect(Math.abs((listed[0]?.LastModified ?? 0) - Date.now() / 1_000)).toBeLessThan(60);
  expect(await objects.list('items', '', 1)).toHaveLength(1);
});

test("what is not there is S3's error", async () => {
  await expect(objects.get('items', 'no')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(objects.put('none', 'k', '[]')).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
