import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InputInvalidError, RateLimitedError } from '../../../core/domain/errors.ts';
import { type Change, eachChange, eachMessage } from '../../../lambdas/runtime/records.ts';

const streamArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/entries/stream/2027-01-01T00:00:00.000';
const item = { full_name: { S: 'Zebulon Quackenbush' } };
const record = (number: number) => ({
  eventID: `event-${number}`,
  eventName: 'INSERT' as const,
  eventSourceARN: streamArn,
  dynamodb: { SequenceNumber: String(number), NewImage: item },
});
const message = (messageId: string, body: string) => ({
  messageId,
  body,
  receiptHandle: '',
  attributes: {} as never,
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:processing',
  awsRegion: 'us-east-1',
});

let notes: object[];
const failures = {
  tell: async (note: object) => {
    notes.push(note);
  },
};
const failWith = (error: Error) => () => Promise.reject(error);
const handedBack = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const readStream = (
  take: (change: Change) => Promise<unknown>,
  { to = failures, records = [record(42)] } = {},
) => eachChange(to, take)({ Records: records }, {} as Context, () => undefined);

beforeEach(() => {
  notes = [];
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a change in a stream', () => {
  test('is handled, and nothing goes to the failure queue', async () => {
    const taken: Change[] = [];
    expect(await readStream(async (change) => taken.push(change))).toEqual(handedBack());
    expect(taken).toEqual([{ eventId: 'event-42', eventName: 'INSERT', before: undefined, after: item }]);
    expect(notes).toEqual([]);
  });

  test('that no retry can help is reported to the failure queue, by its place and without its content, and then skipped', async () => {
    const result = await readStream(failWith(new InputInvalidError('entryId: too long')));
    expect(result).toEqual(handedBack());
    expect(notes).toEqual([
      {
        error: 'InputInvalidError',
        reason: 'entryId: too long',
        eventId: 'event-42',
        streamArn,
        sequenceNumber: '42',
      },
    ]);
    expect(console.error).toHaveBeenCalledOnce();
  });

  test.each([new RateLimitedError('SFN'), new TypeError('a defect')])(
    'that fails with %o is given again, also where it is the whole batch',
    async (error) => {
      expect(await readStream(failWith(error))).toEqual(handedBack('42'));
      const fails = ({ eventId }: Change) => (eventId === 'event-2' ? failWith(error)() : Promise.resolve());
      const records = [record(1), record(2)];
      expect(await readStream(fails, { records })).toEqual(handedBack('2'));
      expect(notes).toEqual([]);
    },
  );

  test('is delivered again if the failure queue does not accept it either', async () => {
    const away = { tell: failWith(new RateLimitedError('SQS')) };
    const result = await readStream(failWith(new InputInvalidError('pk: none')), { to: away });
    expect(result).toEqual(handedBack('42'));
  });
});

describe('a message in a queue', () => {
  const receive = (take: (body: string) => Promise<unknown>) => {
    const Records = [message('one', 'first'), message('two', 'second')];
    return eachMessage(take)({ Records }, {} as Context, () => undefined);
  };

  test('is handled by its body', async () => {
    const bodies: string[] = [];
    expect(await receive(async (body) => bodies.push(body))).toEqual(handedBack());
    expect(bodies).toEqual(['first', 'second']);
  });

  test('is received again if it fails, without the others, and logged by its id', async () => {
    const error = new InputInvalidError('entryId: too long');
    const result = await receive((body) => (body === 'first' ? failWith(error)() : Promise.resolve()));
    expect(result).toEqual(handedBack('one'));
    expect(console.error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ messageId: 'one', error: 'InputInvalidError' }),
    );
  });
});
