import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { paid, type Started, started } from './started.ts';

let running: Started;
let stripe: Stripe;
let charge: string;

beforeEach(async () => {
  running = await started();
  ({ stripe } = running);
  ({ charge } = await paid(running));
});
afterEach(() => running.stop());

const disputeEvents = async () =>
  (await running.events('charge.dispute')).map((type) => type.replace('charge.dispute.', ''));

async function disputed(kind: 'chargeback' | 'inquiry'): Promise<Stripe.Dispute> {
  const response = await running.press(`/_charges/${charge}/dispute`, { kind });
  return (await response.json()) as Stripe.Dispute;
}

const turn = (id: string, name: string) => running.press(`/_disputes/${id}/${name}`);
const movedBy = ({ balance_transactions }: Stripe.Dispute) =>
  balance_transactions.map(({ amount, fee }) => [amount, fee]);

test('a dispute withdraws the money, with a fee, and says until when evidence is due', async () => {
  const dispute = await disputed('chargeback');
  expect(dispute).toMatchObject({
    status: 'needs_response',
    amount: 10_000,
    charge,
    is_charge_refundable: false,
    evidence_details: { has_evidence: false, due_by: Math.floor(running.time.now / 1000) + 9 * 86_400 },
  });
  expect(movedBy(dispute)).toEqual([[-10_000, 1_500]]);
  expect((await stripe.charges.retrieve(charge)).disputed).toBe(true);
  expect(await disputeEvents()).toEqual(['created', 'funds_withdrawn']);
  await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_disputed' });
});

test('evidence puts it under review; won, the money comes back', async () => {
  const { id } = await disputed('chargeback');
  const answered = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'She fought.' } });
  expect(answered).toMatchObject({
    status: 'under_review',
    evidence: { uncategorized_text: 'She fought.' },
    evidence_details: { has_evidence: true, submission_count: 1 },
  });
  await turn(id, 'win');
  const won = await stripe.disputes.retrieve(id);
  expect(won.status).toBe('won');
  expect(movedBy(won)).toEqual([
    [-10_000, 1_500],
    [10_000, 0],
  ]);
  expect(await disputeEvents()).toEqual([
    'created',
    'funds_withdrawn',
    'updated',
    'closed',
    'funds_reinstated',
  ]);
  await expect(
    stripe.disputes.update(id, { evidence: { uncategorized_text: 'More' } }),
  ).rejects.toMatchObject({
    statusCode: 400,
  });
  expect((await stripe.refunds.create({ charge })).status).toBe('succeeded');
});

test('evidence can wait before it is sent', async () => {
  const { id } = await disputed('chargeback');
  const kept = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'Draft' }, submit: false });
  expect(kept).toMatchObject({ status: 'needs_response', evidence_details: { submission_count: 0 } });
});

test.each(['lose', 'close'])('lost (%s), the money stays away', async (how) => {
  const { id } = await disputed('chargeback');
  if (how === 'close') await stripe.disputes.close(id);
  else await turn(id, 'lose');
  expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'lost', is_charge_refundable: false });
  expect(await disputeEvents()).toEqual(['created', 'funds_withdrawn', 'closed']);
  expect((await turn(id, 'win')).status).toBe(400);
  await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_disputed' });
});

test('an inquiry takes no money and ends as it began', async () => {
  const { id, status } = await disputed('inquiry');
  expect(status).toBe('warning_needs_response');
  const answered = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'She fought.' } });
  expect(answered.status).toBe('warning_under_review');
  await turn(id, 'end-inquiry');
  expect(await stripe.disputes.retrieve(id)).toMatchObject({
    status: 'warning_closed',
    balance_transactions: [],
  });
  expect(await disputeEvents()).toEqual(['created', 'updated', 'closed']);
});

test('an inquiry that becomes a dispute takes what was not refunded meanwhile', async () => {
  const { id } = await disputed('inquiry');
  await stripe.refunds.create({ charge, amount: 4_000 });
  await turn(id, 'escalate');
  const dispute = await stripe.disputes.retrieve(id);
  expect(dispute).toMatchObject({ status: 'needs_response', amount: 6_000 });
  expect(movedBy(dispute)).toEqual([[-6_000, 1_500]]);
  expect(await disputeEvents()).toEqual(['created', 'updated', 'funds_withdrawn']);
});

test('a full refund ends an inquiry', async () => {
  const { id } = await disputed('inquiry');
  await stripe.refunds.create({ charge });
  expect((await stripe.disputes.retrieve(id)).status).toBe('warning_closed');
});

test('a charge is disputed once, and not after it is refunded', async () => {
  const { id } = await disputed('chargeback');
  await turn(id, 'win');
  expect((await running.press(`/_charges/${charge}/dispute`)).status).toBe(400);
  const other = await paid(running);
  await stripe.refunds.create({ charge: other.charge });
  expect((await running.press(`/_charges/${other.charge}/dispute`)).status).toBe(400);
});

test('disputes are listed by charge and PaymentIntent', async () => {
  const other = await paid(running);
  const { id } = await disputed('chargeback');
  expect((await stripe.disputes.list({ charge })).data.map((dispute) => dispute.id)).toEqual([id]);
  expect((await stripe.disputes.list({ payment_intent: other.intent })).data).toEqual([]);
});

test('a warning of fraud calls for action until the charge is refunded', async () => {
  await running.press(`/_charges/${charge}/warn`);
  const [warning] = (await stripe.radar.earlyFraudWarnings.list({ charge })).data;
  expect(warning).toMatchObject({ actionable: true, fraud_type: 'made_with_stolen_card' });
  await stripe.refunds.create({ charge });
  expect(await stripe.radar.earlyFraudWarnings.retrieve(warning?.id ?? '')).toMatchObject({
    actionable: false,
  });
  expect(await running.events('radar')).toEqual([
    'radar.early_fraud_warning.created',
    'radar.early_fraud_warning.updated',
  ]);
});
