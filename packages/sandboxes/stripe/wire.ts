/**
 * Stripe's objects as they are sent over the wire, where the library's types differ from that.
 */
import type Stripe from 'stripe';

/** A text on the wire, which the library turns into a Decimal. */
export type WirePrice = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string | null };

/** `applies_to` and the currencies' own options are not supported. */
export type WireCoupon = Stripe.Coupon;

export type WireLineItem = Omit<Stripe.LineItem, 'price'> & { price: WirePrice };
export type WireSession = Omit<Stripe.Checkout.Session, 'line_items' | 'payment_intent'> & {
  payment_intent: string | null;
};
export type WireIntent = Stripe.PaymentIntent & { latest_charge: string | null };
export type WireEvent = Stripe.EventBase;
export type WireEndpoint = Stripe.WebhookEndpoint & { secret: string };

export interface Origin {
  livemode: boolean;
  /** Epoch seconds. */
  created: number;
}
