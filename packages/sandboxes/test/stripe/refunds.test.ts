import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paid, type Started, started } from './started.ts';

let running: Started;
let stripe: Stripe;

beforeEach(async () => {
  running = await started();
  ({ stripe } = running);
});
afterEach(() => running.stop());

const moneyEvents = () => running.events('charge', 'refund');
const press = async (path: string, form = {}) =>
  (await running.press(path, form)).json() as Promise<Stripe.Refund>;

describe('the charges of payments', () => {
  test('a card’s charge succeeds at once, and gets its balance transaction after the session is complete', async () => {
    const { charge, intent } = await paid(running);
    expect(await running.events()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
      'charge.updated',
    ]);
    const found = await stripe.charges.retrieve(charge, { expand: ['balance_transaction'] });
    expect(found).toMatchObject({
      status: 'succeeded',
      paid: true,
      amount: 10_000,
      amount_refunded: 0,
      payment_intent: intent,
      balance_transaction: { type: 'charge', amount: 10_000, fee: 320, net: 9_680, source: charge },
    });
    expect((await stripe.charges.list({ payment_intent: intent })).data).toHaveLength(1);
  });

  test('a declined card leaves a failed charge', async () => {
    const { id } = await running.order(10_000);
    await running.press(`/pay/${id}/decline`);
    expect(await running.events()).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    expect((await stripe.charges.list()).data[0]).toMatchObject({
      status: 'failed',
      failure_code: 'card_declined',
    });
    await running.press(`/pay/${id}/card`);
    expect((await stripe.charges.list()).data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  test.each([
    ['bank-succeeds', 'succeeded', ['charge.pending', 'charge.succeeded']],
    ['bank-fails', 'failed', ['charge.pending', 'charge.failed']],
  ])('a bank debit’s charge is pending until %s', async (button, status, events) => {
    const { session, charge } = await paid(running, 10_000, 'bank');
    expect((await stripe.charges.retrieve(charge)).status).toBe('pending');
    await running.press(`/pay/${session}/${button}`);
    expect((await stripe.charges.retrieve(charge)).status).toBe(status);
    expect(await running.events('charge')).toEqual(events);
  });
});

describe('a refund of a card', () => {
  test('is finished at once: refund.created and charge.refunded, never refund.updated', async () => {
    const { charge, intent } = await paid(running);
    const refund = await stripe.refunds.create({ payment_intent: intent, expand: ['balance_transaction'] });
    expect(refund).toMatchObject({
      status: 'succeeded',
      amount: 10_000,
      charge,
      payment_intent: intent,
      balance_transaction: { type: 'refund', amount: -10_000, net: -10_000 },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: true, amount_refunded: 10_000 });
    expect(await moneyEvents()).toEqual([
      'charge.succeeded',
      'charge.updated',
      'refund.created',
      'charge.refunded',
    ]);
    const { data } = await stripe.events.list({ type: 'charge.refunded' });
    expect(data[0]?.data).toMatchObject({
      object: { object: 'charge', refunded: true },
      previous_attributes: { amount_refunded: 0, refunded: false },
    });
  });

  test('may be of a part, several times, and never of more than is left', async () => {
    const { charge } = await paid(running);
    const first = await stripe.refunds.create({ charge, amount: 3_000 });
    await expect(stripe.refunds.create({ charge, amount: 7_001 })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    const rest = await stripe.refunds.create({ charge });
    expect(rest.amount).toBe(7_000);
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
    expect((await stripe.refunds.list({ charge })).data.map(({ id }) => id)).toEqual([rest.id, first.id]);
    const { refunds } = await stripe.charges.retrieve(charge, { expand: ['refunds'] });
    expect(refunds?.data.map(({ id }) => id)).toEqual([rest.id, first.id]);
  });

  test('that fails weeks later brings the money back and lowers the amount refunded', async () => {
    const { charge } = await paid(running);
    const { id } = await stripe.refunds.create({ charge });
    await press(`/_refunds/${id}/failed`);
    expect(await stripe.refunds.retrieve(id, { expand: ['failure_balance_transaction'] })).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: { type: 'refund_failure', amount: 10_000 },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: false, amount_refunded: 0 });
    expect((await moneyEvents()).slice(-3)).toEqual([
      'refund.updated',
      'charge.refund.updated',
      'refund.failed',
    ]);
    expect((await stripe.refunds.create({ charge })).status).toBe('succeeded');
  });

  test('is found by the time it was made', async () => {
    const { charge } = await paid(running);
    const ids: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      running.time.now += 60_000;
      ids.push((await stripe.refunds.create({ charge, amount: 100 })).id);
    }
    const seconds = Math.floor(running.time.now / 1000);
    const listed = async (created: Stripe.RangeQueryParam) =>
      (await stripe.refunds.list({ created })).data.map(({ id }) => ids.indexOf(id));
    expect(await listed({ gte: seconds - 60 })).toEqual([2, 1]);
    expect(await listed({ gt: seconds - 60 })).toEqual([2]);
    expect(await listed({ lt: seconds })).toEqual([1, 0]);
    expect(await listed({ gte: seconds - 60, lte: seconds - 60 })).toEqual([1]);
  });
});

describe('a refund that takes its time', () => {
  test.each(['bank', 'card-slow-refunds'])('after %s is pending, then succeeds', async (button) => {
    const { session, charge } = await paid(running, 10_000, button);
    if (button === 'bank') await running.press(`/pay/${session}/bank-succeeds`);
    const refund = await stripe.refunds.create({ charge });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: true, amount_refunded: 10_000 });
    const settled = await press(`/_refunds/${refund.id}/succeeded`);
    expect(settled.status).toBe('succeeded');
    expect(settled).not.toHaveProperty('pending_reason');
    expect(await running.events('refund')).toEqual(['refund.created', 'refund.updated']);
  });

  test('can fail days later: the charge no longer counts it', async () => {
    const { session, charge } = await paid(running, 10_000, 'bank');
    await running.press(`/pay/${session}/bank-succeeds`);
    const { id } = await stripe.refunds.create({ charge, amount: 4_000 });
    await press(`/_refunds/${id}/failed`);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0 });
    expect(await running.events('refund')).toEqual(['refund.created', 'refund.updated', 'refund.failed']);
    expect((await running.press(`/_refunds/${id}/succeeded`)).status).toBe(400);
  });

  test('because the balance is too low', async () => {
    const { charge } = await paid(running);
    const refund = await press(`/_charges/${charge}/refund`, {
      begins: 'insufficient_funds',
      amount: '20.50',
    });
    expect(refund).toMatchObject({
      status: 'pending',
      pending_reason: 'insufficient_funds',
      amount: 2_050,
      balance_transaction: null,
    });
    const settled = await press(`/_refunds/${refund.id}/succeeded`);
    expect(settled.balance_transaction).toMatch(/^txn_/);
  });

  test('because the debit has not come in; it goes on, or fails, with the debit', async () => {
    for (const [button, expected] of [
      ['bank-succeeds', { status: 'pending', pending_reason: 'processing' }],
      ['bank-fails', { status: 'failed' }],
    ] as const) {
      const { session, charge } = await paid(running, 10_000, 'bank');
      const { id, pending_reason } = await stripe.refunds.create({ charge });
      expect(pending_reason).toBe('charge_pending');
      await running.press(`/pay/${session}/${button}`);
      expect(await stripe.refunds.retrieve(id)).toMatchObject(expected);
    }
  });

  test('because the payer is asked for an account: only then it can be canceled', async () => {
    const { charge } = await paid(running);
    const { id } = await press(`/_charges/${charge}/refund`, { begins: 'requires_action' });
    expect((await stripe.refunds.cancel(id)).status).toBe('canceled');
    expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
    await expect(stripe.refunds.cancel(id)).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('refused', () => {
  test.each<[string, Stripe.RefundCreateParams, object]>([
    ['neither a charge nor a PaymentIntent', {}, { statusCode: 400 }],
    ['an unknown charge', { charge: 'ch_x' }, { statusCode: 404, code: 'resource_missing', param: 'charge' }],
    ['an unknown PaymentIntent', { payment_intent: 'pi_x' }, { statusCode: 404, param: 'payment_intent' }],
    ['an amount of nothing', { charge: 'ch_x', amount: 0 }, { statusCode: 400, param: 'amount' }],
    ['an unknown reason', { charge: 'ch_x', reason: 'bored' as never }, { statusCode: 400, param: 'reason' }],
  ])('%s', async (_, params, error) => {
    await expect(stripe.refunds.create(params)).rejects.toMatchObject(error);
  });

  test('a payment that did not succeed', async () => {
    const { id } = await running.order(10_000);
    await running.press(`/pay/${id}/decline`);
    const [intent] = (await stripe.paymentIntents.list()).data;
    await expect(stripe.refunds.create({ payment_intent: intent?.id })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('does not have a successful charge to refund'),
    });
  });

  test('unknown ids', async () => {
    const missing = { statusCode: 404, code: 'resource_missing', param: expect.any(String) };
    await expect(stripe.refunds.retrieve('re_x')).rejects.toMatchObject(missing);
    await expect(stripe.charges.retrieve('ch_x')).rejects.toMatchObject(missing);
    await expect(stripe.disputes.retrieve('du_x')).rejects.toMatchObject(missing);
    await expect(stripe.balanceTransactions.retrieve('txn_x')).rejects.toMatchObject(missing);
    await expect(stripe.radar.earlyFraudWarnings.retrieve('issfr_x')).rejects.toMatchObject(missing);
    await expect(stripe.products.retrieve('prod_x')).rejects.toMatchObject(missing);
    await expect(stripe.prices.retrieve('price_x')).rejects.toMatchObject(missing);
    await expect(stripe.coupons.retrieve('x')).rejects.toMatchObject(missing);
    await expect(stripe.promotionCodes.retrieve('promo_x')).rejects.toMatchObject(missing);
    await expect(stripe.transfers.retrieve('tr_x')).rejects.toMatchObject(missing);
    await expect(stripe.events.retrieve('evt_x')).rejects.toMatchObject(missing);
  });
});
