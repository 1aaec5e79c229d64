import { Faults } from '@tkd-registration/local-cloud/faults';
import { type StripeSandbox, startStripe } from '@tkd-registration/sandboxes/stripe';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStripe } from '../../../core/clients/stripe.ts';

const apiKey = 'sk_test_51SandboxKey';
const faults = new Faults();
let sandbox: StripeSandbox;
let library: Stripe;
let sessionId: string;

beforeAll(async () => {
  sandbox = await startStripe({ faults, apiKey });
  const { hostname, port } = new URL(sandbox.url);
  library = new Stripe(apiKey, { host: hostname, port, protocol: 'http' });
});
beforeEach(async () => {
  const session = await library.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://example.com/thanks',
    client_reference_id: 'tkd-1',
    line_items: [
      { quantity: 1, price_data: { currency: 'usd', unit_amount: 9_500, product_data: { name: 'Entry' } } },
    ],
  });
  sessionId = session.id;
});
afterAll(() => sandbox.stop());

const read = (id: string) => createStripe({ apiKey, apiBase: sandbox.url }).readPayment(id);

async function press(path: string, body?: Record<string, string>): Promise<void> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(body),
  });
  expect(answer.ok).toBe(true);
}

/** Pays the session. @returns its PaymentIntent and charge. */
async function paid(way = 'card') {
  await press(`/pay/${sessionId}/${way}`);
  const session = await library.checkout.sessions.retrieve(sessionId, {
    expand: ['payment_intent.latest_charge'],
  });
  const intent = session.payment_intent as Stripe.PaymentIntent;
  return { intent, charge: intent.latest_charge as Stripe.Charge };
}

describe('a payment as Stripe has it', () => {
  test('a session that nobody has tried to pay has no parts, and says whose it is', async () => {
    const found = await read(sessionId);
    expect(found).toMatchObject({
      reading: {
        session: { id: sessionId, status: 'open', paymentStatus: 'unpaid' },
        paymentIntentId: null,
        currency: 'usd',
        charges: [],
        refunds: [],
      },
      livemode: false,
      mode: 'payment',
      origin: { client_reference_id: 'tkd-1', success_url: 'https://example.com/thanks' },
    });
  });

  test('it is found by the id of any of its parts, with the others', async () => {
    const { intent, charge } = await paid();
    await press(`/_charges/${charge.id}/warn`);
    const refund = await library.refunds.create({ payment_intent: intent.id, amount: 500 });
    await press(`/_charges/${charge.id}/dispute`);
    const [dispute] = (await library.disputes.list({ payment_intent: intent.id })).data;
    const [warning] = (await library.radar.earlyFraudWarnings.list({ payment_intent: intent.id })).data;

    const whole = await read(sessionId);
    expect(whole?.reading).toMatchObject({
      session: { id: sessionId, status: 'complete', paymentStatus: 'paid' },
      paymentIntentId: intent.id,
      charges: [{ id: charge.id, status: 'succeeded', amount: 9_500, created: charge.created }],
      refunds: [
        { id: refund.id, status: 'succeeded', amount: 500, pendingReason: null, failureReason: null },
      ],
      disputes: [
        {
          id: dispute?.id,
          status: 'needs_response',
          amount: 9_000,
          withdrawn: true,
          dueBy: dispute?.evidence_details.due_by,
        },
      ],
      warnings: [{ id: warning?.id, actionable: false }],
    });
    for (const id of [intent.id, charge.id, refund.id, dispute?.id ?? '', warning?.id ?? '']) {
      expect({ ...(await read(id)), reading: { ...(await read(id))?.reading, readAt: 0 } }).toEqual({
        ...whole,
        reading: { ...whole?.reading, readAt: 0 },
      });
    }
  });

  test('the money of a dispute that was won is back', async () => {
    const { charge } = await paid();
    await press(`/_charges/${charge.id}/dispute`);
    const [dispute] = (await library.disputes.list({ charge: charge.id })).data;
    await press(`/_disputes/${dispute?.id}/win`);
    expect((await read(charge.id))?.reading.disputes).toMatchObject([{ status: 'won', withdrawn: false }]);
  });

  test('a bank debit on its way is a pending charge', async () => {
    await paid('bank');
    expect((await read(sessionId))?.reading).toMatchObject({
      session: { status: 'complete', paymentStatus: 'unpaid' },
      charges: [{ status: 'pending' }],
    });
  });

  test('a refund that waits says for what', async () => {
    const { charge } = await paid();
    await press(`/_charges/${charge.id}/refund`, { begins: 'insufficient_funds' });
    expect((await read(charge.id))?.reading.refunds).toMatchObject([
      { status: 'pending', pendingReason: 'insufficient_funds' },
    ]);
  });

  test.each(['re_unknown', 'pi_unknown', 'cs_test_unknown', 'ch_unknown', 'sub_unknown'])(
    'what Stripe does not know, or nobody pays in a session, is no payment: %s',
    async (id) => {
      expect(await read(id)).toBeUndefined();
    },
  );
});
