import { describe, expect, test } from 'vitest';
import type { CheckoutSessionFacts, Purchase } from '../../../../core/clients/stripe-objects.ts';
import { parseEntry } from '../../../../core/domain/entry.ts';
import {
  CheckoutSessionExpiredError,
  PaymentMismatchError,
  PaymentPendingError,
  PaymentReturnedError,
} from '../../../../core/domain/errors.ts';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import { admittedEntry, type ValidatedEntry } from '../../../../core/domain/state.ts';
import { billOf, type PriceList, priceList } from '../../../../core/money/price-list.ts';
import {
  confirmPayment,
  type Pricing,
} from '../../../../lambdas/registration/confirm-payment/confirm-payment.ts';
import { lineFor, purchaseOf } from '../../../core/money/purchases.ts';
import { dispute, reading, refund } from '../../../core/money/readings.ts';
import competitorItem from '../../../fixtures/send-confirmation/competitor.json' with { type: 'json' };

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
  created: 1_800_000_000,
  charge: { created: 1_800_000_600, questioned: false },
};
const paidAt = 1_800_000_600;

const state: ValidatedEntry = {
  entryId: sessionId,
  validated: {
    registrationType: 'competitor',
    paymentNeeded: true,
    school: 'known',
    findings: [],
    badgeWanted: true,
  },
};
/** A stage without a price list asks for no more than the session. */
const retrievePurchase = () => Promise.reject(new Error('nobody asked for prices'));
/** Nor is there anything to look at more closely. */
const readPayment = () => Promise.reject(new Error('nothing is questioned'));

function confirm(
  facts: Partial<CheckoutSessionFacts>,
  stage: { mode: 'live' | 'test'; currency: string },
  pricing?: Pricing,
) {
  const stripe = { retrieveSession: async () => ({ ...paid, ...facts }), retrievePurchase, readPayment };
  return confirmPayment(state, { stripe, stage, pricing });
}

const testStage = { mode: 'test', currency: 'usd' } as const;

test('a paid session is confirmed by its PaymentIntent, with the time when its charge was made', async () => {
  expect(await confirm({}, testStage)).toEqual({ paymentIntentId: 'pi_1', paidAt });
});

test('where the key may not read charges, the time is when the payment page was made', async () => {
  expect(await confirm({ charge: undefined }, testStage)).toEqual({
    paymentIntentId: 'pi_1',
    paidAt: 1_800_000_000,
  });
});

test('an order that costs nothing is confirmed without a PaymentIntent', async () => {
  const free = { paymentStatus: 'no_payment_required', amountTotal: 0, paymentIntentId: null } as const;
  expect(await confirm({ ...free, charge: undefined }, testStage)).toEqual({
    paymentIntentId: null,
    paidAt: 1_800_000_000,
  });
});

test("the stage's currency is taken in either case", async () => {
  expect(await confirm({}, { mode: 'test', currency: 'USD' })).toMatchObject({ paymentIntentId: 'pi_1' });
});

test('it asks for exactly the session it was given', async () => {
  const asked: string[] = [];
  const stripe = {
    retrieveSession: async (id: string) => {
      asked.push(id);
      return paid;
    },
    retrievePurchase,
    readPayment,
  };
  await confirmPayment(state, { stripe, stage: testStage });
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

describe('a payment that is refunded or disputed', () => {
  const confirmQuestioned = (changes: Partial<PaymentReading>) => {
    const asked: string[] = [];
    const stripe = {
      retrieveSession: async () => ({ ...paid, charge: { created: paidAt, questioned: true } }),
      retrievePurchase,
      readPayment: async (id: string) => {
        asked.push(id);
        return { reading: reading(changes), livemode: false, mode: 'payment', origin: {} };
      },
    };
    return { asked, confirmed: confirmPayment(state, { stripe, stage: testStage }) };
  };

  test.each<[string, Partial<PaymentReading>]>([
    ['refunded', { refunds: [refund('succeeded')] }],
    ['dispute lost', { disputes: [dispute('lost', true)] }],
  ])('and has gone back registers nobody: %s', async (state, changes) => {
    const { asked, confirmed } = confirmQuestioned(changes);
    await expect(confirmed).rejects.toThrow(PaymentReturnedError);
    await expect(confirmed).rejects.toThrow(`entry ${sessionId}: its payment has gone back: ${state}`);
    expect(asked).toEqual([sessionId]);
  });

  test.each<[string, Partial<PaymentReading>]>([
    ['a refund that is pending', { refunds: [refund('pending')] }],
    ['a refund that failed since', { refunds: [refund('failed')] }],
    ['a dispute that is not decided', { disputes: [dispute('needs_response', true)] }],
    ['a dispute that was won', { disputes: [dispute('won', false)] }],
  ])('and has not gone back is confirmed: %s', async (_, changes) => {
    expect(await confirmQuestioned(changes).confirmed).toEqual({ paymentIntentId: 'pi_1', paidAt });
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
      'an unpaid one: the mismatch is reported first',
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

describe('a stage with a price list', () => {
  const list = priceList.parse({
    competitor: {
      base: { product: 'Registration', amount: 8_500 },
      additionalEvent: { product: 'Additional Event', amount: 1_500 },
    },
    coach: { strict: true, base: { product: 'Coach', amount: 2_000 } },
  });
  const strict: PriceList = {
    ...list,
    competitor: list.competitor && { ...list.competitor, strict: true },
  };
  const entry = parseEntry(competitorItem, { competitionYear: 2027 });
  const bought = (billOf(entry, list) ?? []).map(lineFor);

  function confirmPrice(
    purchase: Purchase,
    { prices = list, acceptPrice = false }: { prices?: PriceList; acceptPrice?: boolean } = {},
  ) {
    const asked: unknown[] = [];
    const stripe = {
      retrieveSession: () => Promise.reject(new Error('asked twice')),
      retrievePurchase: async (...question: unknown[]) => {
        asked.push(question);
        return purchase;
      },
      readPayment,
    };
    const pricing = { list: prices, timeZone: 'America/Chicago', entries: { get: async () => entry } };
    const given = acceptPrice ? { ...state, acceptPrice } : state;
    return { asked, confirmed: confirmPayment(given, { stripe, stage: testStage, pricing }) };
  }

  test('finds nothing in a payment of what was entered', async () => {
    const { asked, confirmed } = confirmPrice(purchaseOf(bought));
    const created = purchaseOf(bought).created;
    expect(await confirmed).toEqual({ paymentIntentId: 'pi_1', paidAt: created, findings: [], due: 11_500 });
    expect(asked).toEqual([[sessionId, { couponNames: false }]]);
  });

  test('asks for the names of coupons only where it needs them', async () => {
    const coupons = [{ id: 'early' }, { name: 'Early Bird' }];
    const { asked } = confirmPrice(purchaseOf(bought), { prices: { ...list, coupons } });
    expect(asked).toEqual([[sessionId, { couponNames: true }]]);
  });

  test('confirms a payment of less with a finding that fits the state, and has nothing of the person', async () => {
    const { confirmed } = confirmPrice(purchaseOf(bought.slice(1)));
    const payment = await confirmed;
    expect(payment).toMatchObject({
      due: 11_500,
      findings: [
        {
          field: 'payment',
          code: 'paid-less',
          detail: 'paid 30.00 USD, expected 115.00 USD; missing: 1 x Registration',
        },
      ],
    });
    expect(admittedEntry.parse({ ...state, payment }).payment).toEqual(payment);
  });

  test('that is strict refuses less, unless a person accepts it', async () => {
    const less = purchaseOf(bought.slice(1));
    const payment = await confirmPrice(less, { prices: strict }).confirmed;
    expect(payment).toMatchObject({
      findings: [{ code: 'paid-less' }],
      refusal: 'paid 30.00 USD, expected 115.00 USD; missing: 1 x Registration',
    });
    expect(admittedEntry.parse({ ...state, payment }).payment).toEqual(payment);
    const accepted = await confirmPrice(less, { prices: strict, acceptPrice: true }).confirmed;
    expect(accepted).toMatchObject({ findings: [{ code: 'paid-less' }] });
    expect(accepted).not.toHaveProperty('refusal');
  });

  test('that is strict refuses neither more, nor less of a type that it is not strict for', async () => {
    const more = confirmPrice(purchaseOf([...bought, ...bought]), { prices: strict });
    expect(await more.confirmed).not.toHaveProperty('refusal');
    const other = confirmPrice(purchaseOf(bought.slice(1)));
    expect(await other.confirmed).not.toHaveProperty('refusal');
  });

  test('looks at no price before all is paid', async () => {
    const open = confirmPrice(purchaseOf([], { status: 'open', paymentStatus: 'unpaid' }), {
      prices: strict,
    });
    await expect(open.confirmed).rejects.toThrow(PaymentPendingError);
  });
});

test('a stage with a minimum finds what is below it, by the session alone', async () => {
  const minimum = { competitor: 9_500 };
  expect(await confirm({}, testStage, { minimum })).toEqual({
    paymentIntentId: 'pi_1',
    paidAt,
    findings: [],
  });
  expect(await confirm({ amountTotal: 9_400 }, testStage, { minimum })).toMatchObject({
    findings: [{ code: 'paid-less', detail: 'paid 94.00 USD, expected at least 95.00 USD' }],
  });
});
