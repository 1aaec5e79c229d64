import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Started, started } from './started.ts';

/** Two days with 130 sessions each, all paid, refunded in part, disputed and warned of. */
const aDay = 130;
const both = 2 * aDay;
let running: Started;
let stripe: Stripe;
let noon: number;
const intents: string[] = [];

beforeAll(async () => {
  running = await started();
  stripe = running.stripe;
  noon = Math.floor(running.time.now / 1000);
  await running.press('/_events/hold');
  for (let day = 0; day < 2; day += 1) {
    running.time.now = (noon + day * 86_400) * 1000;
    const answer = await running.press('/_sessions', {
      ...{ count: String(aDay), action: 'card', mode: 'payment', success_url: 'http://127.0.0.1:9/' },
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '9500',
      'line_items[0][price_data][product_data][name]': 'Color Belt Registration',
      ...{ customer_email: 'payer{n}@example.com', client_reference_id: `${day}-{n}` },
    });
    const { sessions } = (await answer.json()) as { sessions: { payment_intent: string }[] };
    intents.push(...sessions.map(({ payment_intent }) => payment_intent));
  }
  const charges = await stripe.charges.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  for (const { id, created } of charges.toReversed()) {
    running.time.now = created * 1000;
    await running.press(`/_charges/${id}/refund`, { amount: '1' });
    await running.press(`/_charges/${id}/dispute`, { kind: 'inquiry' });
    await running.press(`/_charges/${id}/warn`);
  }
});
afterAll(() => running.stop());

interface Found {
  id: string;
  created: number;
}
type Params = Stripe.PaginationParams & { created?: Stripe.RangeQueryParam; payment_intent?: string };
type Resource = [name: string, list: (params: Params) => Stripe.ApiListPromise<Found>];

const ofPayments: Resource[] = [
  ['checkout.sessions', (params) => stripe.checkout.sessions.list(params)],
  ['charges', (params) => stripe.charges.list(params)],
  ['refunds', (params) => stripe.refunds.list(params)],
  ['disputes', (params) => stripe.disputes.list(params)],
  ['radar.earlyFraudWarnings', (params) => stripe.radar.earlyFraudWarnings.list(params)],
];
const all = (list: Stripe.ApiListPromise<Found>) => list.autoPagingToArray({ limit: 1_000 });

describe('many sessions at once', () => {
  test('are as if each was made and paid alone, under its number', async () => {
    const sessions = await stripe.checkout.sessions
      .list({ limit: 100, expand: ['data.payment_intent.latest_charge'] })
      .autoPagingToArray({ limit: 1_000 });
    expect(sessions.map(({ client_reference_id }) => client_reference_id).toReversed()).toEqual(
      [0, 1].flatMap((day) => Array.from({ length: aDay }, (_, index) => `${day}-${index + 1}`)),
    );
    const [newest] = sessions;
    expect(newest).toMatchObject({
      payment_status: 'paid',
      customer_details: { email: `payer${aDay}@example.com` },
      payment_intent: {
        object: 'payment_intent',
        latest_charge: { object: 'charge', amount_refunded: 100, amount: 9_500 },
      },
    });
    const one = await stripe.checkout.sessions.retrieve(newest?.id ?? '', {
      expand: ['payment_intent.latest_charge'],
    });
    expect(one.payment_intent).toEqual(newest?.payment_intent);
  });

  test('can be from long ago, when their events are forgotten', async () => {
    const old = await started();
    await old.order(500);
    const at = noon - 40 * 86_400;
    const answer = await old.press('/_sessions', {
      ...{ count: '2', action: 'card', at: String(at), mode: 'payment', success_url: 'http://127.0.0.1:9/' },
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '9500',
      'line_items[0][price_data][product_data][name]': 'Color Belt Registration',
    });
    expect(answer.status).toBe(200);
    const created = { gte: at, lte: at };
    expect((await old.stripe.checkout.sessions.list({ created })).data).toHaveLength(2);
    expect((await old.stripe.charges.list({ created })).data).toHaveLength(2);
    expect(await old.events()).toEqual([]);
    const newestFirst = (await old.stripe.checkout.sessions.list()).data.map((session) => session.created);
    expect(newestFirst).toEqual([expect.any(Number), at, at]);
    expect(newestFirst[0]).toBeGreaterThanOrEqual(noon);
    await old.stop();
  });

  test('are refused together: more than 10,000, or parameters that one would be refused for', async () => {
    for (const form of [{ count: '10001' }, { count: '1' }, { count: '0' }]) {
      expect((await running.press('/_sessions', form)).status).toBe(400);
    }
  });
});

describe.each(ofPayments)('the list of %s', (_, list) => {
  test('is found by PaymentIntent', async () => {
    for (const payment_intent of [intents[0], intents[both - 1]]) {
      const found = await all(list({ payment_intent, limit: 100 }));
      expect(found.map((one) => (one as Found & { payment_intent: string }).payment_intent)).toEqual([
        payment_intent,
      ]);
    }
    expect(await all(list({ payment_intent: 'pi_none' }))).toEqual([]);
  });

  test('is bounded by the time of creation', async () => {
    const later = noon + 86_400;
    const counts = async (created: Stripe.RangeQueryParam | number) =>
      (await all(list({ created: created as Stripe.RangeQueryParam, limit: 100 }))).length;
    expect(await counts({ gte: later })).toBe(aDay);
    expect(await counts({ gt: noon })).toBe(aDay);
    expect(await counts({ gt: later })).toBe(0);
    expect(await counts({ lt: later })).toBe(aDay);
    expect(await counts({ lte: later })).toBe(both);
    expect(await counts({ gte: noon, lt: later })).toBe(aDay);
  });

  test('is read in pages of a hundred, from the newest on and back again', async () => {
    const window = { created: { gte: noon, lte: noon + 86_400 }, limit: 100 };
    const forwards = await all(list(window));
    expect(new Set(forwards.map(({ id }) => id)).size).toBe(both);
    expect(forwards.map(({ created }) => created)).toEqual([
      ...Array(aDay).fill(noon + 86_400),
      ...Array(aDay).fill(noon),
    ]);
    const oldest = forwards.at(-1)?.id;
    const backwards = await all(list({ ...window, ending_before: oldest }));
    expect(backwards.map(({ id }) => id)).toEqual(
      forwards
        .slice(0, -1)
        .map(({ id }) => id)
        .toReversed(),
    );
    const pages: [number, boolean][] = [];
    let page = await list(window);
    for (;;) {
      pages.push([page.data.length, page.has_more]);
      if (!page.has_more) break;
      page = await list({ ...window, starting_after: page.data.at(-1)?.id });
    }
    expect(pages).toEqual([
      [100, true],
      [100, true],
      [60, false],
    ]);
  });

  test('goes on after an object that is not within the bounds itself', async () => {
    const [newest] = await all(list({ limit: 100 }));
    const found = await all(list({ created: { lt: noon + 86_400 }, limit: 100, starting_after: newest?.id }));
    expect(found).toHaveLength(aDay);
  });
});

test('PaymentIntents and events are bounded by time too, and events of a type are read to their end', async () => {
  const created = { gte: noon + 86_400 };
  const intentsFound = await all(stripe.paymentIntents.list({ created, limit: 100 }));
  expect(intentsFound).toHaveLength(aDay);
  const completed = { type: 'checkout.session.completed', limit: 100 };
  expect(await all(stripe.events.list(completed))).toHaveLength(both);
  expect(await all(stripe.events.list({ ...completed, created }))).toHaveLength(aDay);
});
