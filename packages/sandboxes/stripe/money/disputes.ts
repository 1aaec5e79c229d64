import type Stripe from 'stripe';
import { type Account, change } from '../account.ts';
import { invalidRequest, missing } from '../api-error.ts';
import { newId } from '../ids.ts';
import { bookAmount } from './balance.ts';
import { findCharge, meansOf } from './charges.ts';
import { answeredWarnings } from './fraud-warnings.ts';

const secondsADay = 24 * 60 * 60;
const answerWithinDays = 9;
const disputeFee = 1_500;

const closedStatuses = ['won', 'lost', 'warning_closed', 'prevented'] as const;
type ClosedStatus = (typeof closedStatuses)[number];

const isClosed = ({ status }: Stripe.Dispute) => closedStatuses.some((closed) => closed === status);

/** What can happen to a dispute. `answer` sends evidence; the others are up to the bank. */
export const disputeTurns = ['answer', 'win', 'lose', 'escalate', 'end-inquiry'] as const;
export type DisputeTurn = (typeof disputeTurns)[number];
const isInquiry = ({ status }: Stripe.Dispute) => status.startsWith('warning_');

export function turnsOf(dispute: Stripe.Dispute): readonly DisputeTurn[] {
  if (isClosed(dispute)) return [];
  return isInquiry(dispute) ? ['answer', 'escalate', 'end-inquiry'] : ['answer', 'win', 'lose'];
}

/**
 * The payer disputes what is left of a charge. An inquiry takes no money yet.
 * @throws ApiError 400 when the charge cannot be disputed.
 */
export function openDispute(
  account: Account,
  charge: Stripe.Charge,
  kind: 'chargeback' | 'inquiry',
): Stripe.Dispute {
  if (charge.status !== 'succeeded' || charge.refunded) {
    throw invalidRequest('Only a charge that succeeded and is not refunded can be disputed.');
  }
  if (charge.disputed) throw invalidRequest(`Charge ${charge.id} was disputed before.`);
  const dispute = newDispute(account, charge, kind);
  account.records.disputes.push(dispute);
  charge.disputed = true;
  account.emit('charge.dispute.created', dispute);
  if (kind === 'chargeback') withdrawFunds(account, dispute);
  answeredWarnings(account, charge.id);
  return dispute;
}

/** @throws ApiError 400 when the dispute's status does not allow it. */
export function turnDispute(account: Account, dispute: Stripe.Dispute, turn: DisputeTurn): void {
  if (!turnsOf(dispute).includes(turn)) {
    throw invalidRequest(`This dispute's status is ${dispute.status}: ${turn} is not possible.`);
  }
  if (turn === 'answer') {
    updateDispute(account, dispute, { evidence: { uncategorized_text: 'Attached.' }, submit: true });
  } else if (turn === 'escalate') {
    const charge = findCharge(account, String(dispute.charge));
    const amount = charge.amount - charge.amount_refunded;
    const previous = change(dispute, { status: 'needs_response', is_charge_refundable: false, amount });
    account.emit('charge.dispute.updated', dispute, undefined, previous);
    withdrawFunds(account, dispute);
  } else if (turn === 'end-inquiry') closeDispute(account, dispute, 'warning_closed');
  else closeDispute(account, dispute, turn === 'win' ? 'won' : 'lost');
}

/** Funds that were withdrawn come back when the dispute is won. */
export function closeDispute(
  account: Account,
  dispute: Stripe.Dispute,
  status: ClosedStatus,
  request?: Stripe.Event.Request,
): void {
  if (isClosed(dispute)) throw invalidRequest('This dispute is already closed.');
  const previous = change(dispute, { status, is_charge_refundable: status !== 'lost' });
  account.emit('charge.dispute.closed', dispute, request, previous);
  if (status === 'won') moveFunds(account, dispute, dispute.amount, 'charge.dispute.funds_reinstated');
}

/** Text of the evidence that replaces what was there; files are not supported. */
export type EvidenceText = Partial<
  Record<Exclude<keyof Stripe.Dispute.Evidence, 'appeal' | 'enhanced_evidence'>, string>
>;

/** @throws ApiError 400 when the dispute is closed. */
export function updateDispute(
  account: Account,
  dispute: Stripe.Dispute,
  {
    evidence,
    metadata,
    submit,
  }: { evidence?: EvidenceText; metadata?: Record<string, string>; submit: boolean },
  request?: Stripe.Event.Request,
): void {
  if (evidence && isClosed(dispute)) throw invalidRequest('This dispute is already closed.');
  const changes: Partial<Stripe.Dispute> = metadata ? { metadata } : {};
  if (evidence) {
    const { evidence_details } = dispute;
    changes.evidence = { ...dispute.evidence, ...evidence };
    changes.evidence_details = { ...evidence_details, has_evidence: true };
    if (submit) {
      changes.status = isInquiry(dispute) ? 'warning_under_review' : 'under_review';
      changes.evidence_details.submission_count += 1;
      changes.evidence_details.submission_method = 'manual';
    }
  }
  const previous = change(dispute, changes);
  account.emit('charge.dispute.updated', dispute, request, previous);
}

/** The dispute of a charge that is open or was lost: it decides whether the charge can be refunded. */
export function disputeInForce({ records }: Account, chargeId: string): Stripe.Dispute | undefined {
  return records.disputes.find(
    ({ charge, status }) => charge === chargeId && status !== 'won' && status !== 'warning_closed',
  );
}

/** @throws ApiError 404. */
export function findDispute({ records }: Account, id: string): Stripe.Dispute {
  const found = records.disputes.find((dispute) => dispute.id === id);
  if (!found) throw missing('dispute', id, 'dispute');
  return found;
}

function withdrawFunds(account: Account, dispute: Stripe.Dispute): void {
  moveFunds(account, dispute, -dispute.amount, 'charge.dispute.funds_withdrawn', disputeFee);
}

function moveFunds(
  account: Account,
  dispute: Stripe.Dispute,
  amount: number,
  type: 'charge.dispute.funds_withdrawn' | 'charge.dispute.funds_reinstated',
  fee = 0,
): void {
  const { currency, id: source, balance_transactions } = dispute;
  const transaction = bookAmount(account, { type: 'adjustment', amount, fee, currency, source });
  const previous = change(dispute, { balance_transactions: [...balance_transactions, transaction] });
  account.emit(type, dispute, undefined, previous);
}

function newDispute(account: Account, charge: Stripe.Charge, kind: 'chargeback' | 'inquiry'): Stripe.Dispute {
  const means = meansOf(charge);
  return {
    id: newId('du_'),
    object: 'dispute',
    amount: charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    ...account.origin(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: account.now() + answerWithinDays * secondsADay,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: kind === 'inquiry',
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details:
      means === 'bank'
        ? undefined
        : {
            type: 'card',
            card: {
              brand: 'visa',
              case_type: kind,
              network: 'visa',
              network_reason_code: '10.4',
            },
          },
    reason: means === 'bank' ? 'debit_not_authorized' : 'fraudulent',
    status: kind === 'inquiry' ? 'warning_needs_response' : 'needs_response',
  };
}

function noEvidence(): Stripe.Dispute.Evidence {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}

export const evidenceNames = Object.keys(noEvidence()).filter((name) => name !== 'enhanced_evidence');
