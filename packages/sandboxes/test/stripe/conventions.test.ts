/** What all calls of the API have in common: errors, idempotency, versions, expansion, lists, metadata. */
import { Hono } from 'hono';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseForm } from '../../stripe/api/form.ts';
import { type Env, oncePerKey } from '../../stripe/api/idempotency.ts';
import type { ApiError } from '../../stripe/api-error.ts';
import { State } from '../../stripe/state.ts';
import { apiKey, paid, type Started, started } from './started.ts';

let running: Started;
let stripe: Stripe;

beforeEach(async () => {
  running = await started();
  ({ stripe } = running);
});
afterEach(() => running.stop());

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  running.call(path, { method: 'POST', body, headers });

describe('errors', () => {
  test.each([
    ['GET', '/v1/subscriptions'],
    ['POST', '/v1/payment_links'],
    ['DELETE', '/v1/refunds/re_1'],
    ['GET', '/v1/refunds/'],
    ['POST', '/v2/core/events'],
  ])('a URL that is not known is refused in JSON: %s %s', async (method, path) => {
    const response = await fetch(`${running.sandbox.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining(`Unrecognized request URL (${method}: ${path})`),
      },
    });
  });

  test('the library sees such a URL as an invalid request, with its status and request id', async () => {
    await expect(stripe.subscriptions.list()).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test('an error says where it is explained and logged', async () => {
    const response = await running.call('/refunds/re_x');
    expect(await response.json()).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        message: "No such refund: 're_x'",
        param: 'refund',
        doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
        request_log_url: `https://dashboard.stripe.com/test/logs/${response.headers.get('request-id')}`,
      },
    });
  });

  test('a fault with a status alone answers as Stripe would, in JSON', async () => {
    const faulty = async (status: number, body = '') => {
      running.faults.add({
        service: 'stripe',
        operation: 'refunds.list',
        behaviour: { kind: 'answer', status, body },
      });
      return running.call('/refunds');
    };
    const limited = await faulty(429);
    expect(limited.headers.get('stripe-rate-limited-reason')).toBe('global-rate');
    expect(await limited.json()).toMatchObject({ error: { code: 'rate_limit' } });
    expect(await (await faulty(409)).json()).toMatchObject({ error: { code: 'lock_timeout' } });
    const own = await faulty(400, '{"error":{"type":"api_error"}}');
    expect(own.headers.get('content-type')).toBe('application/json');
  });

  test('the key is taken as a bearer token or as a user name, and no other', async () => {
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await running.call('/refunds', { headers: basic(`${apiKey}:`) })).status).toBe(200);
    const refused = await running.call('/refunds', { headers: basic('sk_test_other:') });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="Stripe"');
  });

  test('the version asked for is named in the answer; a malformed one is refused', async () => {
    const version = async (asked?: string) => {
      const response = await running.call('/refunds', asked ? { headers: { 'stripe-version': asked } } : {});
      return [response.status, response.headers.get('stripe-version')];
    };
    expect(await version()).toEqual([200, Stripe.API_VERSION]);
    expect(await version('2024-06-20')).toEqual([200, '2024-06-20']);
    expect((await version('nonsense'))[0]).toBe(400);
  });
});

describe('idempotency', () => {
  const line = 'line_items[0][price_data][currency]=usd&line_items[0][price_data][product_data][name]=Entry';
  const order = `mode=payment&success_url=http://localhost/&${line}&line_items[0][price_data][unit_amount]=`;
  const key = { 'idempotency-key': 'entry-1' };

  test('a repeated call gets the first one’s answer, named as such', async () => {
    const first = await post('/checkout/sessions', `${order}500`, key);
    const again = await post('/checkout/sessions', `${order}500`, key);
    expect(await again.json()).toEqual(await first.json());
    expect(first.headers.get('idempotency-key')).toBe('entry-1');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
  });

  test('a refusal of what was under way is kept, even when it could succeed by now', async () => {
    const { charge } = await paid(running);
    const { id } = await stripe.refunds.create({ charge });
    const refused = await post('/refunds', `charge=${charge}`, key);
    expect(refused.status).toBe(400);
    await running.press(`/_refunds/${id}/failed`);
    const again = await post('/refunds', `charge=${charge}`, key);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([400, 'true']);
    expect((await post('/refunds', `charge=${charge}`)).status).toBe(200);
  });

  test('what is refused for its parameters leaves the key free', async () => {
    expect((await post('/checkout/sessions', `${order}none`, key)).status).toBe(400);
    expect((await post('/checkout/sessions', `${order}500`, key)).status).toBe(200);
  });

  test('other parameters, or a key that is too long, are refused', async () => {
    await post('/checkout/sessions', `${order}500`, key);
    const other = await post('/checkout/sessions', `${order}600`, key);
    expect([other.status, ((await other.json()) as { error: object }).error]).toEqual([
      400,
      expect.objectContaining({ type: 'idempotency_error' }),
    ]);
    const long = await post('/checkout/sessions', `${order}500`, { 'idempotency-key': 'k'.repeat(256) });
    expect(long.status).toBe(400);
  });

  test('a key is forgotten after 24 hours', async () => {
    const idOf = async () =>
      ((await (await post('/checkout/sessions', `${order}500`, key)).json()) as { id: string }).id;
    const first = await idOf();
    running.time.now += 86_399_000;
    expect(await idOf()).toBe(first);
    running.time.now += 1_000;
    expect(await idOf()).not.toBe(first);
    expect((await post('/checkout/sessions', `${order}600`, key)).status).toBe(400);
  });

  test('a key in use is refused until its call has been answered', async () => {
    const underWay = Promise.withResolvers<void>();
    const app = new Hono<Env>()
      .use(oncePerKey({ state: new State(), now: () => 0 }))
      .post('/refunds', async (context) => {
        await underWay.promise;
        return context.json({ id: 're_1' });
      });
    app.onError((error, context) => context.json((error as ApiError).body, (error as ApiError).status));
    const call = async () => app.request('/refunds', { method: 'POST', body: 'charge=ch_1', headers: key });
    const first = call();
    const second = await call();
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({ error: { code: 'idempotency_key_in_use' } });
    underWay.resolve();
    expect((await first).status).toBe(200);
    expect((await call()).headers.get('idempotent-replayed')).toBe('true');
  });

  test('an event names the request and the key that caused it', async () => {
    const { charge } = await paid(running);
    const response = await post('/refunds', `charge=${charge}`, key);
    const [event] = (await stripe.events.list({ type: 'refund.created' })).data;
    expect(event?.request).toEqual({ id: response.headers.get('request-id'), idempotency_key: 'entry-1' });
  });
});

describe('expansion', () => {
  test.each(['expand[]=line_items&expand[]=payment_intent', 'expand[0]=line_items&expand[1]=payment_intent'])(
    'in either form: %s',
    async (query) => {
      const { session } = await paid(running);
      const body = await (await running.call(`/checkout/sessions/${session}?${query}`)).json();
      expect(body).toMatchObject({
        line_items: { object: 'list' },
        payment_intent: { object: 'payment_intent' },
      });
    },
  );

  test('through objects, lists and what is only shown where it is asked for', async () => {
    const { session, intent } = await paid(running);
    const found = await stripe.checkout.sessions.retrieve(session, {
      expand: [
        'payment_intent.latest_charge.balance_transaction',
        'line_items.data.price.product',
        'customer',
      ],
    });
    expect(found).toMatchObject({
      customer: null,
      payment_intent: {
        id: intent,
        latest_charge: { object: 'charge', balance_transaction: { type: 'charge' } },
      },
      line_items: { data: [{ price: { product: { name: 'Color Belt Registration' } } }] },
    });
    const [listed] = (await stripe.paymentIntents.list({ expand: ['data.latest_charge'] })).data;
    expect(listed?.latest_charge).toMatchObject({ object: 'charge' });
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ latest_charge: expect.any(String) });
  });

  test.each(['status', 'colour', 'payment_intent.status', 'line_items.colour', 'metadata'])(
    'of what holds no other object is refused: %s',
    async (path) => {
      const { session } = await paid(running);
      await expect(stripe.checkout.sessions.retrieve(session, { expand: [path] })).rejects.toMatchObject({
        statusCode: 400,
        message: expect.stringContaining('cannot be expanded'),
      });
    },
  );
});

test('what the sandbox has no object for is not expanded in silence', async () => {
  const { id } = await stripe.transfers.create({ amount: 100, currency: 'usd', destination: 'acct_1' });
  await expect(stripe.transfers.retrieve(id, { expand: ['destination'] })).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('acct_1'),
  });
});

describe('lists', () => {
  test('are read to their end, whatever the size of a page, and backwards', async () => {
    const { charge } = await paid(running);
    const ids: string[] = [];
    for (let made = 0; made < 7; made += 1)
      ids.unshift((await stripe.refunds.create({ charge, amount: 100 })).id);
    for (const limit of [1, 2, 3, 7, 100]) {
      const all = await stripe.refunds.list({ limit }).autoPagingToArray({ limit: 1_000 });
      expect(all.map(({ id }) => id)).toEqual(ids);
      const backwards = await stripe.refunds
        .list({ limit, ending_before: ids[6] })
        .autoPagingToArray({ limit: 1_000 });
      expect(backwards.map(({ id }) => id)).toEqual(ids.slice(0, 6).toReversed());
    }
    await expect(stripe.refunds.list({ starting_after: 're_x' })).rejects.toMatchObject({ statusCode: 404 });
  });

  test('events are found by their type, the beginning of it, several types, and their time; for 30 days', async () => {
    const { session } = await paid(running);
    const begin = Math.floor(running.time.now / 1000);
    const types = async (params: Stripe.EventListParams) =>
      (await stripe.events.list(params)).data.map(({ type }) => type);
    expect(await types({ type: 'checkout.session.*' })).toEqual(['checkout.session.completed']);
    expect(await types({ type: 'charge.*', created: { gte: begin } })).toEqual([
      'charge.updated',
      'charge.succeeded',
    ]);
    expect(await types({ types: ['charge.succeeded', 'payment_intent.created'] })).toHaveLength(2);
    expect(await types({ created: { gt: begin } })).toEqual([]);
    await running.sandbox.idle();
    expect(await types({ delivery_success: false })).toEqual([]);
    running.time.now += 31 * 86_400_000;
    expect(await types({ type: 'charge.*' })).toEqual([]);
    expect((await stripe.checkout.sessions.retrieve(session)).status).toBe('complete');
  });

  test('sessions are found by when they were made, their state, payer and PaymentIntent', async () => {
    const { session, intent } = await paid(running);
    running.time.now += 60_000;
    const open = await running.order(5_000, { customer_email: 'Parent@example.com' });
    await running.press(`/pay/${open.id}/card`);
    const ids = async (params: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(params)).data.map(({ id }) =>
        id === session ? 'first' : 'second',
      );
    expect(await ids({ created: { gte: open.created } })).toEqual(['second']);
    expect(await ids({ created: { lt: open.created } })).toEqual(['first']);
    expect(await ids({ customer_details: { email: 'parent@example.com' } })).toEqual(['second']);
    expect(await ids({ payment_intent: intent })).toEqual(['first']);
    expect(await ids({ status: 'complete' })).toEqual(['second', 'first']);
    expect(await ids({ customer: 'cus_1' })).toEqual([]);
  });
});

describe('metadata', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

  test.each([
    ['51 keys', many(51)],
    ['a key of 41 characters', { ['k'.repeat(41)]: 'v' }],
    ['a value of 501 characters', { k: 'v'.repeat(501) }],
  ])('refuses %s', async (_, metadata) => {
    await expect(running.order(500, { metadata })).rejects.toMatchObject({ statusCode: 400 });
  });

  test('takes 50 keys; an update adds to them, an empty value removes one', async () => {
    const { id } = await running.order(500, { metadata: many(50) });
    const updated = await stripe.checkout.sessions.update(id, { metadata: { k0: '', k1: 'other' } });
    expect(Object.keys(updated.metadata ?? {})).toHaveLength(49);
    expect(updated.metadata).toMatchObject({ k1: 'other', k2: 'v' });
    expect((await stripe.checkout.sessions.update(id, { metadata: '' })).metadata).toEqual({});
  });
});

test.each([
  ['a=1&b[c]=2', { a: '1', b: { c: '2' } }],
  ['a[]=1&a[]=2', { a: ['1', '2'] }],
  ['a[0]=1&a[1]=2', { a: ['1', '2'] }],
  [
    'l[][p]=x&l[][q]=1&l[][p]=y&l[][q]=2',
    {
      l: [
        { p: 'x', q: '1' },
        { p: 'y', q: '2' },
      ],
    },
  ],
  ['l[0][d][n]=x&l[0][q]=1', { l: [{ d: { n: 'x' }, q: '1' }] }],
  ['created[gte]=1', { created: { gte: '1' } }],
  ['', {}],
])('the form %s is read', (text, expected) => {
  expect(parseForm(text)).toEqual(expected);
});
