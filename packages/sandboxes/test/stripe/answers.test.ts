import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Payments } from '../../stripe/payments.ts';
import { routesOf } from '../../stripe/routes/routes.ts';
import { apiKey, paid, type Started, started } from './started.ts';
import { typeProblems } from './stripe-types.ts';

test('every call of the API answers in the shape of the library’s types, and so do all events', async () => {
  const running = await started();
  try {
    await payments(running);
    await money(running);
    await catalog(running);
    await setUp(running);
    await refusals(running);
    await running.events();
    await running.sandbox.idle();
  } finally {
    await running.stop();
  }
  const called = (method: string, path: string) => {
    const pattern = new RegExp(`^${method} /v1${path.replace(':id', '[^/]+')}$`);
    return running.answers.some(({ title }) => pattern.test(title));
  };
  const routes = routesOf(undefined as unknown as Payments);
  expect(
    routes.filter(({ method, path }) => !called(method, path)).map(({ operation }) => operation),
  ).toEqual([]);
  expect(typeProblems(running.answers)).toEqual([]);
});

describe('a mistake in an answer is found', () => {
  const refund = {
    id: 're_1',
    object: 'refund',
    amount: 1,
    balance_transaction: null,
    charge: null,
    created: 1,
    currency: 'usd',
    customer: null,
    customer_account: null,
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'pending',
    transfer_reversal: null,
  };
  const { charge: _, ...withoutCharge } = refund;
  const list = (data: object[]) => ({ object: 'list', url: '/v1/refunds', has_more: false, data });
  const event = (object: object) => ({
    id: 'evt_1',
    object: 'event',
    api_version: null,
    created: 1,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type: 'refund.created',
  });

  test('and only that: each is named once, by its title', () => {
    const bodies: Record<string, object> = {
      'nothing wrong': refund,
      'a missing member': withoutCharge,
      'a wrong type': { ...refund, amount: '1' },
      'a value that the enumeration lacks': { ...refund, reason: 'bored' },
      'an unknown status': { ...refund, status: 'done' },
      'an unknown member': { ...refund, colour: 'red' },
      'null where there is always a value': { ...refund, currency: null },
      'nothing wrong in a list': list([refund]),
      'an object in a list': list([refund, { ...refund, amount: '1' }]),
      'nothing wrong in an event': event(refund),
      'an object in an event': event(withoutCharge),
      'nothing in a list': list([]),
    };
    const problems = typeProblems(Object.entries(bodies).map(([title, body]) => ({ title, body })));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(
      Object.keys(bodies).filter((title) => !title.startsWith('nothing')),
    );
  });
});

/** A session in each of its states, with what hangs on it. */
async function payments({ order, press, stripe }: Started): Promise<void> {
  const all = {
    expand: [
      'line_items.data.price.product',
      'payment_intent.latest_charge.refunds',
      'total_details.breakdown',
    ],
  };
  const open = await order(9_500, { customer_email: 'parent@example.com', client_reference_id: 'entry-1' });
  await stripe.checkout.sessions.update(open.id, { metadata: { entry: '1' } });
  await stripe.checkout.sessions.retrieve(open.id, all);
  await press(`/pay/${open.id}/decline`);
  await stripe.checkout.sessions.retrieve(open.id, all);
  await press(`/pay/${open.id}/card`);
  await stripe.checkout.sessions.retrieve(open.id, all);
  for (const action of ['bank-succeeds', 'bank-fails']) {
    const { id } = await order(9_500);
    await press(`/pay/${id}/bank`);
    await stripe.checkout.sessions.retrieve(id, all);
    await press(`/pay/${id}/${action}`);
    await stripe.checkout.sessions.retrieve(id, all);
  }
  const free = await order(0);
  await press(`/pay/${free.id}/card`);
  await stripe.checkout.sessions.retrieve(free.id, all);
  await stripe.checkout.sessions.expire((await order(100)).id);
  await stripe.checkout.sessions.list({ expand: ['data.line_items', 'data.payment_intent'] });
  await stripe.checkout.sessions.listLineItems(open.id);
  const [intent] = (
    await stripe.paymentIntents.list({ expand: ['data.latest_charge'], limit: 100 })
  ).data.toReversed();
  await stripe.paymentIntents.list({ expand: ['data.payment_method'] });
  const { payment_method } = await stripe.paymentIntents.retrieve(intent?.id ?? '');
  await stripe.paymentMethods.retrieve(String(payment_method));
  await stripe.paymentIntents.update(intent?.id ?? '', { metadata: { a: '1' } });
}

/** Refunds and disputes in each of their states. */
async function money(running: Started): Promise<void> {
  const { stripe, press } = running;
  const expand = ['charge', 'balance_transaction', 'failure_balance_transaction'];
  const card = await paid(running);
  await stripe.charges.update(card.charge, { description: 'Entry' });
  const part = await stripe.refunds.create({ charge: card.charge, amount: 1_000, reason: 'duplicate' });
  await stripe.refunds.update(part.id, { metadata: { by: 'organiser' } });
  await press(`/_refunds/${part.id}/failed`);
  await stripe.refunds.retrieve(part.id, { expand });
  const asks = (await (
    await press(`/_charges/${card.charge}/refund`, { begins: 'requires_action', amount: '20' })
  ).json()) as Stripe.Refund;
  await stripe.refunds.retrieve(asks.id);
  await stripe.refunds.cancel(asks.id);
  await press(`/_charges/${card.charge}/refund`, { begins: 'insufficient_funds' });
  await stripe.refunds.list({ expand: ['data.charge', 'data.payment_intent'] });
  for (const button of ['card-slow-refunds', 'bank']) {
    const slow = await paid(running, 5_000, button);
    const waiting = await stripe.refunds.create({ payment_intent: slow.intent });
    if (button === 'bank') await press(`/pay/${slow.session}/bank-succeeds`);
    await press(`/_refunds/${waiting.id}/succeeded`);
    await stripe.charges.retrieve(slow.charge, { expand: ['refunds', 'balance_transaction'] });
  }
  for (const turns of [['answer', 'win'], ['lose']]) {
    const { charge } = await paid(running);
    const { id } = (await (await press(`/_charges/${charge}/dispute`)).json()) as Stripe.Dispute;
    for (const turn of turns) await press(`/_disputes/${id}/${turn}`);
    await stripe.disputes.retrieve(id, { expand: ['charge', 'payment_intent'] });
  }
  const inquired = await paid(running);
  await press(`/_charges/${inquired.charge}/warn`);
  const inquiry = (await (
    await press(`/_charges/${inquired.charge}/dispute`, { kind: 'inquiry' })
  ).json()) as Stripe.Dispute;
  await stripe.disputes.update(inquiry.id, {
    evidence: { uncategorized_text: 'She was there.' },
    submit: false,
  });
  await press(`/_disputes/${inquiry.id}/escalate`);
  await stripe.disputes.close(inquiry.id);
  await stripe.disputes.list();
  const [warning] = (await stripe.radar.earlyFraudWarnings.list({ expand: ['data.charge'] })).data;
  await stripe.radar.earlyFraudWarnings.retrieve(warning?.id ?? '');
  await stripe.charges.list({ limit: 100 });
  const [transaction] = (await stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] })).data;
  await stripe.balanceTransactions.retrieve(transaction?.id ?? '');
  await stripe.balance.retrieve();
  const transfer = await stripe.transfers.create({ amount: 100, currency: 'usd', destination: 'acct_1' });
  await stripe.transfers.retrieve(transfer.id);
  await stripe.transfers.list();
}

async function catalog({ stripe, press }: Started): Promise<void> {
  const product = await stripe.products.create({
    name: 'Color Belt Registration',
    default_price_data: { currency: 'usd', unit_amount: 8_500 },
    expand: ['default_price'],
  });
  await stripe.products.update(product.id, { description: 'One event' });
  await stripe.products.retrieve(product.id);
  await stripe.products.list({ active: true });
  const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 9_500 });
  await stripe.prices.update(price.id, { nickname: 'late' });
  await stripe.prices.retrieve(price.id, { expand: ['product'] });
  await stripe.prices.list({ expand: ['data.product'] });
  const coupon = await stripe.coupons.create({ id: 'EARLY_BIRD_2027', percent_off: 12.5, duration: 'once' });
  await stripe.coupons.update(coupon.id, { name: 'Early' });
  await stripe.coupons.retrieve(coupon.id);
  await stripe.coupons.list({ limit: 1 });
  const code = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    code: 'EARLY',
  });
  await stripe.promotionCodes.update(code.id, { metadata: { a: 'b' } });
  await stripe.promotionCodes.retrieve(code.id, { expand: ['promotion.coupon'] });
  await stripe.promotionCodes.list({ code: 'early' });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'http://127.0.0.1:9/',
    line_items: [{ price: price.id, quantity: 2 }],
    allow_promotion_codes: true,
    locale: 'en',
    submit_type: 'pay',
    billing_address_collection: 'auto',
    adaptive_pricing: { enabled: true },
  });
  await press(`/pay/${session.id}/code`, { code: 'early' });
  await press(`/pay/${session.id}/card`);
  const expand = ['total_details.breakdown', 'discounts.promotion_code', 'line_items'];
  await stripe.checkout.sessions.retrieve(session.id, { expand });
  await stripe.coupons.del(coupon.id);
  const [event] = (await stripe.events.list({ types: ['coupon.deleted'] })).data;
  await stripe.events.retrieve(event?.id ?? '');
}

/** What an organiser's account has before the first payment, and whom it knows after it. */
async function setUp({ stripe, order, press }: Started): Promise<void> {
  await stripe.accounts.retrieveCurrent();
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/',
    enabled_events: ['charge.refunded'],
  });
  await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
  await stripe.webhookEndpoints.retrieve(endpoint.id);
  await stripe.webhookEndpoints.list();
  await stripe.webhookEndpoints.del(endpoint.id);
  const { id } = await order(9_500, { customer_creation: 'always' });
  await press(`/pay/${id}/card`);
  const { customer } = await stripe.checkout.sessions.retrieve(id, { expand: ['customer'] });
  await stripe.customers.retrieve((customer as Stripe.Customer).id);
  await stripe.customers.list();
}

/** Errors have a shape as well. */
async function refusals({ call, faults }: Started): Promise<void> {
  const paths = [
    '/nowhere',
    '/refunds/re_x',
    '/refunds?limit=0',
    '/refunds?colour=red',
    '/charges?starting_after=ch_x',
  ];
  for (const path of paths) await call(path);
  await call('/refunds', { headers: { authorization: `Bearer ${apiKey}x` } });
  await call('/refunds', { headers: { 'stripe-version': 'nonsense' } });
  for (const status of [404, 409, 429, 500, 503]) {
    faults.add({ service: 'stripe', operation: 'refunds.list', behaviour: { kind: 'answer', status } });
    await call('/refunds');
  }
}
