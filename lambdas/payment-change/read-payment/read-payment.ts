import type { StripePayments } from '../../../core/clients/stripe-payments.ts';
import { isOwnPayment, type OwnPayments } from '../../../core/domain/belonging.ts';
import { lookAgainAt } from '../../../core/money/standing.ts';
import type { PaymentReadings } from '../../../core/progress/payment-readings.ts';

export interface ReadPaymentDependencies {
  stripe: StripePayments;
  own: OwnPayments;
  readings: Pick<PaymentReadings, 'record'>;
}

/**
 * Reads a payment from Stripe as it is now, and keeps what was read for the steps that follow.
 *
 * @param changed the id of any of Stripe's objects about it.
 * @returns the id of the entry it is for, which may not have come yet; null for a payment that is none of the stage's.
 * @throws what `readPayment` throws.
 */
export async function readPayment(
  changed: string,
  { stripe, own, readings }: ReadPaymentDependencies,
): Promise<string | null> {
  const payment = await stripe.readPayment(changed);
  if (!payment) return null;
  const { reading } = payment;
  if (!isOwnPayment({ ...payment, id: reading.session.id }, own)) return null;
  await readings.record(reading, lookAgainAt(reading));
  return reading.session.id;
}
