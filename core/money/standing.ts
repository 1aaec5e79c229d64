/**
 * What the money of a payment amounts to: a fold over Stripe's objects as they were last read. Nothing depends on the order
 * in which anything happened or was announced.
 */
import type { PaymentReading } from '../domain/payment-reading.ts';
import type { PaymentState, RegisteredState } from '../domain/payment-state.ts';

export interface Standing {
  state: PaymentState;
  /** Some of it went back, by a refund or a lost dispute, and some is left. */
  partlyRefunded: boolean;
  /** An inquiry, or an early fraud warning: no money has moved yet. */
  inquiry: boolean;
  warned: boolean;
  /** At least twice what the entry costs has been paid and kept. */
  paidTwice: boolean;
  sums: Sums;
}

/** All in the currency's smallest unit. */
export interface Sums {
  /** Of the charges that succeeded. */
  paid: number;
  /** Of the bank debits on their way. */
  pending: number;
  refunded: number;
  refundPending: number;
  /** Taken by disputes that are not decided. */
  onHold: number;
  /** Taken by disputes that were lost. */
  lost: number;
}

/**
 * A dispute's amount may differ from the charge's although it is about all of it, as exchange rates move:
 * https://docs.stripe.com/api/disputes/object
 */
const nearlyAll = 0.9;

/** The states in the order in which they are looked for: the first that holds is the one. */
const rules: readonly (readonly [
  state: PaymentState,
  holds: (sums: Sums, reading: PaymentReading) => boolean,
])[] = [
  ['on hold', ({ onHold }) => onHold > 0],
  ['dispute lost', ({ paid, refunded, lost }) => lost > 0 && lost + refunded >= nearlyAll * paid],
  ['refunded', ({ paid, refunded }) => paid > 0 && refunded >= paid],
  [
    'refund pending',
    ({ paid, refunded, refundPending }) => refundPending > 0 && refunded + refundPending >= paid,
  ],
  ['paid', ({ paid }, { session }) => paid > 0 || isPaid(session)],
  ['pending', ({ pending }) => pending > 0],
  ['unpaid', () => true],
];

export const statesInOrder = rules.map(([state]) => state);

/**
 * @param due what the entry should have cost, in the currency's smallest unit, where that is known.
 */
export function standingOf(reading: PaymentReading, due?: number): Standing {
  const { charges, refunds, warnings, currency } = reading;
  const paid = sum(charges.filter(({ status }) => status === 'succeeded'));
  const disputes = reading.disputes.map((dispute) =>
    dispute.currency === currency ? dispute : { ...dispute, amount: paid },
  );
  const open = disputes.filter(({ status }) => !isDecided(status));
  const sums: Sums = {
    paid,
    pending: sum(charges.filter(({ status }) => status === 'pending')),
    refunded: sum(refunds.filter(({ status }) => status === 'succeeded')),
    refundPending: sum(refunds.filter(({ status }) => isUnderWay(status))),
    onHold: sum(open.filter(({ withdrawn }) => withdrawn)),
    lost: sum(disputes.filter(({ status }) => status === 'lost')),
  };
  const state = rules.find(([, holds]) => holds(sums, reading))?.[0] ?? 'unpaid';
  const kept = sums.paid - sums.refunded - sums.refundPending - sums.lost;
  return {
    state,
    partlyRefunded: state === 'paid' && sums.refunded + sums.lost > 0,
    inquiry: open.some(({ status }) => isInquiry(status)),
    warned: warnings.some(({ actionable }) => actionable),
    paidTwice: due !== undefined && due > 0 && kept >= 2 * due,
    sums,
  };
}

/**
 * The state of a registration by this reading; undefined where the reading is from before the payment came, and so says
 * nothing about it: nobody is registered before that.
 */
export function registeredStateOf({ state }: Standing): RegisteredState | undefined {
  return state === 'unpaid' || state === 'pending' ? undefined : state;
}

/** All that was paid has gone back, by refunds or by a dispute that was lost. */
export const hasGoneBack = ({ state }: Standing) => state === 'refunded' || state === 'dispute lost';

/** A refund that may still succeed or fail. */
export const isUnderWay = (refundStatus: string) =>
  refundStatus === 'pending' || refundStatus === 'requires_action';

/** A question that the payer's bank asks before it takes any money. */
export const isInquiry = (disputeStatus: string) => disputeStatus.startsWith('warning_');

/** Nothing more happens to the dispute: a status that Stripe adds one day counts as open. */
export const isDecided = (disputeStatus: string) =>
  ['won', 'lost', 'warning_closed', 'prevented'].includes(disputeStatus);

const secondsADay = 24 * 60 * 60;
/** A refund can fail so long after it succeeded: https://docs.stripe.com/refunds#failed-refunds */
const refundMayFailSeconds = 30 * secondsADay;
const aDayMs = secondsADay * 1_000;

/**
 * When the payment should be read again although nothing was announced, in epoch milliseconds; undefined once nothing more
 * is expected to happen. A dispute that nobody has opened yet cannot be expected.
 */
export function lookAgainAt({
  charges,
  refunds,
  disputes,
  session,
  readAt,
}: PaymentReading): number | undefined {
  const moving =
    charges.some(({ status }) => status === 'pending') ||
    disputes.some(({ status }) => !isDecided(status)) ||
    refunds.some(
      ({ status, created }) =>
        isUnderWay(status) || (status === 'succeeded' && readAt / 1_000 < created + refundMayFailSeconds),
    ) ||
    (session.status === 'complete' && session.paymentStatus === 'unpaid' && charges.length === 0);
  return moving ? readAt + aDayMs : undefined;
}

/** Whether Stripe says of a Checkout Session that it is paid, which counts even where no charge was found. */
export function isPaid({
  status,
  paymentStatus,
}: Pick<PaymentReading['session'], 'status' | 'paymentStatus'>): boolean {
  return paymentStatus === 'paid' || (paymentStatus === 'no_payment_required' && status === 'complete');
}

function sum(items: readonly { amount: number }[]): number {
  return items.reduce((total, { amount }) => total + amount, 0);
}
