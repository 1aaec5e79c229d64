/**
 * What differs between Stripe and what is known of its payments here: pure comparisons. What is read, and in which order,
 * is the workflow's.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ListedPart, ListedSession } from '../clients/stripe-lists.ts';
import { DuplicateRegistrationError } from '../domain/errors.ts';
import type {
  DisputeReading,
  PaymentReading,
  RefundReading,
  WarningReading,
} from '../domain/payment-reading.ts';
import type { PaymentState } from '../domain/payment-state.ts';
import type { ComparedKind, Difference } from '../domain/reconcile.ts';
import { isPaid, registeredStateOf, standingOf } from './standing.ts';

/** What is known of a payment's entry. */
export interface KnownEntry {
  /** It has been registered, though its row may have been deleted since. */
  registered: boolean;
  /** The registration's row, with the payment's state as it has it. */
  row?: { state: PaymentState };
  /** Since when parts of it have needed attention, and why; ISO 8601, the name of an error. */
  marks: readonly { part: string; error: string; at: string }[];
  /** The payment when it was last read. */
  money?: PaymentReading;
}

/** How long something may need attention before it is reported once more. */
const patienceMs = 24 * 60 * 60 * 1_000;

/** How long after a reading its payment change may still be about to follow it. */
const underWayMs = 15 * 60 * 1_000;

/** The states of a payment that has gone back, or is going back: nobody is registered for it any more. */
const returned: readonly PaymentState[] = ['refunded', 'refund pending', 'dispute lost'];

/**
 * Compares a Checkout Session of the stage.
 * @param now epoch milliseconds.
 */
export function compareSession(session: ListedSession, known: KnownEntry, now: number): Difference[] {
  const about = aboutSession(session);
  const parked = known.marks
    .filter(({ at }) => now - Date.parse(at) > patienceMs)
    .map(({ part, error, at }): Difference => {
      const duplicate = part === 'registration' && error === DuplicateRegistrationError.errorName;
      return { code: duplicate ? 'duplicate' : 'parked', ...about, since: at };
    });
  return [
    ...(wasRead(session, known.money) ? [] : [{ code: 'unread' as const, ...about }]),
    ...outOfLine(known, about, now),
    // What needed attention before the payment went back needs it no more.
    ...(hasReturned(known) && !known.registered ? [] : parked.slice(0, 1)),
  ];
}

/** Whether a Checkout Session is paid, and nothing says why its entry is not registered. */
export function isUnexplained(session: ListedSession, known: KnownEntry): boolean {
  return (
    isPaid(session) &&
    !known.registered &&
    !known.marks.some(({ part }) => part === 'registration') &&
    !hasReturned(known)
  );
}

/**
 * What is to be done about a paid Checkout Session without a registration, by the status of its execution.
 * @param status undefined when there is none.
 */
export function compareExecution(
  session: ListedSession,
  status: string | undefined,
  now: number,
): Difference | undefined {
  const about = aboutSession(session);
  switch (status) {
    case undefined:
      return { code: 'not-started', ...about };
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      return undefined;
    case 'ABORTED':
      return now - session.created * 1_000 > patienceMs ? { code: 'stopped', ...about } : undefined;
    default:
      return { code: 'lost', ...about };
  }
}

/** The kinds of objects that are parts of a payment. */
export type PartKind = Exclude<ComparedKind, 'sessions' | 'unsettled'>;
export type Part = ListedPart<RefundReading | DisputeReading | WarningReading>;

/** Compares a refund, dispute or early fraud warning with its payment as it was last read. */
export function comparePart(
  kind: PartKind,
  { reading, paymentIntentId }: Part,
  entryId: string,
  known: KnownEntry,
  now: number,
): Difference[] {
  const about = { id: reading.id, entryId, ...(paymentIntentId !== null && { paymentIntentId }) };
  const kept = known.money?.[kind].find(({ id }) => id === reading.id);
  return isDeepStrictEqual(kept, reading) ? outOfLine(known, about, now) : [{ code: 'unread', ...about }];
}

const aboutSession = ({ id, paymentIntentId }: ListedSession) => ({
  id,
  entryId: id,
  ...(paymentIntentId !== null && { paymentIntentId }),
});

/** Only what has happened after a payment, or in place of one, has to have been read. */
function wasRead(
  { status, paymentStatus, paymentIntentId }: ListedSession,
  money: PaymentReading | undefined,
): boolean {
  if (money) return money.session.status === status && money.session.paymentStatus === paymentStatus;
  if (status === 'expired') return paymentIntentId === null;
  return !(status === 'complete' && paymentStatus === 'unpaid');
}

function outOfLine(
  { money, row }: KnownEntry,
  about: { id: string; entryId: string },
  now: number,
): Difference[] {
  if (!money || !row || now - money.readAt < underWayMs) return [];
  const state = registeredStateOf(standingOf(money));
  return state === undefined || state === row.state ? [] : [{ code: 'out-of-line', ...about }];
}

const hasReturned = ({ money }: KnownEntry) =>
  money !== undefined && returned.includes(standingOf(money).state);
