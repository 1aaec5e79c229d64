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
  /** Of the refund, dispute or early fraud warning, or of the Checkout Session. */
  id: string;
  /** Of the refund or dispute, in the currency's smallest unit. */
  amount?: number;
  /** ISO 4217, lower case: the amount's. */
  currency: string;
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
  const { session, refunds, disputes, warnings, currency } = reading;
  return [
    ...refunds.flatMap((refund) => refundNews(refund, currency, standing, now)),
    ...disputes.flatMap(disputeNews),
    ...warnings
      .filter(({ actionable }) => actionable)
      .map(({ id }) => piece(id, 'fraud-warning', { currency, urgent: true })),
    ...(standing.paidTwice ? [piece(session.id, 'paid-twice', { currency, urgent: true })] : []),
  ];
}

function refundNews(
  { id, status, amount, created, pendingReason, failureReason }: PaymentReading['refunds'][number],
  currency: string,
  { state }: Standing,
  now: number,
): News[] {
  const of = { amount, currency };
  if (status === 'failed') {
    return [piece(id, 'refund-failed', { ...of, reason: failureReason, urgent: true })];
  }
  if (status === 'succeeded') {
    // The same piece of news, even if another refund has returned the rest since.
    const key = `${id} succeeded`;
    const code = state === 'refunded' ? 'refunded' : 'partly-refunded';
    return [{ ...piece(id, code, { ...of, urgent: false }), key }];
  }
  if (!isUnderWay(status)) return [];
  const slow = now / 1_000 - created > slowRefundSeconds;
  const reason = status === 'requires_action' ? status : pendingReason;
  return [piece(id, slow ? 'refund-slow' : 'refund-pending', { ...of, reason, urgent: slow })];
}

function disputeNews(dispute: PaymentReading['disputes'][number]): News[] {
  const { id, status, amount, currency, dueBy, reason } = dispute;
  const of = { amount, currency };
  if (status === 'won') return [piece(id, 'dispute-won', { ...of, urgent: false })];
  if (status === 'lost') return [piece(id, 'dispute-lost', { ...of, reason, urgent: true })];
  if (isDecided(status)) return [];
  return [piece(id, isInquiry(status) ? 'inquiry' : 'disputed', { ...of, dueBy, reason, urgent: true })];
}

function piece(
  id: string,
  code: NewsCode,
  {
    amount,
    currency,
    dueBy,
    reason,
    urgent,
  }: Pick<News, 'amount' | 'currency' | 'urgent'> & { dueBy?: number | null; reason?: string | null },
): News {
  return {
    key: `${id} ${code}`,
    code,
    id,
    currency,
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
