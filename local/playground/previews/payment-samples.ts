/** A payment and what may happen to it, for the previews of mails. */
import type { Purchase } from '../../../core/clients/stripe-objects.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';

/** A month before the tournament, so that the same sources always give the same mails. */
export const now = (year: number) => Date.UTC(year, 1, 13, 18, 5);

const day = 86_400;
const amount = 11_800;
const createdIn = (year: number) => now(year) / 1_000 - 9 * day;

export const charge = (status: string, year: number): PaymentReading['charges'][number] => ({
  id: `ch_${status}`,
  status,
  amount,
  created: createdIn(year),
});

export const refund = (status: string, year: number): PaymentReading['refunds'][number] => ({
  id: `re_${status}`,
  status,
  amount,
  created: createdIn(year) + day,
  pendingReason: null,
  failureReason: status === 'failed' ? 'expired_or_canceled_card' : null,
});

export const dispute = (status: string, year: number): PaymentReading['disputes'][number] => ({
  id: `du_${status}`,
  status,
  reason: 'fraudulent',
  amount,
  currency: 'usd',
  withdrawn: true,
  created: createdIn(year) + day,
  dueBy: createdIn(year) + 14 * day,
});

export function readingOf(id: string, year: number, changes: Partial<PaymentReading> = {}): PaymentReading {
  return {
    session: { id, status: 'complete', paymentStatus: 'paid', created: createdIn(year) },
    paymentIntentId: 'pi_1',
    currency: 'usd',
    charges: [charge('succeeded', year)],
    refunds: [],
    disputes: [],
    warnings: [],
    readAt: now(year),
    ...changes,
  };
}

export function purchase(id: string, year: number): Purchase {
  const created = createdIn(year);
  const line = (name: string, unitAmount: number, quantity = 1) => ({
    priceId: null,
    productId: null,
    name,
    quantity,
    unitAmount,
    amountSubtotal: quantity * unitAmount,
  });
  return {
    id,
    status: 'complete',
    paymentStatus: 'paid',
    livemode: false,
    mode: 'payment',
    currency: 'usd',
    amountTotal: amount,
    paymentIntentId: 'pi_1',
    created,
    charge: { created, questioned: false, receiptUrl: 'https://pay.stripe.com/receipts/example' },
    lines: [
      line('Color Belt Registration', 8_500),
      line('Additional Event', 1_500, 2),
      line('Convenience Fee', 300),
    ],
    discounts: [],
    amountSubtotal: amount,
    amountDiscount: 0,
    amountTax: 0,
  };
}
