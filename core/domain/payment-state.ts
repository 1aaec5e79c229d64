/**
 * What the money behind a registration makes of it. The state is in the registration's attribute `payment_state`, so
 * these words are stored and must not change. `core/money/standing.ts` decides which one it is.
 */
import type { AttributeValue } from './attribute-value.ts';
import { extentOf, includes } from './forgotten.ts';

interface Consequences {
  /** Whether its badge is printed on sheets. */
  printed: boolean;
  /** Whether its badge is in the bucket and in Drive. */
  badge: boolean;
  /** Whether it takes part in the draw. */
  inDraw: boolean;
  /** Whether the person counts as registered, so that another entry about the same person is a duplicate. */
  registered: boolean;
}

const takesPart: Consequences = { printed: true, badge: true, inDraw: true, registered: true };
const cancelled: Consequences = { printed: false, badge: false, inDraw: false, registered: false };

export const paymentStates = {
  /** Nothing was paid. */
  unpaid: cancelled,
  /** A bank debit is on its way. */
  pending: cancelled,
  /** A dispute has taken the money, and is not decided. */
  'on hold': { printed: false, badge: false, inDraw: true, registered: true },
  'dispute lost': cancelled,
  refunded: cancelled,
  /** All of it is being refunded; the badge leaves Drive once that has succeeded. */
  'refund pending': { printed: false, badge: true, inDraw: false, registered: true },
  paid: takesPart,
} as const satisfies Record<string, Consequences>;

export type PaymentState = keyof typeof paymentStates;

/** The attribute of a registration that has its state; one without it is paid, or needs no payment. */
export const paymentStateAttribute = 'payment_state';

/** The states of a registration whose payment has come, and may have gone back since. */
export type RegisteredState = Exclude<PaymentState, 'unpaid' | 'pending'>;

/**
 * What follows from a registration's money. One whose pictures are forgotten has no badge any more.
 * @param row of the registrations table.
 */
export function consequencesFor(row: Record<string, AttributeValue>): Consequences {
  const consequences = paymentStates[paymentStateOf(row)];
  return includes(extentOf(row), 'pictures')
    ? { ...consequences, badge: false, printed: false }
    : consequences;
}

/** The state that is noted on a row of the registrations table. */
export function paymentStateOf(row: Record<string, AttributeValue>): PaymentState {
  const state = row[paymentStateAttribute]?.S ?? '';
  return Object.hasOwn(paymentStates, state) ? (state as PaymentState) : 'paid';
}
