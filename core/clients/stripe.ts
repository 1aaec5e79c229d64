import type * as z from 'zod';
import { CheckoutSessionNotFoundError } from '../domain/errors.ts';
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
  checkoutSession,
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
  receiptOf,
} from './stripe-objects.ts';
import { type StripePayments, stripePayments } from './stripe-payments.ts';

export interface StripeSessions {
  /**
   * @throws CheckoutSessionNotFoundError, StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
   */
  retrieveSession(id: string): Promise<CheckoutSessionFacts>;
  /**
   * One call for a session of up to ten lines, one more for each hundred of the others, and one for each discount where
   * the coupons' names are asked for.
   *
   * @throws as `retrieveSession`.
   */
  retrievePurchase(id: string, options?: { couponNames?: boolean; receipt?: boolean }): Promise<Purchase>;
}

/** What is read of Stripe, as `connectStripe` has it. */
export function createStripe(options: StripeOptions): StripeSessions & StripePayments & StripeLists {
  const stripe = connectStripe(options);
  return {
    async retrieveSession(id) {
      return factsOf(sessionIn(checkoutSession, await asked(stripe.checkout.sessions.retrieve(id), id), id));
    },

    async retrievePurchase(id, { couponNames = false, receipt = false } = {}) {
      const expand = ['line_items', 'total_details.breakdown'];
      if (receipt) expand.push('payment_intent.latest_charge');
      const answer = await asked(stripe.checkout.sessions.retrieve(id, { expand }), id);
      const session = sessionIn(expandedSession, answer, id);
      const { amount_discount, amount_tax } = session.total_details;
      const [lines, discounts] = await Promise.all([
        allLines(session),
        Promise.all(discountsIn(session).map((given) => discountOf(given, id, couponNames))),
      ]);
      return {
        ...factsOf(session),
        created: session.created,
        lines: lines.map(lineOf),
        discounts,
        amountSubtotal: session.amount_subtotal ?? 0,
        amountDiscount: amount_discount,
        amountTax: amount_tax,
        receiptUrl: receiptOf(session),
      };
    },

    ...stripePayments(stripe),
    ...stripeLists(stripe),
  };

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
function sessionIn<S extends typeof checkoutSession>(schema: S, answer: unknown, id: string): z.output<S> {
  const session = parsedAs(schema, answer, id);
  if (session.id !== id) throw foreignAnswer(id);
  return session;
}
