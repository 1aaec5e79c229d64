import { describe, expect, test } from 'vitest';
import type { CheckoutSessionFacts } from '../../../../core/clients/stripe.ts';
import {
  CheckoutSessionExpiredError,
  PaymentMismatchError,
  PaymentPendingError,
} from '../../../../core/domain/errors.ts';
import { confirmPayment } from '../../../../lambdas/registration/confirm-payment/confirm-payment.ts';

const sessionId = 'cs_test_a1B2c3';

const paid: CheckoutSessionFacts = {
  id: sessionId,
  status: 'complete',
  paymentStatus: 'paid',
  livemode: false,
  mode: 'payment',
  currency: 'usd',
  amountTotal: 9_500,
  paymentIntentId: 'pi_1',
};

function confirm(facts: Partial<CheckoutSessionFacts>, stage: { mode: 'live' | 'test'; currency: string }) {
  const stripe = { retrieveSession: async () => ({ ...paid, ...facts }) };
  return confirmPayment({ entryId: sessionId, sessionId }, { stripe, stage });
}

const testStage = { mode: 'test', currency: 'usd' } as const;

test('a paid session is confirmed by its PaymentIntent', async () => {
  expect(await confirm({}, testStage)).toEqual({ paymentIntentId: 'pi_1' });
});

test('an order that costs nothing is confirmed without a PaymentIntent', async () => {
  const free = { paymentStatus: 'no_payment_required', amountTotal: 0, paymentIntentId: null } as const;
  expect(await confirm(free, testStage)).toEqual({ paymentIntentId: null });
});

test("the stage's currency is taken in either case", async () => {
  expect(await confirm({}, { mode: 'test', currency: 'USD' })).toEqual({ paymentIntentId: 'pi_1' });
});

test('it asks for exactly the session it was given', async () => {
  const asked: string[] = [];
  const stripe = {
    retrieveSession: async (id: string) => {
      asked.push(id);
      return paid;
    },
  };
  await confirmPayment({ entryId: 'entry_1', sessionId }, { stripe, stage: testStage });
  expect(asked).toEqual([sessionId]);
});

describe('a session that is not paid', () => {
  const unpaid: [string, Partial<CheckoutSessionFacts>, new (message: string) => Error][] = [
    [
      'legacy fault 1: a bank debit that is complete but unpaid is not accepted',
      { paymentStatus: 'unpaid' },
      PaymentPendingError,
    ],
    [
      'legacy fault 2: an expired session is an error of its own',
      { status: 'expired', paymentStatus: 'unpaid' },
      CheckoutSessionExpiredError,
    ],
    ['an open page waits', { status: 'open', paymentStatus: 'unpaid' }, PaymentPendingError],
    [
      'an open page of an order that costs nothing is not yet an order',
      { status: 'open', paymentStatus: 'no_payment_required' },
      PaymentPendingError,
    ],
    [
      'nor is an expired one',
      { status: 'expired', paymentStatus: 'no_payment_required' },
      CheckoutSessionExpiredError,
    ],
    ['a status Stripe adds one day waits', { status: 'held', paymentStatus: 'held' }, PaymentPendingError],
  ];
  test.each(unpaid)('%s', async (_title, facts, expected) => {
    await expect(confirm(facts, testStage)).rejects.toThrow(expected);
  });
});

describe('a payment that does not fit the stage', () => {
  const mismatches: [string, Partial<CheckoutSessionFacts>, 'live' | 'test', string][] = [
    ['a test payment in the live stage', {}, 'live', 'livemode: expected live, found test'],
    ['a live payment in a test stage', { livemode: true }, 'test', 'livemode: expected test, found live'],
    ['a subscription', { mode: 'subscription' }, 'test', 'mode: expected payment, found subscription'],
    [
      'a card kept for later',
      { mode: 'setup', currency: null },
      'test',
      'mode: expected payment, found setup',
    ],
    ['another currency', { currency: 'eur' }, 'test', 'currency: expected usd, found eur'],
    ['no currency', { currency: null }, 'test', 'currency: expected usd, found none'],
    [
      'an unpaid one: the misfit is told first',
      { currency: 'eur', paymentStatus: 'unpaid' },
      'test',
      'currency: expected usd, found eur',
    ],
  ];
  test.each(mismatches)('%s', async (_title, facts, mode, message) => {
    const refusal = confirm(facts, { mode, currency: 'usd' });
    await expect(refusal).rejects.toThrow(PaymentMismatchError);
    await expect(refusal).rejects.toThrow(`entry ${sessionId}: ${message}`);
  });
});
