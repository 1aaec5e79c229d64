import type Stripe from 'stripe';
import { type Account, change } from '../account.ts';
import { invalidRequest, missing } from '../api-error.ts';
import { newId } from '../ids.ts';
import { bookAmount } from './balance.ts';
import { cardOfPendingRefunds, findCharge, meansOf } from './charges.ts';
import { closeDispute, disputeInForce } from './disputes.ts';
import { answeredWarnings } from './fraud-warnings.ts';
import { findIntent } from './intents.ts';

/** How a refund can go on from each status; what is absent is final. Source: https://docs.stripe.com/refunds */
const onwards: Record<string, readonly RefundOutcome[]> = {
  pending: ['succeeded', 'failed'],
  requires_action: ['succeeded', 'failed', 'canceled'],
  // The card may have been closed: the money then comes back to the account, sometimes weeks later.
  succeeded: ['failed'],
};
export const refundOutcomes = ['succeeded', 'failed', 'canceled'] as const;
export type RefundOutcome = (typeof refundOutcomes)[number];

export const outcomesOf = ({ status }: Stripe.Refund) => onwards[status ?? ''] ?? [];

/** How a refund begins: in the usual way for its means of payment, or as the page asks for. */
export const refundBeginnings = ['usual', 'insufficient_funds', 'requires_action'] as const;
export type RefundBeginning = (typeof refundBeginnings)[number];

export interface RefundParams {
  charge?: string;
  payment_intent?: string;
  amount?: number;
  reason?: Stripe.Refund.Reason;
  metadata?: Record<string, string>;
  instructions_email?: string;
}

/** @throws ApiError 404 of the charge or PaymentIntent; 400 when that much cannot be refunded. */
export function createRefund(
  account: Account,
  params: RefundParams,
  request?: Stripe.Event.Request,
  beginning: RefundBeginning = 'usual',
): Stripe.Refund {
  const charge = chargeToRefund(account, params);
  const left = charge.amount - charge.amount_refunded;
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const dispute = disputeInForce(account, charge.id);
  if (dispute && !dispute.is_charge_refundable) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  const amount = params.amount ?? left;
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}), in the smallest unit of ${charge.currency}`,
      { param: 'amount' },
    );
  }
  const refund = newRefund(account, charge, amount, params);
  account.records.refunds.push(refund);
  begin(account, refund, charge, beginning, params.instructions_email);
  account.emit('refund.created', refund, request);
  moveRefunded(account, charge, amount, request);
  if (charge.refunded && dispute) closeDispute(account, dispute, 'warning_closed', request);
  if (charge.refunded) answeredWarnings(account, charge.id);
  return refund;
}

/** @throws ApiError 404. */
export function findRefund({ records }: Account, id: string): Stripe.Refund {
  const found = records.refunds.find((refund) => refund.id === id);
  if (!found) throw missing('refund', id, 'refund');
  return found;
}

/**
 * Settles a refund: the payer's bank decides, or for `canceled` the account's owner.
 * @throws ApiError 400 when the refund's status does not allow it.
 */
export function settleRefund(
  account: Account,
  refund: Stripe.Refund,
  outcome: RefundOutcome,
  request?: Stripe.Event.Request,
): void {
  if (!outcomesOf(refund).includes(outcome)) {
    throw invalidRequest(`This refund's status is ${refund.status}: it cannot become ${outcome}.`);
  }
  const charge = findCharge(account, String(refund.charge));
  const changes: Partial<Stripe.Refund> = { status: outcome };
  if (outcome === 'succeeded' && refund.balance_transaction === null) {
    changes.balance_transaction = bookRefund(account, refund, charge);
  }
  if (outcome !== 'succeeded' && refund.balance_transaction !== null) {
    changes.failure_balance_transaction = bookAmount(account, {
      type: 'refund_failure',
      amount: refund.amount,
      currency: refund.currency,
      source: refund.id,
    }).id;
  }
  if (outcome === 'failed') changes.failure_reason = 'expired_or_canceled_card';
  if (outcome === 'failed' && meansOf(charge) === 'bank') changes.failure_reason = 'unknown';
  updateRefund(account, refund, changes, request);
  if (outcome === 'succeeded') return;
  change(charge, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  if (outcome === 'failed') account.emit('refund.failed', refund, request);
}

/** Changes a refund and emits the event of that, also under its older name. */
export function updateRefund(
  account: Account,
  refund: Stripe.Refund,
  changes: Partial<Stripe.Refund>,
  request?: Stripe.Event.Request,
): void {
  const previous = change(refund, changes);
  if (refund.status !== 'pending') delete refund.pending_reason;
  if (refund.status !== 'requires_action') delete refund.next_action;
  account.emit('refund.updated', refund, request, previous);
  account.emit('charge.refund.updated', refund, request, previous);
}

/** Once a bank debit has succeeded or failed, the refunds that waited for it go on or fail. */
export function chargeDecided(account: Account, charge: Stripe.Charge): void {
  for (const refund of account.records.refunds) {
    if (refund.charge !== charge.id || refund.pending_reason !== 'charge_pending') continue;
    if (charge.status === 'failed') settleRefund(account, refund, 'failed');
    else {
      const balance_transaction = bookRefund(account, refund, charge);
      updateRefund(account, refund, { pending_reason: 'processing', balance_transaction });
    }
  }
}

function chargeToRefund(account: Account, params: RefundParams): Stripe.Charge {
  const { payment_intent } = params;
  if (payment_intent === undefined && params.charge === undefined) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  }
  const intent =
    payment_intent === undefined ? undefined : findIntent(account, payment_intent, 'payment_intent');
  const id = params.charge ?? intent?.latest_charge;
  const charge = id ? findCharge(account, id, 'charge') : undefined;
  if (!charge || charge.status === 'failed') {
    throw invalidRequest(
      intent
        ? `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`
        : `Charge ${id} did not succeed: it cannot be refunded.`,
    );
  }
  return charge;
}

/** Gives a new refund its first status. */
function begin(
  account: Account,
  refund: Stripe.Refund,
  charge: Stripe.Charge,
  beginning: RefundBeginning,
  email = 'payer@example.com',
): void {
  const means = meansOf(charge);
  refund.status = 'pending';
  if (beginning === 'requires_action') {
    refund.status = 'requires_action';
    refund.instructions_email = email;
    refund.next_action = {
      type: 'display_details',
      display_details: {
        email_sent: { email_sent_at: account.now(), email_sent_to: email },
        expires_at: account.now() + 30 * 24 * 60 * 60,
      },
    };
  } else if (charge.status === 'pending') refund.pending_reason = 'charge_pending';
  else if (beginning === 'insufficient_funds') refund.pending_reason = 'insufficient_funds';
  else {
    refund.balance_transaction = bookRefund(account, refund, charge);
    if (means === 'bank' || means.card === cardOfPendingRefunds) refund.pending_reason = 'processing';
    else refund.status = 'succeeded';
  }
}

function moveRefunded(
  account: Account,
  charge: Stripe.Charge,
  amount: number,
  request?: Stripe.Event.Request,
): void {
  const amount_refunded = charge.amount_refunded + amount;
  const previous = change(charge, { amount_refunded, refunded: amount_refunded === charge.amount });
  account.emit('charge.refunded', charge, request, previous);
}

function bookRefund(account: Account, refund: Stripe.Refund, charge: Stripe.Charge): string {
  const { id } = bookAmount(account, {
    type: meansOf(charge) === 'bank' ? 'payment_refund' : 'refund',
    amount: -refund.amount,
    currency: refund.currency,
    source: refund.id,
  });
  return id;
}

function newRefund(
  account: Account,
  charge: Stripe.Charge,
  amount: number,
  params: RefundParams,
): Stripe.Refund {
  const bank = meansOf(charge) === 'bank';
  return {
    id: newId(bank ? 'pyr_' : 're_'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: bank
      ? { type: 'us_bank_transfer', us_bank_transfer: { reference: null, reference_status: null } }
      : {
          type: 'card',
          card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
        },
    metadata: params.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'pending',
    transfer_reversal: null,
  };
}
