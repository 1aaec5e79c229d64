import fc from 'fast-check';
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { Account } from '../../stripe/account.ts';
import { ApiError } from '../../stripe/api-error.ts';
import { discountsOf } from '../../stripe/catalog/discounts.ts';
import { disputeTurns, openDispute, turnDispute } from '../../stripe/money/disputes.ts';
import { createRefund, refundBeginnings, refundOutcomes, settleRefund } from '../../stripe/money/refunds.ts';
import { Payments, payerActions } from '../../stripe/payments.ts';
import { createSession } from '../../stripe/session-params.ts';
import { State } from '../../stripe/state.ts';

const cents = 10_000;
const step = fc.oneof(
  fc.record({ kind: fc.constant('pay' as const), action: fc.constantFrom(...payerActions) }),
  fc.record({
    kind: fc.constant('refund' as const),
    amount: fc.option(fc.integer({ min: 1, max: cents / 2 }), { nil: undefined }),
    begins: fc.constantFrom(...refundBeginnings),
  }),
  fc.record({
    kind: fc.constant('settle' as const),
    which: fc.nat(9),
    outcome: fc.constantFrom(...refundOutcomes),
  }),
  fc.record({
    kind: fc.constant('dispute' as const),
    as: fc.constantFrom('chargeback' as const, 'inquiry' as const),
  }),
  fc.record({ kind: fc.constant('turn' as const), turn: fc.constantFrom(...disputeTurns) }),
);
const first = fc.constantFrom('card' as const, 'card-slow-refunds' as const, 'bank' as const);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('whatever happens to a payment, the sums of its objects agree', () => {
  fc.assert(
    fc.property(first, fc.array(step, { maxLength: 25 }), (action, steps) => {
      const played = play([{ kind: 'pay', action }, ...steps]);
      for (const charge of played.records.charges) checkCharge(played, charge);
      for (const event of played.records.events) expect(event.data.object).toBeTypeOf('object');
    }),
    { numRuns: 1_500 },
  );
});

function play(steps: readonly Step[]): Account {
  const state = new State();
  const account = new Account({
    state,
    livemode: false,
    now: () => 1_800_000_000_000,
    onEvent: () => undefined,
    baseUrl: () => '',
  });
  const payments = new Payments(account);
  const line = {
    price_data: { currency: 'usd', unit_amount: String(cents), product_data: { name: 'Entry' } },
  };
  const params = createSession.parse({
    mode: 'payment',
    success_url: 'http://localhost/',
    line_items: [line],
  });
  const { id } = payments.create(params);
  for (const given of steps) {
    try {
      act(given);
    } catch (error) {
      // What is not possible now is refused, and must not have changed anything.
      if (!(error instanceof ApiError)) throw error;
    }
  }
  return account;

  function act(given: Step): void {
    const { charges, refunds, disputes } = account.records;
    const charge = charges.at(-1);
    if (given.kind === 'pay') payments.act(id, given.action);
    else if (given.kind === 'refund' && charge) {
      createRefund(account, { charge: charge.id, amount: given.amount }, undefined, given.begins);
    } else if (given.kind === 'settle') {
      const refund = refunds[given.which % Math.max(1, refunds.length)];
      if (refund) settleRefund(account, refund, given.outcome);
    } else if (given.kind === 'dispute' && charge) openDispute(account, charge, given.as);
    else if (given.kind === 'turn' && disputes[0]) turnDispute(account, disputes[0], given.turn);
  }
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

function checkCharge({ records }: Account, charge: Stripe.Charge): void {
  const refunds = records.refunds.filter((refund) => refund.charge === charge.id);
  const counted = refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled');
  expect(charge.amount_refunded).toBe(sum(counted.map(({ amount }) => amount)));
  expect(charge.refunded).toBe(charge.amount_refunded === charge.amount);
  expect(charge.amount_refunded).toBeLessThanOrEqual(charge.amount);

  const disputes = records.disputes.filter((dispute) => dispute.charge === charge.id);
  const moved = sum(disputes.flatMap((dispute) => dispute.balance_transactions.map(({ amount }) => amount)));
  const isOut = disputes.some(({ status }) => ['needs_response', 'under_review', 'lost'].includes(status));
  expect(moved).toBe(isOut ? -sum(disputes.map(({ amount }) => amount)) : 0);

  // No money leaves twice: what a dispute takes was not refunded.
  expect(charge.amount_refunded - moved).toBeLessThanOrEqual(charge.amount);

  const of = new Set<unknown>([charge.id, ...refunds.map(({ id }) => id), ...disputes.map(({ id }) => id)]);
  const balance = sum(
    records.balanceTransactions.filter(({ source }) => of.has(source)).map(({ amount }) => amount),
  );
  const settled = sum(
    counted.filter((refund) => refund.balance_transaction !== null).map(({ amount }) => amount),
  );
  const came = charge.status === 'succeeded' ? charge.amount : 0;
  expect(balance).toBe(came - settled + moved);
}

test('a discount is what the coupon says, spread so that the lines add up and none is below nothing', () => {
  const coupon = fc.oneof(
    fc.record({
      percent_off: fc.double({ min: 0.01, max: 100, noNaN: true }),
      amount_off: fc.constant(null),
    }),
    fc.record({ percent_off: fc.constant(null), amount_off: fc.integer({ min: 1, max: 100_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(50_000), { minLength: 1, maxLength: 12 }), coupon, (amounts, given) => {
      const subtotal = sum(amounts);
      const shares = discountsOf(amounts, given);
      const whole =
        given.percent_off === null ? given.amount_off : Math.round((subtotal * given.percent_off) / 100);
      expect(sum(shares)).toBe(Math.min(whole, subtotal));
      shares.forEach((share, index) => {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(amounts[index] ?? 0);
      });
    }),
  );
});
