import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '@tkd-registration/local-cloud/clock';
import { Faults } from '@tkd-registration/local-cloud/faults';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type StripeSandbox, type StripeSandboxOptions, startStripe } from '../../stripe/server.ts';

const apiKey = 'sk_test_sandbox';
const secret = 'whsec_sandbox';
const faults = new Faults();
let sandbox: StripeSandbox;
let stripe: Stripe;
let clock: number;

/** The webhook endpoint: keeps what it receives, and answers the queued statuses, then 200. */
let endpoint: Server;
let received: Stripe.Event[];
let answers: number[];
let userAgents: (string | undefined)[];

const library = (key = apiKey) => {
  const { hostname, port } = new URL(sandbox.url);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
};

async function start(options: Partial<StripeSandboxOptions> = {}) {
  sandbox = await startStripe({
    faults,
    apiKey,
    retryDelaysMs: [0, 0],
    clock: { ...systemClock, now: () => clock },
    ...options,
  });
  stripe = library();
}

const webhookUrl = () => `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/stripe`;

beforeEach(async () => {
  clock = Date.now();
  received = [];
  answers = [];
  userAgents = [];
  endpoint = createServer(async (request, response) => {
    const body = await buffer(request);
    const signature = String(request.headers['stripe-signature']);
    userAgents.push(request.headers['user-agent']);
    received.push(Stripe.webhooks.constructEvent(body, signature, secret));
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  await start({ webhook: { url: webhookUrl(), secret } });
});
afterEach(async () => {
  faults.clear();
  await sandbox.stop();
  endpoint.close();
  endpoint.closeAllConnections();
});

const line = (name: string, unit_amount: number, quantity = 1) => ({
  quantity,
  price_data: { currency: 'usd', unit_amount, product_data: { name } },
});

const order = (changes: Partial<Stripe.Checkout.SessionCreateParams> = {}) => ({
  mode: 'payment' as const,
  success_url: 'http://127.0.0.1:9/thanks?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://example.com/cancelled',
  line_items: [line('Color Belt Registration', 9_500), line('Additional Event', 2_000, 2)],
  metadata: { source: 'form' },
  payment_intent_data: { metadata: { origin: 'form' } },
  customer_email: 'parent@example.com',
  ...changes,
});

const pay = (id: string, action: string, headers = {}) =>
  fetch(`${sandbox.url}/pay/${id}/${action}`, { method: 'POST', redirect: 'manual', headers });

const typesReceived = () => received.map(({ type }) => type).toSorted();

describe('the API, called by the real library', () => {
  test('creates, retrieves, expands and lists sessions and their line items', async () => {
    const created = await stripe.checkout.sessions.create(order());
    expect(created.id).toMatch(/^cs_test_[A-Za-z0-9]{58}$/);
    expect(created.url).toBe(`${sandbox.url}/pay/${created.id}`);
    expect(created).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 13_500,
      currency: 'usd',
      livemode: false,
      metadata: { source: 'form' },
      customer_email: 'parent@example.com',
      expires_at: Math.floor(clock / 1000) + 86_400,
    });
    expect(created).not.toHaveProperty('line_items');

    const retrieved = await stripe.checkout.sessions.retrieve(created.id, { expand: ['line_items'] });
    const { line_items, ...rest } = retrieved;
    expect(rest).toEqual({ ...created });
    expect(line_items?.data.map((item) => [item.description, item.quantity, item.amount_total])).toEqual([
      ['Color Belt Registration', 1, 9_500],
      ['Additional Event', 2, 4_000],
    ]);
    expect(line_items?.data[1]?.price?.unit_amount_decimal?.toString()).toBe('2000');

    const firstItems = await stripe.checkout.sessions.listLineItems(created.id, { limit: 1 });
    expect(firstItems).toMatchObject({ has_more: true, data: [{ description: 'Color Belt Registration' }] });
  });

  test('lists are paged, newest first and backwards', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) ids.unshift((await stripe.checkout.sessions.create(order())).id);
    const all = await stripe.checkout.sessions.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(ids);
    const before = await stripe.checkout.sessions.list({ limit: 2, ending_before: ids[4] });
    expect(before.data.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    expect(before.has_more).toBe(true);
  });

  test('line items after the tenth are on the next page', async () => {
    const line_items = Array.from({ length: 12 }, (_, index) => line(`Item ${index}`, 100));
    const created = await stripe.checkout.sessions.create(order({ line_items, expand: ['line_items'] }));
    expect(created.line_items).toMatchObject({ has_more: true });
    expect(created.line_items?.data).toHaveLength(10);
    const all = await stripe.checkout.sessions.listLineItems(created.id).autoPagingToArray({ limit: 100 });
    expect(all).toHaveLength(12);
  });

  test('refuses a wrong key, an unknown id and an unknown parameter as Stripe does', async () => {
    await expect(library('sk_test_wrong').checkout.sessions.list()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    });
    await expect(stripe.checkout.sessions.retrieve('cs_test_x')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such checkout.session: 'cs_test_x'",
      requestId: expect.stringMatching(/^req_/),
    });
    await expect(stripe.paymentIntents.retrieve('pi_x')).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(
      stripe.checkout.sessions.create(order({ automatic_tax: { enabled: true } })),
    ).rejects.toMatchObject({ code: 'parameter_unknown', param: 'automatic_tax' });
    await expect(
      stripe.checkout.sessions.create(order({ line_items: [line('Fee', -1)] })),
    ).rejects.toMatchObject({
      statusCode: 400,
      param: 'line_items[0][price_data][unit_amount]',
    });
    await expect(stripe.checkout.sessions.create({ mode: 'payment' })).rejects.toMatchObject({
      code: 'parameter_missing',
    });
  });

  test('a repeated idempotency key creates one session; with other parameters it is refused', async () => {
    const idempotencyKey = 'entry-1';
    const first = await stripe.checkout.sessions.create(order(), { idempotencyKey });
    const second = await stripe.checkout.sessions.create(order(), { idempotencyKey });
    expect(second.id).toBe(first.id);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
    await expect(
      stripe.checkout.sessions.create(order({ client_reference_id: 'other' }), { idempotencyKey }),
    ).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  test('a create call whose answer was lost is not carried out twice', async () => {
    faults.add({
      service: 'stripe',
      operation: 'checkout.sessions.create',
      behaviour: { kind: 'lose-answer' },
    });
    const created = await stripe.checkout.sessions.create(order());
    expect((await stripe.checkout.sessions.list()).data.map(({ id }) => id)).toEqual([created.id]);
  });

  test('faults affect only the call they name', async () => {
    const { id } = await stripe.checkout.sessions.create(order());
    const calls: [string, () => Promise<unknown>][] = [
      ['checkout.sessions.retrieve', () => stripe.checkout.sessions.retrieve(id)],
      ['checkout.sessions.create', () => stripe.checkout.sessions.create(order())],
      ['checkout.sessions.list', async () => stripe.checkout.sessions.list()],
      ['checkout.sessions.expire', () => stripe.checkout.sessions.expire(id)],
      ['paymentIntents.retrieve', () => stripe.paymentIntents.retrieve('pi_x')],
      ['events.list', async () => stripe.events.list()],
    ];
    for (const [operation, call] of calls) {
      faults.add({ service: 'stripe', operation, behaviour: { kind: 'answer', status: 503 } });
      await expect(call(), operation).rejects.toMatchObject({ statusCode: 503, type: 'StripeAPIError' });
      expect(faults.list(), operation).toEqual([]);
    }
  });
});

describe('payments', () => {
  test('a card pays at once', async () => {
    const { id } = await stripe.checkout.sessions.create(order());
    expect(await (await pay(id, 'card')).json()).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
    });
    const paid = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
    expect(paid.customer_details?.email).toBe('parent@example.com');
    expect(paid.payment_intent).toMatchObject({
      status: 'succeeded',
      amount_received: 13_500,
      metadata: { origin: 'form' },
    });
    await sandbox.idle();
    expect(typesReceived()).toEqual([
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
    expect(received.find(({ type }) => type === 'checkout.session.completed')?.data.object).toMatchObject({
      id,
      payment_status: 'paid',
    });
  });

  test('a declined card leaves the page open', async () => {
    const { id } = await stripe.checkout.sessions.create(order());
    const declined = await pay(id, 'decline');
    expect(declined.status).toBe(402);
    expect(await declined.json()).toMatchObject({ error: { code: 'card_declined' } });
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
    expect((await pay(id, 'card')).status).toBe(200);
    await sandbox.idle();
    expect(typesReceived()).toEqual([
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
    ]);
  });

  test.each([
    ['bank-succeeds', 'paid', 'checkout.session.async_payment_succeeded'],
    ['bank-fails', 'unpaid', 'checkout.session.async_payment_failed'],
  ])('a bank debit completes unpaid, and later: %s', async (action, paymentStatus, type) => {
    const { id } = await stripe.checkout.sessions.create(order());
    await pay(id, 'bank');
    await sandbox.idle();
    const completed = received.find((event) => event.type === 'checkout.session.completed');
    expect(completed?.data.object).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    await pay(id, action);
    await sandbox.idle();
    expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe(paymentStatus);
    expect(received.find((event) => event.type === type)?.data.object).toMatchObject({
      id,
      payment_status: paymentStatus,
    });
    expect((await pay(id, action)).status).toBe(400);
  });

  test('a session can make a customer of its payer', async () => {
    const { id, customer } = await stripe.checkout.sessions.create(order({ customer_creation: 'always' }));
    expect(customer).toBeNull();
    await pay(id, 'card');
    const expand = ['customer', 'payment_intent.latest_charge'];
    const paid = await stripe.checkout.sessions.retrieve(id, { expand });
    const [made] = (await stripe.customers.list({ email: 'parent@example.com' })).data;
    expect(paid.customer).toEqual(made);
    expect(paid.payment_intent).toMatchObject({ customer: made?.id, latest_charge: { customer: made?.id } });
    expect((await stripe.checkout.sessions.list({ customer: made?.id })).data).toHaveLength(1);
    await expect(stripe.customers.retrieve('cus_x')).rejects.toMatchObject({ code: 'resource_missing' });
    const other = await stripe.checkout.sessions.create(order());
    await pay(other.id, 'card');
    expect((await stripe.customers.list()).data).toHaveLength(1);
    const guest = { customer_creation: 'always' as const, line_items: [line('Guest', 0)] };
    const free = await stripe.checkout.sessions.create(order(guest));
    expect(await (await pay(free.id, 'card')).json()).toMatchObject({
      customer: expect.stringMatching(/^cus_/),
    });
  });

  test('an order that costs nothing needs no payment', async () => {
    const { id } = await stripe.checkout.sessions.create(order({ line_items: [line('Guest', 0)] }));
    expect(await (await pay(id, 'card')).json()).toMatchObject({
      status: 'complete',
      payment_status: 'no_payment_required',
      payment_intent: null,
    });
  });

  test('a session can be paid once, and not after it has expired', async () => {
    const paid = await stripe.checkout.sessions.create(order());
    await pay(paid.id, 'card');
    expect((await pay(paid.id, 'card')).status).toBe(400);
    await expect(stripe.checkout.sessions.expire(paid.id)).rejects.toMatchObject({ statusCode: 400 });

    const expired = await stripe.checkout.sessions.create(order());
    expect((await stripe.checkout.sessions.expire(expired.id)).status).toBe('expired');
    expect((await pay(expired.id, 'card')).status).toBe(400);
    await sandbox.idle();
    expect(typesReceived()).toContain('checkout.session.expired');
  });

  test('a session expires when its time is over', async () => {
    const halfAnHour = Math.floor(clock / 1000) + 30 * 60;
    const { id } = await stripe.checkout.sessions.create(order({ expires_at: halfAnHour }));
    clock += 30 * 60_000;
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('expired');
  });

  test('a live-mode sandbox has live-mode sessions', async () => {
    await sandbox.stop();
    await start({ livemode: true });
    const { id, livemode } = await stripe.checkout.sessions.create(order());
    expect([id.slice(0, 8), livemode]).toEqual(['cs_live_', true]);
  });
});

describe('webhooks', () => {
  test('are sent again, newly signed, until the answer is 2xx', async () => {
    answers = [500, 302];
    const { id } = await stripe.checkout.sessions.create(order());
    await stripe.checkout.sessions.expire(id);
    await sandbox.idle();
    expect(received.map(({ type }) => type)).toEqual(Array(3).fill('checkout.session.expired'));
    expect(new Set(received.map((event) => event.id)).size).toBe(1);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test('are listed as undelivered after the last attempt, and can be sent again', async () => {
    answers = [500, 500, 500];
    const { id } = await stripe.checkout.sessions.create(order());
    await stripe.checkout.sessions.expire(id);
    await sandbox.idle();
    const [event] = (await stripe.events.list({ delivery_success: false })).data;
    expect(event).toMatchObject({ type: 'checkout.session.expired', api_version: Stripe.API_VERSION });
    const resent = await fetch(`${sandbox.url}/_events/${event?.id}/resend`, { method: 'POST' });
    expect(await resent.json()).toEqual({ delivered: true, status: 200 });
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
    expect((await stripe.events.list({ types: ['checkout.session.expired'] })).data).toHaveLength(1);
  });

  test('go to an endpoint set after the start', async () => {
    await sandbox.stop();
    await start();
    sandbox.setWebhook({ url: webhookUrl(), secret });
    const { id } = await stripe.checkout.sessions.create(order());
    await stripe.checkout.sessions.expire(id);
    await sandbox.idle();
    expect(typesReceived()).toEqual(['checkout.session.expired']);
  });

  test('are of the types the endpoint subscribes to; others count as delivered', async () => {
    await sandbox.stop();
    await start({ webhook: { url: webhookUrl(), secret, enabledEvents: ['charge.refunded'] } });
    const { id } = await stripe.checkout.sessions.create(order());
    await pay(id, 'card');
    const { payment_intent } = await stripe.checkout.sessions.retrieve(id);
    await stripe.refunds.create({ payment_intent: String(payment_intent) });
    await sandbox.idle();
    expect(typesReceived()).toEqual(['charge.refunded']);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
    expect((await stripe.events.list({ type: 'refund.created' })).data).toHaveLength(1);
  });

  test('come from Stripe’s user agent', async () => {
    const { id } = await stripe.checkout.sessions.create(order());
    await stripe.checkout.sessions.expire(id);
    await sandbox.idle();
    expect(userAgents).toEqual(['Stripe/1.0 (+https://stripe.com/docs/webhooks)']);
  });

  test('survive a restart along with the sessions, given a folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stripe-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    await sandbox.stop();
    await start({ dataDir });
    const { id } = await stripe.checkout.sessions.create(order());
    await pay(id, 'card');
    await sandbox.stop();
    expect(received).toEqual([]);

    await start({ dataDir, webhook: { url: webhookUrl(), secret } });
    await sandbox.idle();
    expect(typesReceived()).toContain('checkout.session.completed');
    expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe('paid');
  });
});

describe('pages', () => {
  const accept = { accept: 'text/html' };

  test('the payment page shows the order, with every text escaped, and its buttons pay', async () => {
    const line_items = [line('<b>Breaking</b>', 9_500)];
    const { id, url } = await stripe.checkout.sessions.create(order({ line_items }));
    const page = await (await fetch(url ?? '')).text();
    expect(page).toContain('&lt;b&gt;Breaking&lt;/b&gt;');
    expect(page).toContain('$95.00');
    for (const label of ['Pay by card', 'Card declined', 'Pay by bank debit (delayed)']) {
      expect(page).toContain(`<button>${label}</button>`);
    }
    const declined = await pay(id, 'decline', accept);
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain('Your card was declined.');
    const paid = await pay(id, 'bank', accept);
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe(`http://127.0.0.1:9/thanks?session=${id}`);
    const waiting = await (await fetch(`${sandbox.url}/pay/${id}`)).text();
    expect(waiting).toContain('<button>Bank confirms</button>');
    expect(waiting).toContain('<button>Bank refuses</button>');
  });

  test('the overview lists sessions with links and events to send again, and no address', async () => {
    const { id } = await stripe.checkout.sessions.create(order());
    await pay(id, 'card');
    const page = await (await fetch(sandbox.url)).text();
    expect(page).toContain(`href="/pay/${id}"`);
    expect(page).toContain('aria-label="Send again: checkout.session.completed"');
    expect(page).not.toContain('parent@example.com');
  });

  test('an unknown session has no page', async () => {
    const response = await fetch(`${sandbox.url}/pay/cs_test_x`, { headers: accept });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('No such checkout.session');
  });
});
