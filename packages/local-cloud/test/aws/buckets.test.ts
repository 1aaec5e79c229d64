import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Buckets, startBuckets } from '../../aws/buckets.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'buckets-'));
let buckets: Buckets;
let s3: S3Client;

const start = () => startBuckets({ buckets: ['photos', 'lists', 'others'], dataDir });
const clientOf = ({ url }: Buckets) =>
  new S3Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    forcePathStyle: true,
    maxAttempts: 1,
  });

beforeAll(async () => {
  buckets = await start();
  s3 = clientOf(buckets);
});
afterAll(async () => {
  s3.destroy();
  await buckets.stop();
  rmSync(dataDir, { recursive: true });
});

const put = (Key: string, Body: string | Buffer = Key, Bucket = 'photos') =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, more: object = {}) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key, ...more }));
  return (await Body?.transformToString()) ?? '';
};
const remove = (Key: string, Bucket = 'photos') => s3.send(new DeleteObjectCommand({ Bucket, Key }));

/** The keys of Ceph's s3-tests (`special_key_names`), and others that have caused bugs elsewhere. */
const unusual = [
  ...[' ', '"', '$', '%', '&', "'", '<', '>', '_', '_ ', '_ _', '__'],
  ...[
    'a b',
    ' a',
    'a ',
    'a+b',
    'a%20b',
    '%2F',
    '%25',
    '%',
    '100%',
    'a?b=c',
    'a#b',
    'a;b',
    'a=b&c',
    '&lt;',
    '&amp;amp;',
  ],
  ...['École', 'E\u0301cole', '김하늘/사진.jpg', '😀', '\u202etxt', 'a\nb', 'a\tb', 'a\u0001b'],
  ...[
    '/',
    '//',
    '/a',
    '//a',
    'a//b',
    'a/',
    'a',
    'a/b',
    'A',
    '.',
    './a',
    'a/.',
    'a/./b',
    'a..b',
    '...',
    'a/../b',
    'a/b/../..',
  ],
  ...['CON', 'a\\b', 'a:b|c*', '.data', 'a.meta.json', 'constructor', '__proto__'],
  'n'.repeat(1_024),
  '한'.repeat(341),
];

describe('an unusual key', () => {
  test('is a key like any other', async () => {
    for (const key of unusual) {
      await put(key);
      expect(await read(key)).toBe(key);
      const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: 'photos', Key: key }));
      expect(ContentLength, key).toBe(Buffer.byteLength(key));
    }
  });

  test('is distinct from similar keys, and is listed and deleted unchanged', async () => {
    for (const key of unusual) await put(key, key, 'others');
    const list = async () =>
      (await s3.send(new ListObjectsV2Command({ Bucket: 'others' }))).Contents?.map(({ Key }) => Key) ?? [];
    expect(new Set(await list())).toEqual(new Set(unusual));
    const [single = '', ...several] = unusual;
    await remove(single, 'others');
    const Objects = several.map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: 'others', Delete: { Objects } }));
    expect(await list()).toEqual([]);
  });

  test('is copied from and to', async () => {
    for (const key of ['a + b%20c', '/김/../x', 'a?b']) {
      await put(key, 'original');
      const CopySource = `photos/${encodeURIComponent(key)}`;
      await s3.send(new CopyObjectCommand({ Bucket: 'photos', Key: `${key} copy`, CopySource }));
      expect(await read(`${key} copy`)).toBe('original');
    }
  });

  test('of any characters is read as it was written', async () => {
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    const keys = segment.filter((key) => !key.split('/').includes('..'));
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        await put(key, 'content');
        expect(await read(key)).toBe('content');
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'photos', Prefix: key }));
        expect(Contents?.map(({ Key }) => Key)).toContain(key);
        await remove(key);
        await expect(read(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['of more than 1,024 bytes', 'n'.repeat(1_025), 'KeyTooLongError'],
    ['of fewer letters but too many bytes', '한'.repeat(342), 'KeyTooLongError'],
    ['of ten thousand letters', 'n'.repeat(10_000), 'KeyTooLongError'],
    ['that leads above the bucket', '../a', 'InvalidURI'],
    ['that leads above it on the way', 'a/../../b', 'InvalidURI'],
  ])('%s is refused', async (_, key, code) => {
    await expect(put(key)).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: 400 } });
    await expect(read(key)).rejects.toMatchObject({ name: code });
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'photos', Key: key }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('that is not encoded as a URL is refused in XML', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const asked = request(`${buckets.url}/photos`, { path: '/photos/%ff%zz' }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      });
      asked.on('error', reject).end();
    });
    expect(answer).toContain('<Code>InvalidURI</Code>');
  });
});

test('a missing object is NoSuchKey, NotFound for HEAD, and deleted without an error', async () => {
  await expect(read('none')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  await expect(s3.send(new HeadObjectCommand({ Bucket: 'photos', Key: 'none' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  await remove('none');
  await expect(put('a', 'a', 'no-bucket')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  const list = new ListObjectsV2Command({ Bucket: 'no-bucket' });
  await expect(s3.send(list)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

describe('a list', () => {
  const list = async (more: object) => {
    const {
      Contents = [],
      CommonPrefixes = [],
      ...rest
    } = await s3.send(new ListObjectsV2Command({ Bucket: 'lists', ...more }));
    return {
      ...rest,
      keys: Contents.map(({ Key }) => Key),
      prefixes: CommonPrefixes.map((one) => one.Prefix),
    };
  };
  /** In the order of their bytes, which is neither a locale's nor that of UTF-16. */
  const sorted = ['A', 'B', 'Z/1', 'a', 'b', 'd/1', 'd/2', 'd/e/1', 'z', 'École', '\uffff', '😀'];

  beforeAll(async () => {
    for (const key of sorted.toReversed()) await put(key, key, 'lists');
  });

  test('is in the order of bytes, whatever its page size', async () => {
    for (const pageSize of [1, 2, 5, 1_000]) {
      const keys: (string | undefined)[] = [];
      for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket: 'lists' })) {
        expect(page.KeyCount).toBe(page.Contents?.length);
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      }
      expect(keys).toEqual(sorted);
    }
  });

  test('groups keys by the delimiter, each group once, across pages', async () => {
    expect(await list({ Prefix: 'd/', Delimiter: '/' })).toMatchObject({
      ...{ keys: ['d/1', 'd/2'], prefixes: ['d/e/'] },
    });
    const found: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Delimiter: '/', MaxKeys: 2, ContinuationToken });
      found.push(...page.keys, ...page.prefixes);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(found).toEqual(['A', 'B', 'a', 'Z/', 'b', 'd/', 'z', 'École', '\uffff', '😀']);
  });

  test('of version 1 continues after a marker', async () => {
    const first = new ListObjectsCommand({ Bucket: 'lists', MaxKeys: 3, Delimiter: '/' });
    expect(await s3.send(first)).toMatchObject({ IsTruncated: true, NextMarker: 'Z/' });
    const next = new ListObjectsCommand({ Bucket: 'lists', MaxKeys: 3, Delimiter: '/', Marker: 'Z/' });
    const { Contents, CommonPrefixes } = await s3.send(next);
    expect(Contents?.map(({ Key }) => Key)).toEqual(['a', 'b']);
    expect(CommonPrefixes).toEqual([{ Prefix: 'd/' }]);
  });

  test('can start after a key, be empty, and be encoded', async () => {
    expect((await list({ StartAfter: 'z' })).keys).toEqual(['École', '\uffff', '😀']);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ IsTruncated: false, KeyCount: 0 });
    expect((await list({ StartAfter: 'z', EncodingType: 'url' })).keys?.[0]).toBe('%C3%89cole');
  });
});

describe('an object', () => {
  test('keeps its headers and metadata, through a copy and a restart', async () => {
    await s3.send(
      new PutObjectCommand({
        ...{ Bucket: 'photos', Key: 'said', Body: 'photo', ContentType: 'image/jpeg' },
        ...{ CacheControl: 'no-store', ContentDisposition: 'inline', Metadata: { md5: 'x' } },
      }),
    );
    const copy = { Bucket: 'others', Key: 'said too', CopySource: 'photos/said' };
    await s3.send(new CopyObjectCommand(copy));
    const replaced = {
      ...copy,
      Key: 'said anew',
      MetadataDirective: 'REPLACE',
      Metadata: { md5: 'y' },
    } as const;
    await s3.send(new CopyObjectCommand(replaced));
    await buckets.stop();
    buckets = await start();
    s3.destroy();
    s3 = clientOf(buckets);
    const said = {
      ...{ ContentType: 'image/jpeg', CacheControl: 'no-store', ContentDisposition: 'inline' },
      ...{ Metadata: { md5: 'x' }, ContentLength: 5, ETag: '"5ae0c1c8a5260bc7b6648f6fbd115c35"' },
    };
    const head = (Bucket: string, Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(await head('photos', 'said')).toMatchObject(said);
    expect(await head('others', 'said too')).toMatchObject(said);
    expect(await head('others', 'said anew')).toMatchObject({ Metadata: { md5: 'y' } });
    expect(await read('said')).toBe('photo');
  });

  test('can be read in parts', async () => {
    await put('digits', '0123456789');
    for (const [Range, expected] of [
      ['bytes=2-4', '234'],
      ['bytes=7-', '789'],
      ['bytes=-2', '89'],
      ['bytes=8-100', '89'],
    ]) {
      expect(await read('digits', { Range })).toBe(expected);
    }
    await expect(read('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('can be read and written conditionally', async () => {
    const { ETag } = await put('conditional', 'first');
    expect(await read('conditional', { IfMatch: ETag })).toBe('first');
    await expect(read('conditional', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(read('conditional', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    const write = (Key: string, more: object) =>
      s3.send(new PutObjectCommand({ Bucket: 'photos', Key, Body: 'second', ...more }));
    const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
    await expect(write('conditional', { IfNoneMatch: '*' })).rejects.toMatchObject(failed);
    await expect(write('conditional', { IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await expect(write('nowhere', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await read('conditional')).toBe('first');
    await write('conditional', { IfMatch: ETag });
    await write('new', { IfNoneMatch: '*' });
    expect([await read('conditional'), await read('new')]).toEqual(['second', 'second']);
  });

  test('uploaded in parts is complete, and has the ETag of its parts', async () => {
    const Body = Buffer.alloc(12 * 1024 * 1024, 'sheet');
    const named = { Bucket: 'photos', Key: 'sheets/1 of 2.pdf' };
    const params = { ...named, Body, ContentType: 'application/pdf', Metadata: { md5: 'x' } };
    await new Upload({ client: s3, params }).done();
    const { ETag, ...head } = await s3.send(new HeadObjectCommand(named));
    expect(ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(head).toMatchObject({ ContentLength: Body.length, ContentType: 'application/pdf' });
    expect(head.Metadata).toEqual({ md5: 'x' });
    expect((await read(named.Key)).length).toBe(Body.length);
  });

  test('is not assembled from unknown or too small parts', async () => {
    const named = { Bucket: 'photos', Key: 'in parts' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(named));
    const upload = (PartNumber: number) =>
      s3.send(new UploadPartCommand({ ...named, UploadId, PartNumber, Body: 'small' }));
    const parts = [1, 2].map(async (PartNumber) => ({ PartNumber, ETag: (await upload(PartNumber)).ETag }));
    const complete = (Parts: object[]) =>
      s3.send(new CompleteMultipartUploadCommand({ ...named, UploadId, MultipartUpload: { Parts } }));
    await expect(complete([{ PartNumber: 7, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(await Promise.all(parts))).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(read('in parts')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('may be empty', async () => {
    await put('empty', Buffer.alloc(0));
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'photos', Key: 'empty' }))).toMatchObject({
      ...{ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' },
    });
  });

  test('may be as large as a photo can be', async () => {
    await put('large', Buffer.alloc(20 * 1024 * 1024, 'x'));
    expect((await read('large')).length).toBe(20 * 1024 * 1024);
  });

  test('is not overwritten by an unsupported call', async () => {
    await put('tagged', 'content');
    const named = { Bucket: 'photos', Key: 'tagged' };
    const tag = new PutObjectTaggingCommand({ ...named, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });
    await expect(s3.send(tag)).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(s3.send(new GetObjectTaggingCommand(named))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    const listParts = new ListPartsCommand({ ...named, UploadId: 'any' });
    await expect(s3.send(listParts)).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await read('tagged')).toBe('content');
  });
});
