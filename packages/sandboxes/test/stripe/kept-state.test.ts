import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { paid, type Started, started } from './started.ts';
import { typeProblems } from './stripe-types.ts';

let dataDir: string;
let running: Started;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stripe-'));
  running = await started({ dataDir });
});
afterEach(async () => {
  await running.stop();
  rmSync(dataDir, { recursive: true });
});

async function restarted(): Promise<void> {
  await running.stop();
  running = await started({ dataDir });
}

test('refunds, disputes and the catalogue survive a restart', async () => {
  const { charge } = await paid(running, 10_000, 'card-slow-refunds');
  const { id } = await running.stripe.refunds.create({ charge, amount: 4_000 });
  const dispute = (await (await running.press(`/_charges/${charge}/dispute`)).json()) as Stripe.Dispute;
  const coupon = await running.stripe.coupons.create({ percent_off: 10, duration: 'once' });
  const before = await running.stripe.charges.retrieve(charge, {
    expand: ['refunds', 'balance_transaction'],
  });
  await restarted();
  expect(
    await running.stripe.charges.retrieve(charge, { expand: ['refunds', 'balance_transaction'] }),
  ).toEqual(before);
  await running.press(`/_refunds/${id}/succeeded`);
  await running.press(`/_disputes/${dispute.id}/win`);
  expect((await running.stripe.refunds.retrieve(id)).status).toBe('succeeded');
  expect((await running.stripe.disputes.retrieve(dispute.id)).status).toBe('won');
  expect((await running.stripe.coupons.list()).data).toEqual([coupon]);
});

test('a file of an older version, without charges, is taken up: its payments can be refunded, its debits decided', async () => {
  const card = await paid(running);
  const bank = await paid(running, 5_000, 'bank');
  const refund = () =>
    running.stripe.refunds.create({ payment_intent: card.intent, amount: 100 }, { idempotencyKey: 'once' });
  const { id: kept } = await refund();
  await running.stop();
  const file = join(dataDir, 'stripe.json');
  const { sessions, intents, events, answers } = JSON.parse(readFileSync(file, 'utf8'));
  const pending = intents.find(({ id }: { id: string }) => id === bank.intent);
  pending.latest_charge = null;
  for (const answer of Object.values<{ requestId?: string; at?: number }>(answers)) {
    delete answer.requestId;
    delete answer.at;
  }
  writeFileSync(file, JSON.stringify({ sessions, intents, events, answers }));

  running = await started({ dataDir });
  const { stripe } = running;
  expect(await stripe.charges.retrieve(card.charge)).toMatchObject({ status: 'succeeded', amount: 10_000 });
  const { line_items } = await stripe.checkout.sessions.retrieve(card.session, {
    expand: ['line_items.data.price.product'],
  });
  expect(line_items?.data[0]?.price?.product).toMatchObject({
    object: 'product',
    name: 'Color Belt Registration',
  });
  expect((await refund()).id).toBe(kept);
  expect((await stripe.refunds.create({ payment_intent: card.intent })).amount).toBe(10_000);
  await running.press(`/pay/${bank.session}/bank-succeeds`);
  const { latest_charge } = await stripe.paymentIntents.retrieve(bank.intent, { expand: ['latest_charge'] });
  expect(latest_charge).toMatchObject({ status: 'succeeded', amount: 5_000 });
  expect(typeProblems(running.answers)).toEqual([]);
});
