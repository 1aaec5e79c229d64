import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InputInvalidError, RateLimitedError } from '../../../core/domain/errors.ts';
import { takeRecord } from '../../../lambdas/runtime/take-record.ts';

const record = {
  eventID: 'event-1',
  eventName: 'INSERT' as const,
  eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/entries/stream/2027-01-01T00:00:00.000',
  dynamodb: { SequenceNumber: '42', NewImage: { full_name: { S: 'Zebulon Quackenbush' } } },
};
let told: object[];
const failures = {
  tell: async (note: object) => {
    told.push(note);
  },
};
const failWith = (error: Error) => () => Promise.reject(error);

beforeEach(() => {
  told = [];
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a record that is taken is told to nobody', async () => {
  await takeRecord(record, failures, async () => undefined);
  expect(told).toEqual([]);
});

test('a record that no retry can mend is told to the failure queue, by its place and without its content, and is done with', async () => {
  await takeRecord(record, failures, failWith(new InputInvalidError('entryId: too long')));
  expect(told).toEqual([
    {
      error: 'InputInvalidError',
      reason: 'entryId: too long',
      eventId: 'event-1',
      streamArn: record.eventSourceARN,
      sequenceNumber: '42',
    },
  ]);
  expect(console.error).toHaveBeenCalledOnce();
});

test.each([new RateLimitedError('SFN'), new TypeError('a defect')])(
  'a record that fails with %o is left to be given again',
  async (error) => {
    await expect(takeRecord(record, failures, failWith(error))).rejects.toBe(error);
    expect(told).toEqual([]);
  },
);

test('a record that cannot even be told is left to be given again', async () => {
  const away = { tell: failWith(new RateLimitedError('SQS')) };
  await expect(takeRecord(record, away, failWith(new InputInvalidError('pk: none')))).rejects.toThrow(
    RateLimitedError,
  );
});
