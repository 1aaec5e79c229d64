/** Stripe's objects as they are read, and what they are reduced to: nothing about the payer. */
import * as z from 'zod';
import { pageOf } from './stripe-calls.ts';

/** The facts about a Checkout Session by which a payment is confirmed. */
export interface CheckoutSessionFacts {
  id: string;
  /** `open`, `complete`, `expired`, or a value that Stripe may add. */
  status: string | null;
  /** `paid`, `unpaid`, `no_payment_required`, or a value that Stripe may add. */
  paymentStatus: string;
  livemode: boolean;
  /** `payment`, `subscription`, `setup`, or a value that Stripe may add. */
  mode: string;
  /** ISO 4217, lower case. */
  currency: string | null;
  /** In the currency's smallest unit. */
  amountTotal: number | null;
  /** Null while nothing has been paid, and for an order that costs nothing. */
  paymentIntentId: string | null;
  /** When the payment page was made, in epoch seconds. */
  created: number;
  /** The charge that paid, where there is one and the key may read it. */
  charge?: ChargeFacts;
}

export interface ChargeFacts {
  /** When it was made, in epoch seconds. */
  created: number;
  /** All of it went back or is on its way back, or it is in dispute: to be looked at more closely. */
  questioned: boolean;
  /** Stripe's page about the payment. Whoever has the address can open it. */
  receiptUrl?: string;
}

/** A Checkout Session with what was bought in it; amounts are in the currency's smallest unit. */
export interface Purchase extends CheckoutSessionFacts {
  lines: PurchasedLine[];
  discounts: GivenDiscount[];
  /** Of all lines, before discounts and what Stripe adds for tax. */
  amountSubtotal: number;
  amountDiscount: number;
  amountTax: number;
}

export interface PurchasedLine {
  priceId: string | null;
  productId: string | null;
  /** Of the product, as the payment page calls it. */
  name: string | null;
  quantity: number;
  /** Of one; null where the price is not set for one. */
  unitAmount: number | null;
  amountSubtotal: number;
}

export interface GivenDiscount {
  couponId: string | null;
  promotionCodeId: string | null;
  /** Absent where it was not asked for, or the coupon has none. */
  couponName?: string;
  amount: number;
}

export const idOf = (reference: z.infer<typeof expandable>) =>
  typeof reference === 'object' ? (reference?.id ?? null) : reference;
export const expandable = z.union([z.string(), z.object({ id: z.string() })]).nullable();

/** Source: https://docs.stripe.com/api/checkout/sessions/object */
export const checkoutSession = z.object({
  id: z.string(),
  object: z.literal('checkout.session'),
  status: z.string().nullable(),
  payment_status: z.string(),
  livemode: z.boolean(),
  mode: z.string(),
  currency: z.string().nullable(),
  amount_total: z.number().nullable(),
  payment_intent: expandable,
  created: z.number(),
});

const charge = z.object({
  created: z.number(),
  refunded: z.boolean(),
  disputed: z.boolean(),
  // Without it, a payment is confirmed all the same.
  receipt_url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .catch(null),
});

/** With the charge, where it was asked for: Stripe gives its id alone where it was not. */
export const chargedSession = checkoutSession.extend({
  payment_intent: z
    .union([z.string(), z.object({ id: z.string(), latest_charge: z.union([z.string(), charge]).nullish() })])
    .nullable(),
});
export type ChargedSession = z.infer<typeof chargedSession>;

/** Source: https://docs.stripe.com/api/checkout/sessions/line_items */
export const line = z.object({
  id: z.string(),
  object: z.literal('item'),
  description: z.string().nullable(),
  quantity: z.number().nullable(),
  amount_subtotal: z.number(),
  price: z.object({ id: z.string(), product: expandable, unit_amount: z.number().nullable() }).nullable(),
});
export type Line = z.infer<typeof line>;

const breakdownDiscount = z.object({
  amount: z.number(),
  discount: z.object({ promotion_code: expandable, source: z.object({ coupon: expandable }) }),
});
export type BreakdownDiscount = z.infer<typeof breakdownDiscount>;

/** With what was bought. */
export const expandedSession = chargedSession.extend({
  amount_subtotal: z.number().nullable(),
  line_items: pageOf(line),
  total_details: z.object({
    amount_discount: z.number(),
    amount_tax: z.number(),
    breakdown: z.object({ discounts: z.array(breakdownDiscount) }).nullish(),
  }),
  discounts: z.array(z.object({ coupon: expandable, promotion_code: expandable })).nullish(),
});
export type ExpandedSession = z.infer<typeof expandedSession>;

/** Source: https://docs.stripe.com/api/coupons/object */
export const coupon = z.object({ object: z.literal('coupon'), name: z.string().nullable() });

/** The discounts that were given; without a breakdown, the whole amount by the session's one coupon. */
export function discountsIn({ discounts, total_details }: ExpandedSession): BreakdownDiscount[] {
  const { amount_discount: amount, breakdown } = total_details;
  if (breakdown) return breakdown.discounts;
  const { coupon = null, promotion_code = null } = discounts?.[0] ?? {};
  return amount === 0 ? [] : [{ amount, discount: { promotion_code, source: { coupon } } }];
}

function chargeOf({ payment_intent: intent }: ChargedSession): ChargeFacts | undefined {
  const latest = typeof intent === 'object' ? intent?.latest_charge : undefined;
  if (typeof latest !== 'object' || latest === null) return undefined;
  const { created, refunded, disputed, receipt_url } = latest;
  return {
    created,
    questioned: refunded || disputed,
    ...(receipt_url !== null && { receiptUrl: receipt_url }),
  };
}

export function lineOf({ description, quantity, amount_subtotal, price }: Line): PurchasedLine {
  return {
    priceId: price?.id ?? null,
    productId: idOf(price?.product ?? null),
    name: description,
    quantity: quantity ?? 1,
    unitAmount: price?.unit_amount ?? null,
    amountSubtotal: amount_subtotal,
  };
}

export function factsOf(session: ChargedSession): CheckoutSessionFacts {
  const charge = chargeOf(session);
  return {
    id: session.id,
    status: session.status,
    paymentStatus: session.payment_status,
    livemode: session.livemode,
    mode: session.mode,
    currency: session.currency?.toLowerCase() ?? null,
    amountTotal: session.amount_total,
    paymentIntentId: idOf(session.payment_intent),
    created: session.created,
    ...(charge && { charge }),
  };
}
