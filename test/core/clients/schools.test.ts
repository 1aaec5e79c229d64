import { GetObjectCommand, NoSuchKey, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Schools } from '../../../core/clients/schools.ts';
import { ServiceUnavailableError } from '../../../core/domain/errors.ts';

/** A bucket whose `schools.json` has this text, or fails with this error. */
function schools(answer: string | Error): Schools {
  const send = async (command: GetObjectCommand) => {
    expect(command).toBeInstanceOf(GetObjectCommand);
    expect(command.input).toEqual({ Bucket: 'config', Key: 'schools.json' });
    if (answer instanceof Error) throw answer;
    return { Body: { transformToString: async () => answer } };
  };
  return new Schools({ send } as unknown as S3Client, 'config');
}

describe('a school', () => {
  test.each([
    ['is on the list', 'River City', 'known'],
    ['is not', 'River', 'unknown'],
    ['is on it in another case', 'river city', 'unknown'],
    ['is on the list with blanks around it', 'Northside', 'known'],
    ['is on the list in decomposed letters', 'École', 'known'],
  ])('that %s', async (_, school, expected) => {
    const list = JSON.stringify(['River City', ' Northside ', 'E\u0301cole']);
    expect(await schools(list).lookUp(school)).toBe(expected);
  });

  test('is found in a list that begins with a byte order mark, as written by some editors', async () => {
    expect(await schools('\uFEFF["River City"]').lookUp('River City')).toBe('known');
  });

  test.each([
    ['there is no list', new NoSuchKey({ message: '', $metadata: { httpStatusCode: 404 } })],
    ['the list is not JSON', '["River City",'],
    ['the list is not an array', '{"River City": true}'],
    ['the list has something other than names', '["River City", 1]'],
    ['the list is an empty text', ''],
  ])('is unlisted, without waiting, when %s', async (_, answer) => {
    expect(await schools(answer).lookUp('River City')).toBe('unlisted');
  });

  test('waits for a bucket that does not answer', async () => {
    const down = new S3ServiceException({
      name: 'InternalError',
      $fault: 'server',
      $metadata: { httpStatusCode: 500 },
    });
    await expect(schools(down).lookUp('River City')).rejects.toThrow(ServiceUnavailableError);
  });
});
