import type { Entries } from '../../../core/clients/entries.ts';
import type { StripeSessions } from '../../../core/clients/stripe.ts';
import type { CheckoutSessionFacts } from '../../../core/clients/stripe-objects.ts';
import type { StripePayments } from '../../../core/clients/stripe-payments.ts';
import {
  CheckoutSessionExpiredError,
  PaymentMismatchError,
  PaymentPendingError,
  PaymentReturnedError,
} from '../../../core/domain/errors.ts';
import type { AdmittedEntry, ValidatedEntry } from '../../../core/domain/state.ts';
import { checkMinimum, checkPrice } from '../../../core/money/price-check.ts';
import type { MinimumPrices, PriceList } from '../../../core/money/price-list.ts';
import { hasGoneBack, standingOf } from '../../../core/money/standing.ts';

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
  stripe: Pick<StripeSessions, 'retrieveSession' | 'retrievePurchase'> & Pick<StripePayments, 'readPayment'>;
  stage: PaymentExpectation;
  pricing?: Pricing;
}

/**
 * Confirms that an entry's Checkout Session is paid, by the session as Stripe has it now: an event, or the word of
 * the form, is no evidence. The PaymentIntent is null for an order that cost nothing. Where the stage says what entries
 * cost, a payment of something else is a finding, and one of less a refusal where the stage is strict.
 *
 * @throws PaymentMismatchError, CheckoutSessionExpiredError, PaymentPendingError, and what `retrieveSession` throws.
 * @throws PaymentReturnedError when all of it has gone back.
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
    await expectKept(entryId, purchase, stripe);
    const entry = await entries.get(entryId);
    const { shortfall, ...found } = checkPrice(entry, purchase, list, { currency, timeZone });
    const refused = list[registrationType]?.strict && !acceptPrice;
    return { ...paymentOf(purchase), ...found, ...(refused && shortfall && { refusal: shortfall }) };
  }
  const session = await stripe.retrieveSession(sessionId);
  expectPaid(entryId, session, stage);
  await expectKept(entryId, session, stripe);
  if (!pricing) return paymentOf(session);
  const findings = checkMinimum(registrationType, session.amountTotal ?? 0, pricing.minimum, currency);
  return { ...paymentOf(session), findings };
}

/** Without a charge to be read, the time when the payment page was made, which is a day earlier at most. */
function paymentOf({ paymentIntentId, charge, created }: CheckoutSessionFacts) {
  return { paymentIntentId, paidAt: charge?.created ?? created };
}

/** Looks more closely only at a payment of which something may have gone back. */
async function expectKept(
  entryId: string,
  { id, charge }: CheckoutSessionFacts,
  stripe: Pick<StripePayments, 'readPayment'>,
): Promise<void> {
  if (!charge?.questioned) return;
  const payment = await stripe.readPayment(id);
  const standing = payment && standingOf(payment.reading);
  if (standing && hasGoneBack(standing)) {
    throw new PaymentReturnedError(`entry ${entryId}: its payment has gone back: ${standing.state}`);
  }
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
