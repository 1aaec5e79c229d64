/**
 * What Stripe's objects about one payment said when they were last read, reduced to what decides a registration: nothing
 * about the payer. Amounts are in the currency's smallest unit, times in epoch seconds as Stripe has them.
 */
export interface PaymentReading {
  /** The Checkout Session, whose id is the entry's. */
  session: {
    id: string;
    /** `open`, `complete`, `expired`, or a value that Stripe may add. */
    status: string | null;
    /** `paid`, `unpaid`, `no_payment_required`, or a value that Stripe may add. */
    paymentStatus: string;
    created: number;
  };
  /** Null before anybody tried to pay, and for an order that costs nothing. */
  paymentIntentId: string | null;
  /** ISO 4217, lower case. */
  currency: string;
  charges: ChargeReading[];
  refunds: RefundReading[];
  disputes: DisputeReading[];
  warnings: WarningReading[];
  /** When reading began, in epoch milliseconds: a later reading replaces an earlier one. */
  readAt: number;
}

export interface ChargeReading {
  id: string;
  /** `succeeded`, `pending` (a bank debit on its way), `failed`, or a value that Stripe may add. */
  status: string;
  amount: number;
  created: number;
}

export interface RefundReading {
  id: string;
  /** `pending`, `requires_action`, `succeeded`, `failed`, `canceled`, or a value that Stripe may add. */
  status: string;
  amount: number;
  created: number;
  /** Why it is pending, where Stripe says so: `insufficient_funds`. */
  pendingReason: string | null;
  failureReason: string | null;
}

export interface DisputeReading {
  id: string;
  /** `needs_response`, `under_review`, `won`, `lost`, an inquiry's `warning_…`, or a value that Stripe may add. */
  status: string;
  reason: string;
  amount: number;
  /** ISO 4217, lower case: the bank's, which may not be the payment's. */
  currency: string;
  /** Whether Stripe has taken the money for it, and not given it back. */
  withdrawn: boolean;
  created: number;
  /** Until when evidence can be sent. */
  dueBy: number | null;
}

/** An early fraud warning. */
export interface WarningReading {
  id: string;
  /** False once the charge has been refunded or disputed. */
  actionable: boolean;
  created: number;
}
