import Stripe from 'stripe';
import type * as z from 'zod';
import { CheckoutSessionNotFoundError, StripeAccessDeniedError } from '../domain/errors.ts';
import {
  allPages,
  asked,
  connectStripe,
  foreignAnswer,
  parsedAs,
  type StripeOptions,
} from './stripe-calls.ts';
import { type StripeLists, stripeLists } from './stripe-lists.ts';
import {
  type BreakdownDiscount,
  type CheckoutSessionFacts,
  chargedSession,
  coupon,
  discountsIn,
  type ExpandedSession,
  expandedSession,
  factsOf,
  type GivenDiscount,
  idOf,
  type Line,
  line,
  lineOf,
  type Purchase,
} from './stripe-objects.ts';
import { type StripePayments, stripePayments } from './stripe-payments.ts';

export interface StripeSessions {
  /**
   * A session with its charge; one call, and one more for a key that may not read charges.
   *
   * @throws CheckoutSessionNotFoundError, StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
   */
  retrieveSession(id: string): Promise<CheckoutSessionFacts>;
  /**
   * As `retrieveSession`, with one more call for each hundred of more than ten lines, and one for each discount where the
   * coupons' names are asked for.
   *
   * @throws as `retrieveSession`.
   */
  retrievePurchase(id: string, options?: { couponNames?: boolean }): Promise<Purchase>;
}

/** What is read of Stripe, as `connectStripe` has it. */
export function createStripe(options: StripeOptions): StripeSessions & StripePayments & StripeLists {
  const stripe = connectStripe(options);
  return {
    async retrieveSession(id) {
      return factsOf(sessionIn(chargedSession, await retrieved(id, []), id));
    },

    async retrievePurchase(id, { couponNames = false } = {}) {
      const answer = await retrieved(id, ['line_items', 'total_details.breakdown']);
      const session = sessionIn(expandedSession, answer, id);
      const { amount_discount, amount_tax } = session.total_details;
      const [lines, discounts] = await Promise.all([
        allLines(session),
        Promise.all(discountsIn(session).map((given) => discountOf(given, id, couponNames))),
      ]);
      return {
        ...factsOf(session),
        lines: lines.map(lineOf),
        discounts,
        amountSubtotal: session.amount_subtotal ?? 0,
        amountDiscount: amount_discount,
        amountTax: amount_tax,
      };
    },

    ...stripePayments(stripe),
    ...stripeLists(stripe),
  };

  /** With the charge, unless the key may not read charges. */
  async function retrieved(id: string, expand: string[]): Promise<unknown> {
    const withCharge = { expand: [...expand, 'payment_intent.latest_charge'] };
    return asked(stripe.checkout.sessions.retrieve(id, withCharge), id).catch((error: unknown) => {
      const forbidden =
        error instanceof StripeAccessDeniedError &&
        error.cause instanceof Stripe.errors.StripePermissionError;
      if (!forbidden) throw error;
      return asked(stripe.checkout.sessions.retrieve(id, { expand }), id);
    });
  }

  function allLines({ id, line_items }: ExpandedSession): Promise<Line[]> {
    return allPages((page) => stripe.checkout.sessions.listLineItems(id, page), line, id, line_items);
  }

  async function discountOf(
    { amount, discount }: BreakdownDiscount,
    sessionId: string,
    withName: boolean,
  ): Promise<GivenDiscount> {
    const couponId = idOf(discount.source.coupon);
    const promotionCodeId = idOf(discount.promotion_code);
    const couponName = withName && couponId !== null ? await nameOfCoupon(couponId, sessionId) : undefined;
    return { couponId, promotionCodeId, amount, ...(couponName !== undefined && { couponName }) };
  }

  async function nameOfCoupon(couponId: string, sessionId: string): Promise<string | undefined> {
    const answer = await asked(stripe.coupons.retrieve(couponId), sessionId).catch((error: unknown) => {
      // A coupon that was deleted has no name any more.
      if (error instanceof CheckoutSessionNotFoundError) return undefined;
      throw error;
    });
    return answer && (parsedAs(coupon, answer, sessionId).name ?? undefined);
  }
}

/** The session that was asked for, and no other. */
function sessionIn<S extends typeof chargedSession>(schema: S, answer: unknown, id: string): z.output<S> {
  const session = parsedAs(schema, answer, id);
  if (session.id !== id) throw foreignAnswer(id);
  return session;
}
