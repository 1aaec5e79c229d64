import type {
  ChargeReading,
  DisputeReading,
  PaymentReading,
  RefundReading,
} from '../../../core/domain/payment-reading.ts';

const created = 1_790_000_000;

export const charge = (status: string, amount = 10_000): ChargeReading => ({
  id: `ch_${status}`,
  status,
  amount,
  created,
});

export const refund = (status: string, amount = 10_000, id = `re_${status}_${amount}`): RefundReading => ({
  id,
  status,
  amount,
  created,
  pendingReason: null,
  failureReason: null,
});

export const dispute = (status: string, withdrawn: boolean, amount = 10_000): DisputeReading => ({
  id: `du_${status}`,
  status,
  reason: 'fraudulent',
  amount,
  currency: 'usd',
  withdrawn,
  created,
  dueBy: created + 9 * 86_400,
});

/** A payment of 100.00 by card, with nothing after it. */
export function reading(changes: Partial<PaymentReading> = {}): PaymentReading {
  return {
    session: { id: 'cs_test_1', status: 'complete', paymentStatus: 'paid', created },
    paymentIntentId: 'pi_1',
    currency: 'usd',
    charges: [charge('succeeded')],
    refunds: [],
    disputes: [],
    warnings: [],
    readAt: created * 1_000,
    ...changes,
  };
}

export const unpaidSession = (status: string): PaymentReading['session'] => ({
  id: 'cs_test_1',
  status,
  paymentStatus: 'unpaid',
  created,
});
