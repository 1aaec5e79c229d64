/** What somebody should hear about a payment, after it was made. */
import type { FamilyNews } from '../domain/payment-change.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { isDecided, isInquiry, isUnderWay, type Standing } from './standing.ts';

/** What there is to report to the organisers. */
export type NewsCode =
  | 'refunded'
  | 'partly-refunded'
  | 'refund-pending'
  | 'refund-slow'
  | 'refund-failed'
  | 'disputed'
  | 'inquiry'
  | 'dispute-won'
  | 'dispute-lost'
  | 'fraud-warning'
  | 'paid-twice';

export interface News {
  /** The same for the same piece of news, however often it is read: `re_… refund-failed`. */
  key: string;
  code: NewsCode;
  /** Of the refund or dispute, in the currency's smallest unit. */
  amount?: number;
  /** Until when evidence can be sent, in epoch seconds. */
  dueBy?: number;
  /** Stripe's word for why: a refund's pending or failure reason, a dispute's reason. */
  reason?: string;
  /** Somebody has to act: a mail at once. What is not urgent is in the next digest. */
  urgent: boolean;
}

const slowRefundSeconds = 5 * 24 * 60 * 60;

/** Everything there is to report about a payment as it is now. @param now epoch milliseconds. */
export function newsOf(reading: PaymentReading, standing: Standing, now: number): News[] {
  return [
    ...reading.refunds.flatMap((refund) => refundNews(refund, standing, now)),
    ...reading.disputes.flatMap(disputeNews),
    ...reading.warnings
      .filter(({ actionable }) => actionable)
      .map(({ id }) => piece(id, 'fraud-warning', { urgent: true })),
    ...(standing.paidTwice ? [piece(reading.session.id, 'paid-twice', { urgent: true })] : []),
  ];
}

function refundNews(
  { id, status, amount, created, pendingReason, failureReason }: PaymentReading['refunds'][number],
  { state }: Standing,
  now: number,
): News[] {
  if (status === 'failed') {
    return [piece(id, 'refund-failed', { amount, reason: failureReason, urgent: true })];
  }
  if (status === 'succeeded') {
    // The same piece of news, even if another refund has returned the rest since.
    const key = `${id} succeeded`;
    return [
      { ...piece(id, state === 'refunded' ? 'refunded' : 'partly-refunded', { amount, urgent: false }), key },
    ];
  }
  if (!isUnderWay(status)) return [];
  const slow = now / 1_000 - created > slowRefundSeconds;
  const reason = status === 'requires_action' ? status : pendingReason;
  return [piece(id, slow ? 'refund-slow' : 'refund-pending', { amount, reason, urgent: slow })];
}

function disputeNews({ id, status, amount, dueBy, reason }: PaymentReading['disputes'][number]): News[] {
  if (status === 'won') return [piece(id, 'dispute-won', { amount, urgent: false })];
  if (status === 'lost') return [piece(id, 'dispute-lost', { amount, reason, urgent: true })];
  if (isDecided(status)) return [];
  return [piece(id, isInquiry(status) ? 'inquiry' : 'disputed', { amount, dueBy, reason, urgent: true })];
}

function piece(
  id: string,
  code: NewsCode,
  {
    amount,
    dueBy,
    reason,
    urgent,
  }: { amount?: number; dueBy?: number | null; reason?: string | null; urgent: boolean },
): News {
  return {
    key: `${id} ${code}`,
    code,
    ...(amount !== undefined && { amount }),
    ...(dueBy !== undefined && dueBy !== null && { dueBy }),
    ...(reason !== undefined && reason !== null && { reason }),
    urgent,
  };
}

/**
 * What the family should hear, if it has not yet.
 * @param registered whether the entry has a registration: only that can be cancelled.
 */
export function familyNewsOf(
  { session, paymentIntentId, charges }: PaymentReading,
  { state }: Standing,
  registered: boolean,
): FamilyNews | undefined {
  if (registered) return state === 'refunded' || state === 'dispute lost' ? state : undefined;
  if (state === 'pending') return 'payment on its way';
  if (state !== 'unpaid') return undefined;
  // Before anybody tried to pay, Stripe makes no PaymentIntent: whoever only looked at the page hears nothing.
  if (session.status === 'expired') return paymentIntentId === null ? undefined : 'payment page expired';
  const failed = session.status === 'complete' && charges.some(({ status }) => status === 'failed');
  return failed ? 'payment failed' : undefined;
}
