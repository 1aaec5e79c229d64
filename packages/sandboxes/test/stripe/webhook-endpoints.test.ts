import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Started, started } from './started.ts';

let running: Started;
let stripe: Stripe;

beforeEach(async () => {
  running = await started();
  stripe = running.stripe;
});
afterEach(() => running.stop());

/** A server of events, made an endpoint by the API, that answers with the statuses in turn, then 200, each after `first`. */
async function endpointOf(
  params: Partial<Stripe.WebhookEndpointCreateParams>,
  statuses: number[] = [],
  first: (id: string) => Promise<unknown> = async () => undefined,
) {
  const types: string[] = [];
  const versions = new Set<string | null>();
  let secret = '';
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const event = Stripe.webhooks.constructEvent(body, String(request.headers['stripe-signature']), secret);
    types.push(event.type);
    versions.add(event.api_version);
    await first(made.id);
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'], ...params });
  secret = made.secret ?? '';
  return { id: made.id, made, types, versions };
}

const expireOne = async () => {
  const { id } = await running.order(500);
  await stripe.checkout.sessions.expire(id);
  await running.sandbox.idle();
};

test('the endpoint of the start is listed; one more shows its secret when it is made, and never again', async () => {
  const [own] = (await stripe.webhookEndpoints.list()).data;
  expect(own).toMatchObject({ enabled_events: ['*'], status: 'enabled', api_version: Stripe.API_VERSION });
  const { made } = await endpointOf({ enabled_events: ['charge.refunded'], description: 'Receipts' });
  expect(made.secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
  const { secret: _, ...shown } = made;
  expect(await stripe.webhookEndpoints.retrieve(made.id)).toEqual(shown);
  expect((await stripe.webhookEndpoints.list()).data).toEqual([shown, own]);
  expect(shown).toMatchObject({ api_version: null, description: 'Receipts', metadata: {} });
});

test('an endpoint gets the types it subscribes to, signed with its secret, in its version', async () => {
  const version = '2025-03-31.basil' as const;
  const expired = await endpointOf({
    enabled_events: ['checkout.session.expired'],
    api_version: version,
  });
  const all = await endpointOf({});
  await expireOne();
  const { id } = await running.order(500);
  await running.press(`/pay/${id}/card`);
  await running.sandbox.idle();
  expect(expired.types).toEqual(['checkout.session.expired']);
  expect([...expired.versions]).toEqual([version]);
  expect(all.types.toSorted()).toEqual((await running.events()).toSorted());
  expect([...all.versions]).toEqual([Stripe.API_VERSION]);
});

test('a disabled or removed endpoint gets nothing; enabled again, it gets what happens from then on', async () => {
  const { id, types } = await endpointOf({});
  await stripe.webhookEndpoints.update(id, { disabled: true });
  await expireOne();
  expect(types).toEqual([]);
  const changes = { disabled: false, enabled_events: ['charge.refunded' as const], metadata: { a: '1' } };
  expect(await stripe.webhookEndpoints.update(id, changes)).toMatchObject({
    ...{ status: 'enabled', enabled_events: ['charge.refunded'], metadata: { a: '1' } },
  });
  await expireOne();
  expect(types).toEqual([]);
  await stripe.webhookEndpoints.update(id, { enabled_events: ['*'] });
  await expireOne();
  expect(types).toEqual(['checkout.session.expired']);
  expect(await stripe.webhookEndpoints.del(id)).toMatchObject({ id, deleted: true });
  await expireOne();
  expect(types).toHaveLength(1);
  await expect(stripe.webhookEndpoints.retrieve(id)).rejects.toMatchObject({ statusCode: 404 });
});

test('an event is delivered once every endpoint has taken it', async () => {
  const { types } = await endpointOf({}, [500]);
  await expireOne();
  const undelivered = async () => (await stripe.events.list({ delivery_success: false })).data;
  const [event] = await undelivered();
  expect(event?.pending_webhooks).toBe(1);
  await running.press(`/_events/${event?.id}/resend`);
  expect(types).toHaveLength(2);
  expect(await undelivered()).toEqual([]);
});

test('a removed endpoint is not tried again', async () => {
  await running.stop();
  running = await started({ retryDelaysMs: [0] });
  stripe = running.stripe;
  const { types } = await endpointOf({}, [500], (id) => stripe.webhookEndpoints.del(id));
  const session = await running.order(500);
  await stripe.checkout.sessions.expire(session.id);
  await running.sandbox.idle();
  expect(types).toHaveLength(1);
});

describe('an endpoint is refused', () => {
  test.each<[string, object]>([
    ['without a type', { enabled_events: [] }],
    ['with a type that cannot be one', { enabled_events: ['charge.*'] }],
    ['with a url of another kind', { url: 'ftp://example.com' }],
    ['for connected accounts', { connect: true }],
  ])('%s', async (_, changes) => {
    const params = { url: 'https://register.example/stripe', enabled_events: ['*' as const], ...changes };
    await expect(stripe.webhookEndpoints.create(params)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('in live mode, with a url that is not secure', async () => {
    await running.stop();
    running = await started({ livemode: true });
    const params = { url: 'http://register.example/stripe', enabled_events: ['*' as const] };
    await expect(running.stripe.webhookEndpoints.create(params)).rejects.toMatchObject({
      code: 'url_invalid',
    });
    await running.stripe.webhookEndpoints.create({ ...params, url: 'https://register.example/stripe' });
  });

  test('as the 17th', async () => {
    const params = { url: 'https://register.example/stripe', enabled_events: ['charge.refunded' as const] };
    for (let made = 1; made < 16; made += 1) await stripe.webhookEndpoints.create(params);
    await expect(stripe.webhookEndpoints.create(params)).rejects.toMatchObject({ statusCode: 400 });
  });
});
