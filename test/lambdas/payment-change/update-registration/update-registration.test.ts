import { beforeEach, describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import {
  changedEntry,
  type PaymentChange,
  updatedRegistration,
} from '../../../../core/domain/payment-change.ts';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import { parts } from '../../../../core/domain/state.ts';
import type { BadgeRecord } from '../../../../core/progress/progress-record.ts';
import { updateRegistration } from '../../../../lambdas/payment-change/update-registration/update-registration.ts';
import { charge, dispute, reading, refund, unpaidSession } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { MemoryRegistrations } from '../../../doubles/tables.ts';

const { id } = reading().session;
const pk = 'school-competitor-Jo';
const row = { pk: { S: pk }, entryId: { S: id }, payment: { S: 'pi_1' } };
const badge = { key: 'badge.jpg', hash: '1', md5: '1' } as BadgeRecord;
const refunded = { refunds: [refund('succeeded')] };

let stage: ReturnType<typeof progressIn>;
let registrations: MemoryRegistrations;
/** When the payment was last read: each reading is later than the one before. */
let readAt: number;

beforeEach(() => {
  stage = progressIn(inMemoryDocuments());
  registrations = new MemoryRegistrations();
  readAt = reading().readAt;
});

async function register(due?: number) {
  registrations.items.set(pk, row);
  await stage.progress.recordRegistration(id, pk, { admittedBy: 'pi_1', due });
}

async function draw() {
  await stage.lease.holdingBadge(id, 'registration', () =>
    stage.lease.recordBadge(id, 'registration', badge),
  );
  await stage.files.recordDrive(id, { fileId: 'file', md5: badge.md5 });
}

async function withdraw() {
  await stage.lease.holdingBadge(id, 'change', () => stage.lease.recordWithdrawal(id, 'change'));
  await stage.files.recordDrive(id, { fileId: 'file', md5: badge.md5, trashed: true });
}

const read = (changes: Partial<PaymentReading>) => {
  readAt += 1;
  return stage.payments.record(reading({ readAt, ...changes }), undefined);
};

async function update(changes: Partial<PaymentReading>, familyMail?: PaymentChange['familyMail']) {
  await read(changes);
  const { mails, progress } = stage;
  const updated = await updateRegistration(
    { changed: id, entryId: id, familyMail },
    { mails, progress, registrations, now: () => readAt },
  );
  updatedRegistration.parse({ ...changedEntry.parse({ changed: 're_1', entryId: id }), updated });
  return updated;
}

const stateOf = () => registrations.items.get(pk)?.payment_state?.S;

describe('a registration', () => {
  test('of which nothing has gone back stays as it is', async () => {
    await register();
    expect(await update({})).toEqual({ registered: true, state: 'paid', badge: false, news: false });
    expect(await update({ refunds: [refund('succeeded', 4_000)] })).toMatchObject({
      state: 'paid',
      badge: false,
      news: true,
    });
    expect(registrations.items.get(pk)).toEqual({ ...row, payment_read_at: { N: String(readAt) } });
  });

  test('has the state that its payment amounts to, there and back, with what follows', async () => {
    await register();
    await draw();
    expect(await update({ disputes: [dispute('needs_response', true)] })).toEqual({
      registered: true,
      state: 'on hold',
      badge: true,
      news: true,
    });
    expect(stateOf()).toBe('on hold');
    await withdraw();
    expect(await update({ disputes: [dispute('won', false)] })).toMatchObject({ state: 'paid', badge: true });
    expect(stateOf()).toBe('paid');
    await draw();
    expect(await update(refunded)).toMatchObject({ state: 'refunded', badge: true, family: 'refunded' });
    expect(stateOf()).toBe('refunded');
    expect(await update({ refunds: [refund('failed')] })).toMatchObject({ state: 'paid', badge: false });
    expect(stateOf()).toBe('paid');
  });

  test('is never downgraded by a reading from before it was paid', async () => {
    await register();
    const before = { session: unpaidSession('complete'), charges: [charge('pending')] };
    const updated = await update(before);
    expect(updated).toMatchObject({ badge: false, news: false });
    expect(updated).not.toHaveProperty('family');
    expect(registrations.items.get(pk)).toEqual(row);
  });

  test('keeps a state of a later reading', async () => {
    await register();
    registrations.items.set(pk, { ...row, payment_state: { S: 'refunded' }, payment_read_at: { N: '9e15' } });
    await update({ disputes: [dispute('needs_response', true)] });
    expect(stateOf()).toBe('refunded');
  });

  test('that was paid twice is news where it is known what it costs', async () => {
    await register(5_000);
    expect(await update({})).toMatchObject({ state: 'paid', news: true });
  });

  test('has no news once the organisers have heard it', async () => {
    await register();
    const { key } = { key: `${refund('succeeded').id} succeeded` };
    await stage.payments.recordTold(id, [key]);
    expect(await update(refunded)).toMatchObject({ news: false });
  });

  test('needs no attention any more once its payment has gone back', async () => {
    await register();
    await stage.progress.park(id, [{ part: 'registration', error: 'PaymentReturnedError', reason: '' }]);
    await update(refunded);
    expect((await stage.progress.get(id)).attention).toEqual({});
  });

  describe('whose family cannot be mailed', () => {
    const attempt = { entryId: id, purpose: 'refunded', execution: 'a' } as const;

    test.each<[string, () => Promise<unknown>]>([
      ['SES refuses the mail', () => stage.mails.recordRefusal(attempt)],
      ['two attempts had no answer', () => stage.mails.claim(attempt)],
    ])('is reported once, not whenever its payment is read again: %s', async (_, ended) => {
      await register();
      await stage.mails.claim(attempt);
      expect(await update(refunded)).toMatchObject({ family: 'refunded' });
      await ended();
      await stage.progress.park(id, [{ part: 'payment', error: 'E', reason: '' }]);
      expect(await update(refunded)).not.toHaveProperty('family');
      expect(Object.keys((await stage.progress.get(id)).attention)).toEqual(['payment']);
      expect(await update(refunded, 'resend')).toMatchObject({ family: 'refunded' });
      // What there is to be mailed no more needs no attention, and another mail is tried.
      await update({ refunds: [refund('failed')] });
      expect((await stage.progress.get(id)).attention).toEqual({});
      expect(await update({ disputes: [dispute('lost', true)] })).toMatchObject({ family: 'dispute lost' });
    });
  });

  test('that was deleted has no badge to be withdrawn', async () => {
    await register();
    registrations.items.delete(pk);
    expect(await update(refunded)).toMatchObject({ registered: false, badge: false });
  });

  test('is as the latest reading has it, of two changes at once', async () => {
    await register();
    await read(refunded);
    const earlier = await stage.progress.get(id);
    await update({ refunds: [refund('failed')] });
    // The other change has read the progress before that.
    const progress = { ...stage.progress, get: async () => earlier, recordDone: async () => {} };
    await updateRegistration(
      { changed: id, entryId: id },
      { mails: stage.mails, progress, registrations, now: () => readAt },
    );
    expect(stateOf()).toBeUndefined();
  });
});

test('the family of somebody who was erased is not written to, and organisers hear the news', async () => {
  await stage.tombstones.set(id);
  const updated = await update(refunded);
  expect(updated).toMatchObject({ registered: false, badge: false, news: true });
  expect(updated).not.toHaveProperty('family');
});

describe('a badge', () => {
  test('that may be being drawn right now is withdrawn too', async () => {
    await register();
    expect(await update(refunded)).toMatchObject({ badge: true });
  });

  test('that is withdrawn, but whose file is still in Drive, is withdrawn again', async () => {
    await register();
    await draw();
    await stage.lease.holdingBadge(id, 'change', () => stage.lease.recordWithdrawal(id, 'change'));
    expect(await update(refunded)).toMatchObject({ badge: true });
    await withdraw();
    expect(await update(refunded)).toMatchObject({ badge: false });
  });

  test('that is drawn again, but whose file is still in the trash, is brought back again', async () => {
    await register();
    await withdraw();
    await stage.lease.holdingBadge(id, 'change', () => stage.lease.recordBadge(id, 'change', badge));
    expect(await update({})).toMatchObject({ badge: true });
  });

  test('stays while all is being refunded', async () => {
    await register();
    await draw();
    expect(await update({ refunds: [refund('pending')] })).toMatchObject({
      state: 'refund pending',
      badge: false,
    });
  });
});

describe('an entry without a registration', () => {
  const marks = async () => Object.keys((await stage.progress.get(id)).attention);
  const park = () =>
    stage.progress.park(
      id,
      parts.map((part) => ({ part, error: 'DuplicateRegistrationError', reason: '' })),
    );

  test('whose payment went back needs no attention any more', async () => {
    await park();
    expect(await update(refunded)).toEqual({
      registered: false,
      state: 'refunded',
      badge: false,
      news: true,
    });
    expect(await marks()).toEqual(['confirmation', 'findings', 'badge']);
  });

  test('whose payment is there still needs it, but for what this execution does again', async () => {
    await park();
    await update({ refunds: [refund('succeeded', 4_000)] });
    expect(await marks()).toEqual(['registration', 'confirmation', 'findings', 'badge']);
  });

  test('has the family hear that its bank debit is on its way', async () => {
    const onItsWay = { session: unpaidSession('complete'), charges: [charge('pending')] };
    expect(await update(onItsWay)).toMatchObject({ state: 'pending', family: 'payment on its way' });
  });
});

test('a payment that was never read cannot be followed up', async () => {
  const dependencies = { mails: stage.mails, progress: stage.progress, registrations, now: () => 0 };
  await expect(updateRegistration({ changed: id, entryId: id }, dependencies)).rejects.toThrow(
    InputInvalidError,
  );
});
