import type { Entries } from '../../../core/clients/entries.ts';
import type { StripeSessions } from '../../../core/clients/stripe.ts';
import type { CheckoutSessionFacts } from '../../../core/clients/stripe-objects.ts';
import {
  CheckoutSessionExpiredError,
  PaymentMismatchError,
  PaymentPendingError,
} from '../../../core/domain/errors.ts';
import type { AdmittedEntry, ValidatedEntry } from '../../../core/domain/state.ts';
import { checkMinimum, checkPrice } from '../../../core/money/price-check.ts';
import type { MinimumPrices, PriceList } from '../../../core/money/price-list.ts';

/** What a payment has to be to count for the stage. */
export interface PaymentExpectation {
  mode: 'live' | 'test';
  /** ISO 4217, in either case. */
  currency: string;
}

/** What entries should cost, where the stage says so. */
export type Pricing =
  | { list: PriceList; timeZone: string; entries: Pick<Entries, 'get'> }
  | { minimum: MinimumPrices };

export interface ConfirmPaymentDependencies {
  stripe: Pick<StripeSessions, 'retrieveSession' | 'retrievePurchase'>;
  stage: PaymentExpectation;
  pricing?: Pricing;
}

/**
 * Confirms that an entry's Checkout Session is paid, by the session as Stripe has it now: an event, or the word of
 * the form, is no evidence. The PaymentIntent is null for an order that cost nothing. Where the stage says what entries
 * cost, a payment of something else is a finding, and one of less a refusal where the stage is strict.
 *
 * @throws PaymentMismatchError, CheckoutSessionExpiredError, PaymentPendingError, and what `retrieveSession` throws.
 */
export async function confirmPayment(
  { entryId, validated: { registrationType }, acceptPrice }: ValidatedEntry,
  { stripe, stage, pricing }: ConfirmPaymentDependencies,
): Promise<NonNullable<AdmittedEntry['payment']>> {
  // An entry that needs a payment is named by its Checkout Session.
  const sessionId = entryId;
  const currency = stage.currency.toLowerCase();
  if (pricing && 'list' in pricing) {
    const { list, timeZone, entries } = pricing;
    const couponNames = list.coupons.some(({ name }) => name !== undefined);
    const purchase = await stripe.retrievePurchase(sessionId, { couponNames });
    expectPaid(entryId, purchase, stage);
    const entry = await entries.get(entryId);
    const { findings, shortfall } = checkPrice(entry, purchase, list, { currency, timeZone });
    const refused = list[registrationType]?.strict && !acceptPrice;
    const { paymentIntentId } = purchase;
    return { paymentIntentId, findings, ...(refused && shortfall && { refusal: shortfall }) };
  }
  const session = await stripe.retrieveSession(sessionId);
  expectPaid(entryId, session, stage);
  const { paymentIntentId, amountTotal } = session;
  if (!pricing) return { paymentIntentId };
  const findings = checkMinimum(registrationType, amountTotal ?? 0, pricing.minimum, currency);
  return { paymentIntentId, findings };
}

function expectPaid(entryId: string, session: CheckoutSessionFacts, stage: PaymentExpectation): void {
  expectFit(entryId, session, stage);
  if (isPaid(session)) return;
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
