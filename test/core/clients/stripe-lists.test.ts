import { Faults } from '@tkd-registration/local-cloud/faults';
import { type StripeSandbox, startStripe } from '@tkd-registration/sandboxes/stripe';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStripe } from '../../../core/clients/stripe.ts';
import { RateLimitedError } from '../../../core/domain/errors.ts';

const apiKey = 'sk_test_51SandboxKey';
const faults = new Faults();
let sandbox: StripeSandbox;
let library: Stripe;
const sessions: string[] = [];
const since = Math.floor(Date.now() / 1_000) - 60;

beforeAll(async () => {
  sandbox = await startStripe({ faults, apiKey });
  const { hostname, port } = new URL(sandbox.url);
  library = new Stripe(apiKey, { host: hostname, port, protocol: 'http' });
  for (let count = 0; count < 103; count++) sessions.unshift((await newSession()).id);
});
afterAll(() => sandbox.stop());

const newSession = () =>
  library.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://example.com/thanks',
    client_reference_id: 'tkd-1',
    line_items: [
      { quantity: 1, price_data: { currency: 'usd', unit_amount: 9_500, product_data: { name: 'Entry' } } },
    ],
  });

const lists = () => createStripe({ apiKey, apiBase: sandbox.url });

async function press(path: string): Promise<void> {
  expect((await fetch(`${sandbox.url}${path}`, { method: 'POST' })).ok).toBe(true);
}

/** Pays a session. @returns its PaymentIntent's and charge's ids. */
async function paid(sessionId: string) {
  await press(`/pay/${sessionId}/card`);
  const { payment_intent } = await library.checkout.sessions.retrieve(sessionId);
  const { latest_charge } = await library.paymentIntents.retrieve(String(payment_intent));
  return { intent: String(payment_intent), charge: String(latest_charge) };
}

describe('Checkout Sessions', () => {
  test('are listed newest first, a hundred at a time, with what tells whose they are', async () => {
    const first = await lists().listSessions(since);
    expect(first.items).toHaveLength(100);
    expect(first.items[0]).toMatchObject({
      ...{ id: sessions[0], status: 'open', paymentStatus: 'unpaid', paymentIntentId: null },
      ...{ livemode: false, mode: 'payment', origin: { client_reference_id: 'tkd-1' } },
    });
    const second = await lists().listSessions(since, first.next);
    expect(second).toEqual({
      items: [expect.anything(), expect.anything(), expect.anything()],
      next: undefined,
    });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(sessions);
  });

  test('made before are left out', async () => {
    expect(await lists().listSessions(Math.floor(Date.now() / 1_000) + 60)).toEqual({
      items: [],
      next: undefined,
    });
  });

  test('one is found by its PaymentIntent', async () => {
    const [, id = ''] = sessions;
    const { intent } = await paid(id);
    expect(await lists().sessionOf(intent)).toMatchObject({
      id,
      paymentStatus: 'paid',
      paymentIntentId: intent,
    });
    expect(await lists().sessionOf('pi_unknown')).toBeUndefined();
  });
});

describe('refunds, disputes and early fraud warnings', () => {
  test('are listed as a reading of their payment has them', async () => {
    const [, , id = ''] = sessions;
    const { intent, charge } = await paid(id);
    await press(`/_charges/${charge}/warn`);
    await library.refunds.create({ payment_intent: intent, amount: 500 });
    await press(`/_charges/${charge}/dispute`);
    const { reading } = (await lists().readPayment(id)) ?? expect.fail('no payment');
    const of = (items: readonly unknown[]) => ({
      items: items.map((item) => ({ reading: item, paymentIntentId: intent })),
      next: undefined,
    });
    expect(await lists().listRefunds(since)).toEqual(of(reading.refunds));
    expect(await lists().listDisputes(since)).toEqual(of(reading.disputes));
    expect(await lists().listWarnings(since)).toEqual(of(reading.warnings));
    expect(reading).toMatchObject({ refunds: [{}], disputes: [{}], warnings: [{}] });
  });
});

test('a call that Stripe asks to slow down is one that is made later', async () => {
  faults.add({ service: 'stripe', operation: 'refunds.list', behaviour: { kind: 'answer', status: 429 } });
  await expect(lists().listRefunds(since)).rejects.toThrow(RateLimitedError);
});
