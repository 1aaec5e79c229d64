import { describe, expect, test } from 'vitest';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { familyNewsOf, newsOf } from '../../../core/money/payment-news.ts';
import { standingOf } from '../../../core/money/standing.ts';
import { charge, dispute, reading, refund, unpaidSession } from './readings.ts';

const { readAt } = reading();
const day = 86_400_000;
const news = (changes: Partial<PaymentReading>, daysLater = 0) =>
  newsOf(reading(changes), standingOf(reading(changes), 1_000_000), readAt + daysLater * day);
const codes = (changes: Partial<PaymentReading>, daysLater = 0) =>
  news(changes, daysLater).map(({ code, urgent }) => `${code}${urgent ? ', at once' : ''}`);

describe('what the organisers hear', () => {
  test('nothing about a payment that is just paid', () => {
    expect(news({})).toEqual([]);
  });

  test.each<[string, string, Partial<PaymentReading>]>([
    ['a refund', 'refunded', { refunds: [refund('succeeded')] }],
    ['a partial refund', 'partly-refunded', { refunds: [refund('succeeded', 500)] }],
    ['a refund on its way', 'refund-pending', { refunds: [refund('pending')] }],
    ['a refund that failed', 'refund-failed, at once', { refunds: [refund('failed')] }],
    ['a dispute', 'disputed, at once', { disputes: [dispute('needs_response', true)] }],
    ['an inquiry', 'inquiry, at once', { disputes: [dispute('warning_needs_response', false)] }],
    ['a dispute that was won', 'dispute-won', { disputes: [dispute('won', false)] }],
    ['a dispute that was lost', 'dispute-lost, at once', { disputes: [dispute('lost', true)] }],
    [
      'an early fraud warning',
      'fraud-warning, at once',
      { warnings: [{ id: 'issfr_1', actionable: true, created: 1 }] },
    ],
  ])('%s: %s', (_, code, changes) => {
    expect(codes(changes)).toEqual([code]);
  });

  test('nothing about what needs no word: a cancelled refund, an ended inquiry, an answered warning', () => {
    const quiet = {
      refunds: [refund('canceled')],
      disputes: [dispute('warning_closed', false)],
      warnings: [{ id: 'issfr_1', actionable: false, created: 1 }],
    };
    expect(news(quiet)).toEqual([]);
  });

  test('a refund that is not done after five days is news of its own, and urgent', () => {
    const pending = { refunds: [refund('pending')] };
    expect(codes(pending, 5)).toEqual(['refund-pending']);
    expect(codes(pending, 6)).toEqual(['refund-slow, at once']);
  });

  test('a partial refund is the same piece of news once another has returned the rest', () => {
    const first = refund('succeeded', 4_000);
    const [before] = news({ refunds: [first] });
    const [after] = news({ refunds: [first, refund('succeeded', 6_000)] });
    expect(after?.key).toBe(before?.key);
  });

  test('a dispute says until when evidence can be sent, and why it was made', () => {
    expect(news({ disputes: [dispute('needs_response', true)] })).toEqual([
      {
        key: 'du_needs_response disputed',
        id: 'du_needs_response',
        currency: 'usd',
        code: 'disputed',
        amount: 10_000,
        dueBy: 1_790_777_600,
        reason: 'fraudulent',
        urgent: true,
      },
    ]);
  });

  test('twice the price is reported', () => {
    expect(newsOf(reading(), standingOf(reading(), 5_000), readAt).map(({ code }) => code)).toEqual([
      'paid-twice',
    ]);
  });
});

describe('what the family hears', () => {
  const family = (changes: Partial<PaymentReading>, registered: boolean) =>
    familyNewsOf(reading(changes), standingOf(reading(changes)), registered);
  const debit = (status: string) => ({ session: unpaidSession('complete'), charges: [charge(status)] });

  test.each<[string, string | undefined, Partial<PaymentReading>]>([
    ['paid', undefined, {}],
    ['a bank debit on its way', 'payment on its way', debit('pending')],
    ['a bank debit that failed', 'payment failed', debit('failed')],
    [
      'a page that expired after a refused card',
      'payment page expired',
      { session: unpaidSession('expired'), charges: [charge('failed')] },
    ],
    [
      'a page that expired before anybody tried to pay',
      undefined,
      { session: unpaidSession('expired'), paymentIntentId: null, charges: [] },
    ],
    ['an open page', undefined, { session: unpaidSession('open'), charges: [charge('failed')] }],
    ['a refund of what was never registered', undefined, { refunds: [refund('succeeded')] }],
  ])('not registered, %s: %s', (_, expected, changes) => {
    expect(family(changes, false)).toBe(expected);
  });

  test.each<[string, string | undefined, Partial<PaymentReading>]>([
    ['a refund', 'refunded', { refunds: [refund('succeeded')] }],
    ['a partial refund', undefined, { refunds: [refund('succeeded', 500)] }],
    ['a refund on its way', undefined, { refunds: [refund('pending')] }],
    ['a dispute', undefined, { disputes: [dispute('needs_response', true)] }],
    ['a dispute that was lost', 'dispute lost', { disputes: [dispute('lost', true)] }],
  ])('registered, %s: %s', (_, expected, changes) => {
    expect(family(changes, true)).toBe(expected);
  });
});
