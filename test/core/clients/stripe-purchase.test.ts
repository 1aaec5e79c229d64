/** What was bought in a Checkout Session: of the sandbox, and of a server that sells more than Stripe does in one. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import Stripe from 'stripe';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStripe } from '../../../core/clients/stripe.ts';
import {
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../../../core/domain/errors.ts';
import stripesOwn from '../../fixtures/stripe/checkout.session.json' with { type: 'json' };

const apiKey = 'sk_test_51SandboxKey';
const { id } = stripesOwn;

const item = (index: number) => ({
  id: `li_${index}`,
  object: 'item',
  description: `Product ${index}`,
  quantity: 1,
  amount_subtotal: 100,
  price: { id: `price_${index}`, product: `prod_${index}`, unit_amount: 100 },
});

interface Selling {
  items?: number;
  discounts?: object[];
  coupon?: object;
  /** The session's PaymentIntent, or its id. */
  intent?: object | string | null;
  /** Answers in place of a call whose address has this in it. */
  instead?: [part: string, status: number, body: object];
}

/** A server that has one session. @returns the client, and what it was asked for. */
async function selling({ items = 1, discounts = [], coupon, intent = 'pi_1', instead }: Selling) {
  const all = Array.from({ length: items }, (_, index) => item(index));
  const asked: string[] = [];
  const page = (after: string | null, limit: number) => {
    const start = after === null ? 0 : all.findIndex((line) => line.id === after) + 1;
    const data = all.slice(start, start + limit);
    return { object: 'list', data, has_more: start + limit < all.length };
  };
  const session = () => ({
    ...stripesOwn,
    payment_intent: intent,
    amount_subtotal: items * 100,
    amount_total: items * 100,
    line_items: page(null, 10),
    total_details: {
      amount_discount: discounts.length,
      amount_tax: 7,
      amount_shipping: 0,
      breakdown: { discounts, taxes: [] },
    },
  });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stripe');
    asked.push(decodeURIComponent((request.url ?? '').replace('/v1', '')));
    const replaced = instead && asked.at(-1)?.includes(instead[0]);
    response.writeHead(replaced ? instead[1] : 200, { 'content-type': 'application/json' });
    const answer = replaced
      ? instead[2]
      : pathname.endsWith('/line_items')
        ? page(searchParams.get('starting_after'), Number(searchParams.get('limit')))
        : pathname.includes('/coupons/')
          ? coupon
          : session();
    response.end(JSON.stringify(answer));
  }).listen(0);
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { stripe: createStripe({ apiKey, apiBase: `http://127.0.0.1:${port}` }), asked };
}

const whole = `/checkout/sessions/${id}?expand[0]=line_items&expand[1]=total_details.breakdown&expand[2]=payment_intent.latest_charge`;
const next = (last: number) => `/checkout/sessions/${id}/line_items?limit=100&starting_after=li_${last}`;

describe('lines', () => {
  test.each<[number, string[]]>([
    [1, [whole]],
    [10, [whole]],
    [11, [whole, next(9)]],
    [110, [whole, next(9)]],
    [111, [whole, next(9), next(109)]],
    [310, [whole, next(9), next(109), next(209)]],
  ])('of a session of %i are all read, by no more calls than pages', async (items, calls) => {
    const { stripe, asked } = await selling({ items });
    const { lines } = await stripe.retrievePurchase(id);
    expect(lines).toEqual(
      Array.from({ length: items }, (_, index) => ({
        ...{ priceId: `price_${index}`, productId: `prod_${index}`, name: `Product ${index}` },
        ...{ quantity: 1, unitAmount: 100, amountSubtotal: 100 },
      })),
    );
    expect(asked).toEqual(calls);
  });

  test('that never end are not Stripe’s', async () => {
    const endless = { object: 'list', data: [item(0)], has_more: true };
    for (const data of [[], endless.data]) {
      const { stripe, asked } = await selling({
        items: 11,
        instead: ['/line_items', 200, { ...endless, data }],
      });
      await expect(stripe.retrievePurchase(id)).rejects.toThrow(ServiceUnavailableError);
      expect(asked.length).toBeLessThan(1_100);
    }
  });
});

describe('discounts', () => {
  const discount = (source: object | string | null, promotion_code: string | null = null) => ({
    amount: 500,
    discount: { id: 'di_1', object: 'discount', promotion_code, source: { type: 'coupon', coupon: source } },
  });

  test.each([
    ['of a coupon', discount('early'), { couponId: 'early', promotionCodeId: null }],
    ['of a promotion code', discount('early', 'promo_1'), { couponId: 'early', promotionCodeId: 'promo_1' }],
    ['of a coupon in full', discount({ id: 'early' }), { couponId: 'early', promotionCodeId: null }],
  ])('%s are recognised by id, without another call', async (_, given, expected) => {
    const { stripe, asked } = await selling({ discounts: [given] });
    const { discounts, amountDiscount, amountTax } = await stripe.retrievePurchase(id);
    expect(discounts).toEqual([{ ...expected, amount: 500 }]);
    expect({ amountDiscount, amountTax }).toEqual({ amountDiscount: 1, amountTax: 7 });
    expect(asked).toEqual([whole]);
  });

  test('have the coupon’s name where it is asked for', async () => {
    const coupon = { id: 'early', object: 'coupon', name: 'Early Bird' };
    const { stripe, asked } = await selling({ discounts: [discount('early')], coupon });
    const { discounts } = await stripe.retrievePurchase(id, { couponNames: true });
    expect(discounts).toMatchObject([{ couponId: 'early', couponName: 'Early Bird' }]);
    expect(asked).toEqual([whole, '/coupons/early']);
  });

  test.each<[string, object, object[]]>([
    ['none', { amount_discount: 0 }, []],
    [
      'the session’s coupon',
      { amount_discount: 500 },
      [{ couponId: 'early', promotionCodeId: null, amount: 500 }],
    ],
  ])('without a breakdown are %s', async (_, totals, expected) => {
    const { stripe } = await selling({
      instead: [
        '/checkout/sessions/',
        200,
        {
          ...stripesOwn,
          amount_subtotal: 100,
          line_items: { object: 'list', data: [item(0)], has_more: false },
          discounts: [{ coupon: 'early', promotion_code: null }],
          total_details: { amount_tax: 0, ...totals },
        },
      ],
    });
    expect((await stripe.retrievePurchase(id)).discounts).toEqual(expected);
  });

  test('of a coupon that is deleted have no name', async () => {
    const error = { type: 'invalid_request_error', code: 'resource_missing' };
    const { stripe } = await selling({
      discounts: [discount('early')],
      instead: ['/coupons/', 404, { error }],
    });
    const { discounts } = await stripe.retrievePurchase(id, { couponNames: true });
    expect(discounts).toEqual([{ couponId: 'early', promotionCodeId: null, amount: 500 }]);
  });
});

describe('the charge that paid', () => {
  const receipt_url = 'https://pay.stripe.com/receipts/payment/1';
  const intent = (latest_charge: unknown) => ({ id: 'pi_1', object: 'payment_intent', latest_charge });
  const paid = { id: 'ch_1', created: 1_800_000_000, refunded: false, disputed: false, receipt_url };
  const read = { created: 1_800_000_000, questioned: false, receiptUrl: receipt_url };
  const withoutReceipt = { created: 1_800_000_000, questioned: false };

  test.each<[string, Selling['intent'], object | undefined]>([
    ['is read', intent(paid), read],
    ['is questioned once it is refunded', intent({ ...paid, refunded: true }), { ...read, questioned: true }],
    ['and while it is disputed', intent({ ...paid, disputed: true }), { ...read, questioned: true }],
    ['has no receipt where Stripe made none', intent({ ...paid, receipt_url: null }), withoutReceipt],
    [
      'nor at an address of another kind',
      intent({ ...paid, receipt_url: 'javascript:alert(1)' }),
      withoutReceipt,
    ],
    ['is none of a payment without one', intent(null), undefined],
    ['is none of an order that cost nothing', null, undefined],
  ])('%s, by the same call', async (_, given, charge) => {
    const { stripe, asked } = await selling({ intent: given });
    const purchase = await stripe.retrievePurchase(id);
    expect(purchase).toMatchObject({ paymentIntentId: given && 'pi_1' });
    expect(purchase.charge).toEqual(charge);
    expect(asked).toEqual([whole]);
  });

  test('is left out where the key may not read charges, which takes a second call', async () => {
    const { stripe, asked } = await selling({
      instead: ['latest_charge', 403, { error: { type: 'invalid_request_error' } }],
    });
    const purchase = await stripe.retrievePurchase(id);
    expect(purchase).toMatchObject({ paymentIntentId: 'pi_1' });
    expect(purchase).not.toHaveProperty('charge');
    expect(asked).toEqual([whole, whole.replace('&expand[2]=payment_intent.latest_charge', '')]);
  });
});

describe('what goes wrong is translated as for a session', () => {
  const refusal = { error: { type: 'invalid_request_error' } };
  test.each<[string, number, object, new (message: string) => Error]>([
    ['/line_items', 429, refusal, RateLimitedError],
    ['/line_items', 500, refusal, ServiceUnavailableError],
    ['/line_items', 200, { object: 'list', data: [{}], has_more: false }, ServiceUnavailableError],
    ['/coupons/', 403, refusal, StripeAccessDeniedError],
    ['/coupons/', 200, { object: 'product', name: 'Early' }, ServiceUnavailableError],
    ['/checkout/sessions/', 401, refusal, StripeAccessDeniedError],
    ['/checkout/sessions/', 200, stripesOwn, ServiceUnavailableError],
  ])('%s answers %i', async (part, status, body, expected) => {
    const discounts = [
      { amount: 1, discount: { promotion_code: null, source: { coupon: 'early', type: 'coupon' } } },
    ];
    const { stripe } = await selling({ items: 11, discounts, instead: [part, status, body] });
    await expect(stripe.retrievePurchase(id, { couponNames: true })).rejects.toThrow(expected);
  });
});

test('the sandbox sells as Stripe does: 25 lines, by price data', async () => {
  const sandbox = await startStripe({ faults: new Faults(), apiKey });
  onTestFinished(() => sandbox.stop());
  const { hostname, port } = new URL(sandbox.url);
  const library = new Stripe(apiKey, { host: hostname, port, protocol: 'http' });
  const session = await library.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://example.com/thanks',
    line_items: Array.from({ length: 25 }, (_, index) => ({
      quantity: 2,
      price_data: { currency: 'usd', unit_amount: 100, product_data: { name: `Product ${index}` } },
    })),
  });
  const purchase = await createStripe({ apiKey, apiBase: sandbox.url }).retrievePurchase(session.id);
  expect(purchase).toMatchObject({
    ...{ id: session.id, status: 'open', created: session.created, discounts: [] },
    ...{ amountTotal: 5_000, amountSubtotal: 5_000, amountDiscount: 0, amountTax: 0 },
  });
  expect(purchase.lines.map(({ name, quantity, unitAmount }) => [name, quantity, unitAmount])).toEqual(
    Array.from({ length: 25 }, (_, index) => [`Product ${index}`, 2, 100]),
  );
});
