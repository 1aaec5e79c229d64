import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  BadgeInFlightError,
  MailInFlightError,
  MailOutcomeUnknownError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../../core/domain/errors.ts';
import { photoIdOf } from '../../../core/domain/ids.ts';
import { Progress } from '../../../core/progress/progress.ts';
import type { BadgeRecord } from '../../../core/progress/progress-record.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';

const entryId = 'cs_test_1';
const aMinute = 60_000;
const badge: BadgeRecord = {
  key: 'school-competitor-name_badge.jpg',
  hash: 'of all it was drawn from',
  md5: 'abc',
  contentType: 'image/jpeg',
  photo: 'used',
  preflight: [],
};

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
    expect(await progress.claimMail(entryId, 'findings', 'second')).toBeUndefined();
    expect(await progress.claimMail(entryId, 'attention first', 'first')).toBeUndefined();
    expect(await progress.claimMail(entryId, 'attention second', 'second')).toBeUndefined();
  });
});

describe('a badge is worked on', () => {
  /** Work that lasts until it is told to end. */
  function holding(execution: string) {
    let end: (error?: Error) => void = () => undefined;
    const working = new Promise<void>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve());
    });
    return { end, held: progress.holdingBadge(entryId, execution, () => working) };
  }
  const lease = () => recordOf('badgeLease');

  test('with the progress as it is then, and its result is passed on', async () => {
    await progress.recordRegistration(entryId, 'pk', 'pi_1');
    const found = await progress.holdingBadge(entryId, 'first', async (record) => record);
    expect(found).toEqual({ registrationKey: 'pk', registrationKeys: ['pk'], attention: {} });
    expect(lease()).toBeUndefined();
  });

  test('by one execution at a time; the second finds what the first has left', async () => {
    const first = holding('first');
    await expect(holding('second').held).rejects.toThrow(BadgeInFlightError);
    await expect(holding('second').held).rejects.toThrow(entryId);
    first.end();
    await first.held;
    await progress.holdingBadge(entryId, 'first', () => progress.recordBadge(entryId, 'first', badge));
    expect((await progress.holdingBadge(entryId, 'second', async (record) => record)).badge).toEqual(badge);
  });

  test('by one of two who ask at the same moment', async () => {
    const both = [holding('first'), holding('second')];
    for (const { end } of both) end();
    const outcomes = await Promise.allSettled(both.map(({ held }) => held));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('for two entries side by side', async () => {
    const first = holding('first');
    expect(await progress.holdingBadge('another', 'second', async () => 'done')).toBe('done');
    first.end();
    await first.held;
  });

  test('again by the same execution, whose attempt was cut off', async () => {
    holding('first');
    expect(await progress.holdingBadge(entryId, 'first', async () => 'done')).toBe('done');
    expect(lease()).toBeUndefined();
  });

  test('by another execution after two minutes, and no sooner', async () => {
    holding('first');
    clock += 2 * aMinute;
    await expect(holding('second').held).rejects.toThrow(BadgeInFlightError);
    clock += 1;
    expect(await progress.holdingBadge(entryId, 'second', async () => 'done')).toBe('done');
  });

  test('no longer by one that was taken over: it records nothing, and is run again', async () => {
    const first = holding('first');
    clock += 2 * aMinute + 1;
    const second = holding('second');
    await expect(progress.recordBadge(entryId, 'first', badge)).rejects.toThrow(BadgeInFlightError);
    await expect(progress.recordWithdrawal(entryId, 'first')).rejects.toThrow(BadgeInFlightError);
    expect(await progress.get(entryId)).toEqual({ registrationKeys: [], attention: {} });
    first.end();
    await expect(first.held).rejects.toThrow(BadgeInFlightError);
    expect(lease()).toMatchObject({ heldBy: 'second' });
    second.end();
    await second.held;
  });

  test('after a failure by whoever comes next, at once; what failed is told', async () => {
    const failure = new ServiceUnavailableError('S3 is away');
    const first = holding('first');
    first.end(failure);
    await expect(first.held).rejects.toBe(failure);
    expect(await progress.holdingBadge(entryId, 'second', async () => 'done')).toBe('done');
  });

  test('and what failed is told also when the claim cannot be given back', async () => {
    const failure = new ServiceUnavailableError('S3 is away');
    const first = holding('first');
    clock += 2 * aMinute + 1;
    holding('second');
    first.end(failure);
    await expect(first.held).rejects.toBe(failure);
    expect(lease()).toMatchObject({ heldBy: 'second' });
  });
});

describe('a badge that is recorded', () => {
  const hold = (work: () => Promise<void>) => progress.holdingBadge(entryId, 'first', work);

  test('gives way to its withdrawal, and that to the next badge', async () => {
    await hold(() => progress.recordBadge(entryId, 'first', badge));
    expect(await progress.get(entryId)).toMatchObject({ badge });
    await hold(() => progress.recordWithdrawal(entryId, 'first'));
    expect(await progress.get(entryId)).toEqual({
      registrationKeys: [],
      badgeWithdrawn: true,
      attention: {},
    });
    await hold(() => progress.recordBadge(entryId, 'first', badge));
    expect((await progress.get(entryId)).badgeWithdrawn).toBeUndefined();
  });

  test('is recorded by nobody who does not hold it', async () => {
    await expect(progress.recordBadge(entryId, 'first', badge)).rejects.toThrow(BadgeInFlightError);
    expect(documents.items.get(entryId)).toBeUndefined();
  });
});

describe("a registration's keys", () => {
  test('are all it was seen under, the last first', async () => {
    await progress.recordRegistration(entryId, 'first', 'pi_1');
    await progress.recordRegistrationKey(entryId, 'second');
    await progress.recordRegistrationKey(entryId, 'first');
    await progress.recordRegistrationKey(entryId, 'third');
    const { registrationKey, registrationKeys } = await progress.get(entryId);
    expect(registrationKey).toBe('third');
    expect(registrationKeys[0]).toBe('third');
    expect(registrationKeys.toSorted()).toEqual(['first', 'second', 'third']);
  });

  test('are the one that an earlier version recorded', async () => {
    documents.items.set(entryId, { entryId, registrationKey: 'pk' });
    expect((await progress.get(entryId)).registrationKeys).toEqual(['pk']);
  });
});

describe('a photo', () => {
  const photoId = photoIdOf('Golden Dragon TKD_competitor_Jordan_Rivera.jpg');

  test('is known by an id that says nothing of its key, which is made of a name', () => {
    expect(photoId).toMatch(/^photo_[0-9a-f]{32}$/);
    expect(photoIdOf('another')).not.toBe(photoId);
  });

  test('has every entry that follows it, each once', async () => {
    expect(await progress.followersOf(photoId)).toEqual([]);
    await progress.followPhoto(entryId, photoId);
    await progress.followPhoto('cs_test_2', photoId);
    await progress.followPhoto(entryId, photoId);
    expect(await progress.followersOf(photoId)).toEqual([entryId, 'cs_test_2']);
    expect(await progress.get(entryId)).toMatchObject({ photoId });
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
  const failed = (part: 'registration' | 'confirmation' | 'findings' | 'badge') => ({
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
    await progress.park(
      entryId,
      (['registration', 'confirmation', 'findings', 'badge'] as const).map(failed),
    );
    const marks = async () => Object.keys((await progress.get(entryId)).attention);
    await progress.recordRegistration(entryId, 'pk', 'pi_1');
    expect(await marks()).toEqual(['confirmation', 'findings', 'badge']);
    await progress.recordMail(entryId, 'confirmation', 'first', 'message-1', 'confirmation');
    expect(await marks()).toEqual(['findings', 'badge']);
    await progress.holdingBadge(entryId, 'first', () => progress.recordBadge(entryId, 'first', badge));
    expect(await marks(), 'a rendered badge is not in Drive yet').toEqual(['findings', 'badge']);
    await progress.recordDrive(entryId, { fileId: 'file-1', md5: 'abc' });
    expect(await marks()).toEqual(['findings']);
    await progress.recordDone(entryId, 'findings');
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

describe('an entry that was waited for in vain', () => {
  const missing = {
    part: 'registration',
    error: 'EntryNotFoundError',
    reason: 'has not arrived',
  } as const;
  const failingBy = (error: object) => {
    const client = { send: () => Promise.reject(error) } as unknown as typeof documents.client;
    return new Progress(client, 'progress', () => clock);
  };

  test('is marked so while it is missing', async () => {
    expect(await progress.hasWaitedInVain(entryId)).toBe(false);
    expect(await progress.parkMissing(entryId, missing, 'entries')).toBe(true);
    expect(await progress.hasWaitedInVain(entryId)).toBe(true);
    await progress.recordRegistration(entryId, 'pk', 'pi_1');
    expect(await progress.hasWaitedInVain(entryId)).toBe(false);
  });

  test('is not marked once it has come', async () => {
    documents = inMemoryDocuments(new Map([[entryId, {}]]));
    progress = new Progress(documents.client, 'progress', () => clock);
    expect(await progress.parkMissing(entryId, missing, 'entries')).toBe(false);
    expect(documents.items).toEqual(new Map());
  });

  test('is known as such under the name it has when it was paid', async () => {
    await progress.parkMissing(entryId, { ...missing, error: 'PaymentWithoutEntryError' }, 'entries');
    expect(await progress.hasWaitedInVain(entryId)).toBe(true);
  });

  test('is told from one with another failure', async () => {
    await progress.park(entryId, [{ ...missing, error: 'StripeAccessDeniedError' }]);
    expect(await progress.hasWaitedInVain(entryId)).toBe(false);
  });

  test('is tried again when the transaction is cancelled for anything else', async () => {
    const cancelled = new TransactionCanceledException({
      message: '',
      $metadata: { httpStatusCode: 400 },
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
    const parking = failingBy(cancelled).parkMissing(entryId, missing, 'entries');
    await expect(parking).rejects.toThrow(ServiceUnavailableError);
  });

  test('holds up who writes to its progress meanwhile for a moment', async () => {
    const conflict = Object.assign(new Error('busy'), {
      name: 'TransactionConflictException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(failingBy(conflict).park(entryId, [missing])).rejects.toThrow(ServiceUnavailableError);
  });
});

test('an entry that nothing has been done for has no progress', async () => {
  expect(await progress.get(entryId)).toEqual({ registrationKeys: [], attention: {} });
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
  await expect(busy.holdingBadge(entryId, 'first', async () => 'done')).rejects.toThrow(RateLimitedError);
  await expect(busy.followPhoto(entryId, photoIdOf('key'))).rejects.toThrow(RateLimitedError);
  await expect(busy.followersOf(photoIdOf('key'))).rejects.toThrow(RateLimitedError);
});

describe('until when Drive wants to be left alone', () => {
  test('is nothing to wait for at first', async () => {
    expect(await progress.drivePause.end()).toBe(0);
  });

  test('is known to everybody, as the longest that anybody was told', async () => {
    await progress.drivePause.extend(clock + aMinute);
    await progress.drivePause.extend(clock + 1_000);
    const other = new Progress(documents.client, 'progress', () => clock);
    expect(await other.drivePause.end()).toBe(clock + aMinute);
    await other.drivePause.extend(clock + 2 * aMinute);
    expect(await progress.drivePause.end()).toBe(clock + 2 * aMinute);
  });
});
