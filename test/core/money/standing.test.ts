import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { type PaymentState, paymentStates } from '../../../core/domain/payment-state.ts';
import { lookAgainAt, standingOf } from '../../../core/money/standing.ts';
import { charge, dispute, reading, refund, unpaidSession } from './readings.ts';

const cases: [situation: string, state: PaymentState, changes: Partial<PaymentReading>][] = [
  ['paid by card', 'paid', {}],
  [
    'an order that cost nothing',
    'paid',
    {
      session: { ...reading().session, paymentStatus: 'no_payment_required' },
      paymentIntentId: null,
      charges: [],
    },
  ],
  ['paid, as Stripe says, with no charge to be found', 'paid', { charges: [] }],
  ['paid after a refused card', 'paid', { charges: [charge('failed'), charge('succeeded')] }],
  ['nobody has tried to pay', 'unpaid', { session: unpaidSession('open'), charges: [] }],
  [
    'expired after a refused card',
    'unpaid',
    { session: unpaidSession('expired'), charges: [charge('failed')] },
  ],
  [
    'a bank debit on its way',
    'pending',
    { session: unpaidSession('complete'), charges: [charge('pending')] },
  ],
  ['a bank debit that failed', 'unpaid', { session: unpaidSession('complete'), charges: [charge('failed')] }],
  ['a refund that succeeded', 'refunded', { refunds: [refund('succeeded')] }],
  ['two refunds of half', 'refunded', { refunds: [refund('succeeded', 4_000), refund('succeeded', 6_000)] }],
  ['a partial refund', 'paid', { refunds: [refund('succeeded', 4_000)] }],
  ['a refund that is pending', 'refund pending', { refunds: [refund('pending')] }],
  ['a refund that waits for the payer', 'refund pending', { refunds: [refund('requires_action')] }],
  ['a partial refund that is pending', 'paid', { refunds: [refund('pending', 4_000)] }],
  [
    'the rest is being refunded',
    'refund pending',
    { refunds: [refund('succeeded', 4_000), refund('pending', 6_000)] },
  ],
  ['a refund that failed', 'paid', { refunds: [refund('failed')] }],
  ['a refund that was cancelled', 'paid', { refunds: [refund('canceled')] }],
  ['a refund of an unknown status', 'paid', { refunds: [refund('undreamt_of')] }],
  ['an inquiry', 'paid', { disputes: [dispute('warning_needs_response', false)] }],
  ['an inquiry that ended', 'paid', { disputes: [dispute('warning_closed', false)] }],
  ['a dispute that has not taken the money yet', 'paid', { disputes: [dispute('needs_response', false)] }],
  ['a dispute', 'on hold', { disputes: [dispute('needs_response', true)] }],
  ['a dispute under review', 'on hold', { disputes: [dispute('under_review', true)] }],
  ['a dispute of an unknown status with the money', 'on hold', { disputes: [dispute('undreamt_of', true)] }],
  ['a dispute that was won', 'paid', { disputes: [dispute('won', false)] }],
  ['a dispute that was lost', 'dispute lost', { disputes: [dispute('lost', true)] }],
  [
    'a lost dispute, after an exchange rate moved',
    'dispute lost',
    { disputes: [dispute('lost', true, 9_700)] },
  ],
  [
    'a lost dispute in the currency of the bank',
    'dispute lost',
    { disputes: [{ ...dispute('lost', true, 6_500), currency: 'eur' }] },
  ],
  ['a lost dispute about a part', 'paid', { disputes: [dispute('lost', true, 4_000)] }],
  [
    'a lost dispute about what a refund had left',
    'dispute lost',
    { refunds: [refund('succeeded', 4_000)], disputes: [dispute('lost', true, 6_000)] },
  ],
  [
    'a dispute of what is being refunded',
    'on hold',
    { refunds: [refund('pending')], disputes: [dispute('needs_response', true)] },
  ],
];

describe('what a payment amounts to', () => {
  test.each(cases)('%s: %s', (_, state, changes) => {
    expect(standingOf(reading(changes)).state).toBe(state);
  });

  test('every state is met', () => {
    expect(new Set(cases.map(([, state]) => state))).toEqual(new Set(Object.keys(paymentStates)));
  });

  test('it does not depend on the order of anything', () => {
    const items = {
      charges: [charge('succeeded'), charge('failed'), charge('pending', 500)],
      refunds: ['succeeded', 'failed', 'pending', 'canceled'].map((status) => refund(status, 2_500)),
      disputes: [dispute('won', false), dispute('lost', true, 2_000), dispute('warning_closed', false)],
    };
    fc.assert(
      fc.property(
        fc.shuffledSubarray(items.charges, { minLength: 3 }),
        fc.shuffledSubarray(items.refunds, { minLength: 4 }),
        fc.shuffledSubarray(items.disputes, { minLength: 3 }),
        (charges, refunds, disputes) => {
          expect(standingOf(reading({ charges, refunds, disputes }))).toEqual(standingOf(reading(items)));
        },
      ),
    );
  });

  test('a part that went back, by a refund or a lost dispute, is noted', () => {
    const partly = (changes: Partial<PaymentReading>) => standingOf(reading(changes)).partlyRefunded;
    expect(partly({ refunds: [refund('succeeded', 4_000)] })).toBe(true);
    expect(partly({ disputes: [dispute('lost', true, 4_000)] })).toBe(true);
    expect(partly({ refunds: [refund('pending', 4_000)] })).toBe(false);
    expect(partly({ refunds: [refund('succeeded')] })).toBe(false);
  });

  test('twice the price is noted, until it has been refunded', () => {
    expect(standingOf(reading(), 5_000).paidTwice).toBe(true);
    expect(standingOf(reading(), 5_001).paidTwice).toBe(false);
    expect(standingOf(reading()).paidTwice).toBe(false);
    expect(standingOf(reading({ refunds: [refund('pending', 5_000)] }), 5_000).paidTwice).toBe(false);
  });
});

describe('when to read a payment again', () => {
  const day = 86_400_000;
  const { readAt } = reading();

  test.each<[string, Partial<PaymentReading>]>([
    ['a bank debit on its way', { session: unpaidSession('complete'), charges: [charge('pending')] }],
    ['a pending refund', { refunds: [refund('pending')] }],
    ['a refund that may still fail', { refunds: [refund('succeeded')] }],
    ['a dispute', { disputes: [dispute('under_review', true)] }],
    ['an inquiry', { disputes: [dispute('warning_under_review', false)] }],
  ])('%s: a day later', (_, changes) => {
    expect(lookAgainAt(reading(changes))).toBe(readAt + day);
  });

  test.each<[string, Partial<PaymentReading>]>([
    ['paid', {}],
    ['a refund of a month ago', { refunds: [refund('succeeded')], readAt: readAt + 30 * day }],
    ['a decided dispute', { disputes: [dispute('lost', true)] }],
    ['expired', { session: unpaidSession('expired'), charges: [] }],
    ['a bank debit that failed', { session: unpaidSession('complete'), charges: [charge('failed')] }],
  ])('%s: not at all', (_, changes) => {
    expect(lookAgainAt(reading(changes))).toBeUndefined();
  });
});
