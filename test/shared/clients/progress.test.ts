import { beforeEach, describe, expect, test } from 'vitest';
import { Progress } from '../../../lambdas/shared/clients/progress.ts';
import {
  MailInFlightError,
  MailOutcomeUnknownError,
  RateLimitedError,
} from '../../../lambdas/shared/domain/errors.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';

const entryId = 'cs_test_1';
const aMinute = 60_000;

let clock: number;
let documents: ReturnType<typeof inMemoryDocuments>;
let progress: Progress;

beforeEach(() => {
  clock = Date.parse('2027-03-01T12:00:00Z');
  documents = inMemoryDocuments();
  progress = new Progress(documents.client, 'progress', () => clock);
});

const claim = (execution: string) => progress.claimMail(entryId, 'confirmation', execution);
const recordOf = (mail: string) => documents.items.get(entryId)?.[mail];

describe('a mail is claimed', () => {
  test('by the first who asks, and its message id told to everybody after it was sent', async () => {
    expect(await claim('first')).toBeUndefined();
    expect(recordOf('mail confirmation')).toEqual({
      status: 'sending',
      attempts: 1,
      execution: 'first',
      attemptedAt: clock,
    });
    await progress.recordMail(entryId, 'confirmation', 'first', 'message-1', 'confirmation');
    expect(await claim('first')).toBe('message-1');
    expect(await claim('second')).toBe('message-1');
  });

  test('again by the same execution after an unclear end, once', async () => {
    await claim('first');
    expect(await claim('first')).toBeUndefined();
    await expect(claim('first')).rejects.toThrow(MailOutcomeUnknownError);
    await expect(claim('second')).rejects.toThrow(MailOutcomeUnknownError);
  });

  test('by another execution only when the first can no longer be at it', async () => {
    await claim('first');
    clock += aMinute - 1;
    await expect(claim('second')).rejects.toThrow(MailInFlightError);
    clock += 1;
    expect(await claim('second')).toBeUndefined();
    expect(recordOf('mail confirmation')).toMatchObject({ attempts: 2, execution: 'second' });
  });

  test('by one of two who ask at the same moment', async () => {
    const outcomes = await Promise.allSettled([claim('first'), claim('second')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: expect.any(MailInFlightError),
    });
  });

  test('by one of two who both find that a lease has ended', async () => {
    await claim('first');
    clock += aMinute;
    const outcomes = await Promise.allSettled([claim('second'), claim('third')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(recordOf('mail confirmation')).toMatchObject({ attempts: 2 });
  });

  test('at once after a refusal, which does not count as an attempt', async () => {
    for (let refusals = 0; refusals < 5; refusals += 1) {
      expect(await claim('first')).toBeUndefined();
      await progress.recordRefusal(entryId, 'confirmation', 'first');
      clock += 1;
    }
    expect(recordOf('mail confirmation')).toMatchObject({ status: 'refused', attempts: 0 });
    expect(await claim('second')).toBeUndefined();
  });

  test('and a refusal does not make an earlier unclear end forgotten', async () => {
    await claim('first');
    await claim('first');
    await progress.recordRefusal(entryId, 'confirmation', 'first');
    expect(await claim('first')).toBeUndefined();
    await expect(claim('first')).rejects.toThrow(MailOutcomeUnknownError);
  });

  test('apart from the other mails of its entry', async () => {
    await claim('first');
    expect(await progress.claimMail(entryId, 'school', 'second')).toBeUndefined();
    expect(await progress.claimMail(entryId, 'attention first', 'first')).toBeUndefined();
    expect(await progress.claimMail(entryId, 'attention second', 'second')).toBeUndefined();
  });
});

describe("the id of an entry's file in Drive", () => {
  test('is the first that was reserved', async () => {
    expect(await progress.reserveDriveFile(entryId, 'file-1')).toEqual({ fileId: 'file-1' });
    expect(await progress.reserveDriveFile(entryId, 'file-2')).toEqual({ fileId: 'file-1' });
  });

  test('is given up for another by naming it', async () => {
    await progress.reserveDriveFile(entryId, 'file-1');
    expect(await progress.reserveDriveFile(entryId, 'file-2', 'file-1')).toEqual({ fileId: 'file-2' });
    expect(await progress.reserveDriveFile(entryId, 'file-3', 'file-1')).toEqual({ fileId: 'file-2' });
  });

  test('can be reserved in place of one that was never recorded', async () => {
    expect(await progress.reserveDriveFile(entryId, 'file-2', 'file-1')).toEqual({ fileId: 'file-2' });
  });

  test('stands with the md5 of what was uploaded, which a reservation does not write over', async () => {
    await progress.reserveDriveFile(entryId, 'file-1');
    await progress.recordDrive(entryId, { fileId: 'file-1', md5: 'abc' });
    expect(await progress.reserveDriveFile(entryId, 'file-2')).toEqual({ fileId: 'file-1', md5: 'abc' });
    expect((await progress.get(entryId)).drive).toEqual({ fileId: 'file-1', md5: 'abc' });
  });
});

describe('what needs attention', () => {
  const failed = (part: 'registration' | 'confirmation' | 'school' | 'badge') => ({
    part,
    error: 'SomeError',
    reason: `entry ${entryId}: some reason`,
  });

  test('is marked by part, with its reason and the time', async () => {
    await progress.park(entryId, [failed('confirmation'), failed('badge')]);
    const mark = {
      error: 'SomeError',
      reason: `entry ${entryId}: some reason`,
      at: '2027-03-01T12:00:00.000Z',
    };
    expect((await progress.get(entryId)).attention).toEqual({ confirmation: mark, badge: mark });
  });

  test('loses the mark of each part with what completes it, and no other', async () => {
    await progress.park(entryId, (['registration', 'confirmation', 'school', 'badge'] as const).map(failed));
    const marks = async () => Object.keys((await progress.get(entryId)).attention);
    await progress.recordRegistration(entryId, 'pk', 'pi_1');
    expect(await marks()).toEqual(['confirmation', 'school', 'badge']);
    await progress.recordMail(entryId, 'confirmation', 'first', 'message-1', 'confirmation');
    expect(await marks()).toEqual(['school', 'badge']);
    await progress.recordBadge(entryId, { key: 'key', photo: 'used', md5: 'abc' });
    expect(await marks(), 'a rendered badge is not in Drive yet').toEqual(['school', 'badge']);
    await progress.recordDrive(entryId, { fileId: 'file-1', md5: 'abc' });
    expect(await marks()).toEqual(['school']);
    await progress.recordDone(entryId, 'school');
    expect(await marks()).toEqual([]);
  });

  test('keeps its mark when a mail is refused, or another mail is sent', async () => {
    await progress.park(entryId, [failed('confirmation')]);
    await claim('second');
    await progress.recordRefusal(entryId, 'confirmation', 'second');
    await progress.recordMail(entryId, 'attention first', 'first', 'message-2');
    expect(Object.keys((await progress.get(entryId)).attention)).toEqual(['confirmation']);
  });
});

test('an entry that nothing has been done for has no progress', async () => {
  expect(await progress.get(entryId)).toEqual({ attention: {} });
});

test('a throttled table is RateLimitedError, by every method', async () => {
  const throttled = Object.assign(new Error('too fast'), {
    name: 'ProvisionedThroughputExceededException',
    $metadata: { httpStatusCode: 400 },
  });
  const client = { send: () => Promise.reject(throttled) } as unknown as typeof documents.client;
  const busy = new Progress(client, 'progress', () => clock);
  await expect(busy.get(entryId)).rejects.toThrow(RateLimitedError);
  await expect(busy.claimMail(entryId, 'confirmation', 'first')).rejects.toThrow(RateLimitedError);
  await expect(busy.reserveDriveFile(entryId, 'file-1')).rejects.toThrow(RateLimitedError);
  await expect(busy.park(entryId, [])).rejects.toThrow(RateLimitedError);
});
