import type { CheckoutSessionFacts, StripeSessions } from '../../../core/clients/stripe.ts';
import {
  CheckoutSessionExpiredError,
  PaymentMismatchError,
  PaymentPendingError,
} from '../../../core/domain/errors.ts';

/** What a payment has to be to count for the stage. */
export interface PaymentExpectation {
  mode: 'live' | 'test';
  /** ISO 4217, in either case. */
  currency: string;
}

/**
 * Confirms that an entry's Checkout Session is paid, by the session as Stripe has it now: an event, or the word of
 * the form, is no evidence. The PaymentIntent is null for an order that cost nothing.
 *
 * @throws PaymentMismatchError, CheckoutSessionExpiredError, PaymentPendingError, and what `retrieveSession` throws.
 */
export async function confirmPayment(
  { entryId, sessionId }: { entryId: string; sessionId: string },
  { stripe, stage }: { stripe: Pick<StripeSessions, 'retrieveSession'>; stage: PaymentExpectation },
): Promise<{ paymentIntentId: string | null }> {
  const session = await stripe.retrieveSession(sessionId);
  expectFit(entryId, session, stage);
  if (isPaid(session)) return { paymentIntentId: session.paymentIntentId };
  if (session.status === 'expired') {
    throw new CheckoutSessionExpiredError(`entry ${entryId}: its Checkout Session expired without a payment`);
  }
  throw new PaymentPendingError(
    `entry ${entryId}: its Checkout Session is ${session.status}, its payment ${session.paymentStatus}`,
  );
}

function expectFit(entryId: string, session: CheckoutSessionFacts, stage: PaymentExpectation): void {
  const checks = [
    { field: 'livemode', expected: stage.mode, found: session.livemode ? 'live' : 'test' },
    { field: 'mode', expected: 'payment', found: session.mode },
    { field: 'currency', expected: stage.currency.toLowerCase(), found: session.currency ?? 'none' },
  ];
  for (const { field, expected, found } of checks) {
    if (found !== expected) {
      throw new PaymentMismatchError(`entry ${entryId}: ${field}: expected ${expected}, found ${found}`);
    }
  }
}

/** An order that costs nothing is one only once it is placed: while its page is open it needs no payment either. */
function isPaid({ status, paymentStatus }: CheckoutSessionFacts): boolean {
  return paymentStatus === 'paid' || (paymentStatus === 'no_payment_required' && status === 'complete');
}
