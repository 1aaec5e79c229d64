import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Started, started } from './started.ts';

let running: Started;
let stripe: Stripe;
let base: string;
let fee: string;

beforeEach(async () => {
  running = await started();
  ({ stripe } = running);
  const price = async (name: string, unit_amount: number) => {
    const { default_price } = await stripe.products.create({
      name,
      default_price_data: { currency: 'usd', unit_amount },
    });
    return String(default_price);
  };
  base = await price('Color Belt Registration', 8_500);
  fee = await price('Convenience Fee', 300);
});
afterEach(() => running.stop());

const order = (changes: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'http://127.0.0.1:9/',
    line_items: [
      { price: base, quantity: 1 },
      { price: fee, quantity: 2 },
    ],
    expand: ['line_items', 'total_details.breakdown'],
    ...changes,
  });

const coupon = (params: Stripe.CouponCreateParams = {}) =>
  stripe.coupons.create({ percent_off: 10, duration: 'once', ...params });

test('the old form’s own calls: its products with their prices, the coupon, a session by price, a transfer', async () => {
  const early = await coupon({ redeem_by: Math.floor(running.time.now / 1000) + 3_600 });
  const products = await stripe.products.list({ limit: 100, active: true });
  expect(products.data.map(({ name }) => name)).toEqual(['Convenience Fee', 'Color Belt Registration']);
  const price = await stripe.prices.retrieve(String(products.data[1]?.default_price));
  expect(price).toMatchObject({ id: base, unit_amount: 8_500, active: true });
  const [found] = (await stripe.coupons.list({ limit: 1 })).data;
  expect(found).toMatchObject({ id: early.id, valid: true });
  const session = await order({ discounts: [{ coupon: early.id }] });
  expect(session).toMatchObject({
    amount_subtotal: 9_100,
    amount_total: 8_190,
    total_details: { amount_discount: 910, breakdown: { discounts: [{ amount: 910 }] } },
    discounts: [{ coupon: early.id, promotion_code: null }],
  });
  const transfer = await stripe.transfers.create({ amount: 300, currency: 'usd', destination: 'acct_1' });
  expect(transfer).toMatchObject({ amount: 300, destination: 'acct_1', reversed: false });
});

test('line items name the product, its price and their share of the discount', async () => {
  const { id } = await coupon();
  const { line_items } = await order({ discounts: [{ coupon: id }] });
  expect(
    line_items?.data.map((item) => [
      item.description,
      item.quantity,
      item.amount_subtotal,
      item.amount_total,
    ]),
  ).toEqual([
    ['Color Belt Registration', 1, 8_500, 7_650],
    ['Convenience Fee', 2, 600, 540],
  ]);
  expect(line_items?.data[0]?.price?.id).toBe(base);
});

test('a coupon of the whole sum leaves nothing to pay', async () => {
  const { id } = await coupon({ percent_off: 100 });
  const session = await order({ discounts: [{ coupon: id }] });
  expect(session).toMatchObject({ amount_total: 0, total_details: { amount_discount: 9_100 } });
  await running.press(`/pay/${session.id}/card`);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    payment_status: 'no_payment_required',
    payment_intent: null,
  });
  expect((await stripe.coupons.retrieve(id)).times_redeemed).toBe(1);
});

describe('coupons', () => {
  test('end with their time or their uses, though what was made with them stays as it was', async () => {
    const late = await coupon({ redeem_by: Math.floor(running.time.now / 1000) + 60 });
    const once = await coupon({ max_redemptions: 1 });
    const { id } = await order({ discounts: [{ coupon: once.id }] });
    await running.press(`/pay/${id}/card`);
    running.time.now += 61_000;
    for (const used of [late, once]) {
      expect((await stripe.coupons.retrieve(used.id)).valid).toBe(false);
      await expect(order({ discounts: [{ coupon: used.id }] })).rejects.toMatchObject({
        code: 'coupon_expired',
        param: 'discounts[0][coupon]',
      });
    }
    expect((await stripe.checkout.sessions.retrieve(id)).amount_total).toBe(8_190);
  });

  test.each<[string, Stripe.CouponCreateParams]>([
    ['neither a percentage nor an amount', {}],
    ['both', { percent_off: 10, amount_off: 100, currency: 'usd' }],
    ['an amount without its currency', { amount_off: 100 }],
    ['more than everything', { percent_off: 101 }],
  ])('are refused with %s', async (_, params) => {
    await expect(stripe.coupons.create(params)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('of an unknown id, a taken id and another currency are refused', async () => {
    await expect(order({ discounts: [{ coupon: 'NONE' }] })).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'discounts[0][coupon]',
    });
    await coupon({ id: 'EARLY' });
    await expect(coupon({ id: 'EARLY' })).rejects.toMatchObject({ code: 'resource_already_exists' });
    await coupon({ id: 'EURO', percent_off: undefined, amount_off: 100, currency: 'eur' });
    await expect(order({ discounts: [{ coupon: 'EURO' }] })).rejects.toMatchObject({ statusCode: 400 });
    await stripe.coupons.del('EARLY');
    await expect(stripe.coupons.retrieve('EARLY')).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('promotion codes', () => {
  test('are typed by the payer, in any case', async () => {
    const { id } = await coupon({ percent_off: undefined, amount_off: 1_000, currency: 'usd' });
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: id },
      code: 'DOJANG',
    });
    const session = await order({ allow_promotion_codes: true });
    expect((await running.press(`/pay/${session.id}/code`, { code: 'nothing' })).status).toBe(400);
    await running.press(`/pay/${session.id}/code`, { code: 'dojang' });
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      amount_total: 8_100,
      discounts: [{ coupon: null, promotion_code: code.id }],
    });
    await running.press(`/pay/${session.id}/card`);
    expect((await stripe.promotionCodes.retrieve(code.id)).times_redeemed).toBe(1);
  });

  test('are given by the form too; inactive, or below their least sum, they are refused', async () => {
    const promotion = { type: 'coupon' as const, coupon: (await coupon()).id };
    const good = await stripe.promotionCodes.create({ promotion });
    expect((await order({ discounts: [{ promotion_code: good.id }] })).amount_total).toBe(8_190);
    await stripe.promotionCodes.update(good.id, { active: false });
    await expect(order({ discounts: [{ promotion_code: good.id }] })).rejects.toMatchObject({
      param: 'discounts[0][promotion_code]',
    });
    const dear = await stripe.promotionCodes.create({
      promotion,
      restrictions: { minimum_amount: 9_101, minimum_amount_currency: 'usd' },
    });
    await expect(order({ discounts: [{ promotion_code: dear.id }] })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(
      order({ allow_promotion_codes: true, discounts: [{ promotion_code: dear.id }] }),
    ).rejects.toMatchObject({ statusCode: 400 });
    expect((await order({ discounts: [] })).amount_total).toBe(9_100);
  });
});

describe('refused', () => {
  test.each<[string, Stripe.Checkout.SessionCreateParams.LineItem, object]>([
    ['an unknown price', { price: 'price_x' }, { statusCode: 404, param: 'line_items[0][price]' }],
    ['no price', { quantity: 1 }, { code: 'parameter_missing' }],
    ['an amount no card can be charged', inline({ unit_amount: 10 }), { code: 'amount_too_small' }],
    ['more than can be charged', inline({ unit_amount: 100_000_000 }), { code: 'amount_too_large' }],
    ['price data without an amount', inline({}), { code: 'parameter_missing' }],
    [
      'price data of an unknown product',
      { price_data: { currency: 'usd', unit_amount: 500, product: 'prod_x' } },
      { statusCode: 404, param: 'line_items[0][price_data][product]' },
    ],
  ])('%s', async (_, item, error) => {
    await expect(order({ line_items: [{ quantity: 1, ...item }] })).rejects.toMatchObject(error);
  });

  test('a price that is not active, as those are that were made for one session', async () => {
    await stripe.prices.update(base, { active: false });
    await expect(order()).rejects.toMatchObject({ param: 'line_items[0][price]' });
  });
});

test('an amount may have a fraction of the smallest unit; a line is rounded', async () => {
  const { id } = await stripe.prices.create({
    product_data: { name: 'Sticker' },
    currency: 'usd',
    unit_amount_decimal: '33.5' as never,
  });
  const session = await order({ line_items: [{ price: id, quantity: 3 }] });
  expect(session.amount_total).toBe(101);
});

function inline(amount: { unit_amount?: number }): Stripe.Checkout.SessionCreateParams.LineItem {
  return { price_data: { currency: 'usd', product_data: { name: 'Entry' }, ...amount } };
}
