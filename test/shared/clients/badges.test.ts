import type { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Badges } from '../../../lambdas/shared/clients/badges.ts';
import { ServiceUnavailableError } from '../../../lambdas/shared/domain/errors.ts';

const jpeg = Buffer.from('bytes of a badge');

test('a badge is written with the id of its entry and nothing else about the person', async () => {
  const sent: unknown[] = [];
  const s3 = { send: async (command: PutObjectCommand) => sent.push(command.input) };
  await new Badges(s3 as unknown as S3Client, 'badges').write('A-competitor-B_badge.jpg', jpeg, {
    entryId: 'cs_test_a1',
  });
  expect(sent).toEqual([
    {
      Bucket: 'badges',
      Key: 'A-competitor-B_badge.jpg',
      Body: jpeg,
      ContentType: 'image/jpeg',
      Metadata: { 'entry-id': 'cs_test_a1' },
    },
  ]);
});

test('a badge is read by its key', async () => {
  const s3 = {
    send: async (command: GetObjectCommand) => {
      expect(command.input).toEqual({ Bucket: 'badges', Key: 'key' });
      return { Body: { transformToByteArray: async () => new Uint8Array(jpeg) } };
    },
  };
  expect(await new Badges(s3 as unknown as S3Client, 'badges').read('key')).toEqual(new Uint8Array(jpeg));
});

test('no answer from S3 is retried later', async () => {
  const s3 = {
    send: async () => {
      throw new Error('socket hang up');
    },
  };
  const badges = new Badges(s3 as unknown as S3Client, 'badges');
  await expect(badges.read('key')).rejects.toBeInstanceOf(ServiceUnavailableError);
  await expect(badges.write('key', jpeg, { entryId: 'cs_test_a1' })).rejects.toBeInstanceOf(
    ServiceUnavailableError,
  );
});
