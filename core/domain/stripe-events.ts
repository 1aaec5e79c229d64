/** The types of Stripe's events that the webhook subscribes to. */

/** They say how a Checkout Session ended. */
const sessionEvents = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
] as const;

/** They say that something happened to a payment after it was made. Source: https://docs.stripe.com/api/events/types */
export const afterPaymentEvents = [
  'charge.refunded',
  // In place of refund.updated at endpoints with an older API version.
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
] as const;

/** Everything that Stripe is to send. */
export const webhookEvents = [...sessionEvents, ...afterPaymentEvents] as const;
