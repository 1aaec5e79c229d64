import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  type GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Badges } from '../../../core/clients/badges.ts';
import { ServiceUnavailableError } from '../../../core/domain/errors.ts';

const badge = {
  image: Buffer.from('bytes of a badge'),
  contentType: 'image/jpeg',
  entryId: 'cs_test_a1',
  hash: 'a hash',
};
const $metadata = { httpStatusCode: 404 };
const md5Of = (content: unknown) =>
  createHash('md5')
    .update(content as Buffer)
    .digest('hex');
const etagOf = ({ Body = '' }: PutObjectCommand['input']) => `"${md5Of(Body)}"`;

/** An in-memory bucket that understands S3's commands. */
function bucket() {
  const objects = new Map<string, PutObjectCommand['input']>();
  const send = async (command: unknown) => {
    if (command instanceof PutObjectCommand) return objects.set(command.input.Key ?? '', command.input);
    if (command instanceof DeleteObjectCommand) return objects.delete(command.input.Key ?? '');
    if (command instanceof ListObjectsV2Command) {
      // One object a page.
      const page = Number(command.input.ContinuationToken ?? 0);
      const [Key, object] = [...objects][page] ?? [];
      return {
        Contents: object && [{ Key, ETag: etagOf(object) }],
        NextContinuationToken: page + 1 < objects.size ? String(page + 1) : undefined,
      };
    }
    const { Key = '', Bucket } = (command as GetObjectCommand).input;
    expect(Bucket).toBe('badges');
    const object = objects.get(Key);
    if (command instanceof HeadObjectCommand) {
      if (!object) throw new NotFound({ message: '', $metadata });
      return { Metadata: object.Metadata, ETag: etagOf(object) };
    }
    if (!object) throw new NoSuchKey({ message: '', $metadata });
    return { Body: { transformToByteArray: async () => new Uint8Array(object.Body as Buffer) } };
  };
  return { objects, badges: new Badges({ send } as unknown as S3Client, 'badges') };
}

test('a badge is written with the id of its entry, the hash of its inputs, and nothing else about the person', async () => {
  const { objects, badges } = bucket();
  await badges.write('A-competitor-B_badge.jpg', badge);
  expect([...objects.values()]).toEqual([
    {
      Bucket: 'badges',
      Key: 'A-competitor-B_badge.jpg',
      Body: badge.image,
      ContentType: 'image/jpeg',
      Metadata: { 'entry-id': 'cs_test_a1', 'badge-hash': 'a hash' },
    },
  ]);
});

test('a badge is read by its key, and found with its entry and the hash of its inputs', async () => {
  const { badges } = bucket();
  await badges.write('key', badge);
  expect(await badges.read('key')).toEqual(new Uint8Array(badge.image));
  expect(await badges.find('key')).toEqual({
    entryId: 'cs_test_a1',
    hash: 'a hash',
    md5: md5Of(badge.image),
  });
});

test('a badge that is not there is neither found nor read', async () => {
  const { badges } = bucket();
  expect(await badges.find('key')).toBeUndefined();
  expect(await badges.read('key')).toBeUndefined();
});

test('a badge of an earlier version has no known entry or hash', async () => {
  const { objects, badges } = bucket();
  objects.set('key', { Bucket: 'badges', Key: 'key' });
  expect(await badges.find('key')).toMatchObject({ entryId: '', hash: '' });
});

test('everything in the bucket is listed with its MD5, of all pages', async () => {
  const { badges } = bucket();
  expect(await badges.list()).toEqual(new Map());
  const pictures = ['a', 'b', 'c'].map((text) => Buffer.from(text));
  for (const image of pictures) await badges.write(`${image}_badge.jpg`, { ...badge, image });
  expect([...(await badges.list())]).toEqual(pictures.map((image) => [`${image}_badge.jpg`, md5Of(image)]));
});

test('a badge is removed for its own entry, and stays for any other', async () => {
  const { objects, badges } = bucket();
  await badges.write('key', badge);
  await badges.remove('key', 'cs_test_b2');
  expect(objects.size).toBe(1);
  await badges.remove('key', 'cs_test_a1');
  expect(objects.size).toBe(0);
  await badges.remove('key', 'cs_test_a1');
});

test('S3 not answering is an error that is retried', async () => {
  const s3 = {
    send: async () => {
      throw new Error('socket hang up');
    },
  };
  const badges = new Badges(s3 as unknown as S3Client, 'badges');
  const calls = [
    badges.read('key'),
    badges.write('key', badge),
    badges.find('key'),
    badges.list(),
    badges.remove('key', 'cs_test_a1'),
  ];
  for (const call of calls) await expect(call).rejects.toBeInstanceOf(ServiceUnavailableError);
});
