/** Everything about one payment, read from Stripe as it is now. */
import type Stripe from 'stripe';
import * as z from 'zod';
import { sessionOrigin } from '../domain/belonging.ts';
import { CheckoutSessionNotFoundError } from '../domain/errors.ts';
import type {
  ChargeReading,
  DisputeReading,
  PaymentReading,
  RefundReading,
  WarningReading,
} from '../domain/payment-reading.ts';
import { allPages, asked, parsedAs } from './stripe-calls.ts';
import { checkoutSession, expandable, idOf } from './stripe-objects.ts';

/** A payment, with what tells whether it is one of the stage's. */
export interface ReadPayment {
  reading: PaymentReading;
  livemode: boolean;
  /** Of the Checkout Session: `payment`, `subscription`, `setup`, or a value that Stripe may add. */
  mode: string;
  origin: z.infer<typeof sessionOrigin>;
}

export interface StripePayments {
  /**
   * Reads the Checkout Session, charges, refunds, disputes and early fraud warnings of a payment: up to six calls.
   *
   * @param id of any of these, or of the PaymentIntent.
   * @returns undefined when Stripe does not know it, or nobody paid it in a Checkout Session.
   * @throws StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
   */
  readPayment(id: string): Promise<ReadPayment | undefined>;
}

export const session = checkoutSession.extend({ created: z.number(), ...sessionOrigin.shape });

/** Source: https://docs.stripe.com/api/charges/object */
const charge = z
  .object({
    id: z.string(),
    object: z.literal('charge'),
    status: z.string(),
    amount: z.number(),
    created: z.number(),
  })
  .transform(({ object: _, ...reading }): ChargeReading => reading);

/** Source: https://docs.stripe.com/api/refunds/object */
export const refund = z
  .object({
    id: z.string(),
    object: z.literal('refund'),
    // Older refunds have none, and have succeeded.
    status: z.string().nullable(),
    amount: z.number(),
    created: z.number(),
    pending_reason: z.string().nullish(),
    failure_reason: z.string().nullish(),
  })
  .transform(
    ({ id, status, amount, created, pending_reason, failure_reason }): RefundReading => ({
      id,
      status: status ?? 'succeeded',
      amount,
      created,
      pendingReason: pending_reason ?? null,
      failureReason: failure_reason ?? null,
    }),
  );

/** Source: https://docs.stripe.com/api/disputes/object */
export const dispute = z
  .object({
    id: z.string(),
    object: z.literal('dispute'),
    status: z.string(),
    reason: z.string(),
    amount: z.number(),
    currency: z.string(),
    created: z.number(),
    /** One that takes the money, and one more that gives it back; in the account's currency. */
    balance_transactions: z.array(z.object({ amount: z.number() })),
    evidence_details: z.object({ due_by: z.number().nullable() }),
  })
  .transform(
    ({
      id,
      status,
      reason,
      amount,
      currency,
      created,
      balance_transactions,
      evidence_details,
    }): DisputeReading => ({
      id,
      status,
      reason,
      amount,
      currency: currency.toLowerCase(),
      withdrawn: balance_transactions.reduce((sum, moved) => sum + moved.amount, 0) < 0,
      created,
      dueBy: evidence_details.due_by,
    }),
  );

/** Source: https://docs.stripe.com/api/radar/early_fraud_warnings/object */
export const warning = z
  .object({
    id: z.string(),
    object: z.literal('radar.early_fraud_warning'),
    actionable: z.boolean(),
    created: z.number(),
  })
  .transform(({ object: _, ...reading }): WarningReading => reading);

/** What names its payment: a charge, refund, dispute or early fraud warning. */
export const partOfPayment = z.object({ id: z.string(), payment_intent: expandable.optional() });

export function stripePayments(stripe: Stripe): StripePayments {
  return {
    async readPayment(id) {
      const readAt = Date.now();
      const paid = await sessionOf(id);
      if (!paid) return undefined;
      const paymentIntentId = idOf(paid.payment_intent);
      const [charges, refunds, disputes, warnings] =
        paymentIntentId === null ? [[], [], [], []] : await partsOf(paymentIntentId);
      const { created, status, payment_status, livemode, mode, metadata, client_reference_id, success_url } =
        paid;
      return {
        reading: {
          session: { id: paid.id, status, paymentStatus: payment_status, created },
          paymentIntentId,
          currency: paid.currency?.toLowerCase() ?? '',
          charges,
          refunds,
          disputes,
          warnings,
          readAt,
        },
        livemode,
        mode,
        origin: { metadata, client_reference_id, success_url },
      };
    },
  };

  async function sessionOf(id: string): Promise<z.infer<typeof session> | undefined> {
    if (id.startsWith('cs_')) {
      const answer = await ifKnown(asked(stripe.checkout.sessions.retrieve(id), id));
      return answer && parsedAs(session, answer, id);
    }
    const intent = id.startsWith('pi_') ? id : await intentOf(id);
    if (intent === null) return undefined;
    const found = await asked(stripe.checkout.sessions.list({ payment_intent: intent, limit: 1 }), id);
    return parsedAs(z.object({ data: z.array(session) }), found, id).data[0];
  }

  /** The PaymentIntent of a charge, refund, dispute or early fraud warning; null where it has none. */
  async function intentOf(id: string): Promise<string | null> {
    const retrieve = retrievalOf(id);
    if (!retrieve) return null;
    const answer = await ifKnown(asked(retrieve, id));
    return answer ? idOf(parsedAs(partOfPayment, answer, id).payment_intent ?? null) : null;
  }

  /** By the letters that an id begins with; older objects have other letters than newer ones. */
  function retrievalOf(id: string): Promise<unknown> | undefined {
    switch (id.split('_')[0]) {
      case 'ch':
      case 'py':
        return stripe.charges.retrieve(id);
      case 're':
      case 'pyr':
        return stripe.refunds.retrieve(id);
      case 'du':
      case 'dp':
        return stripe.disputes.retrieve(id);
      case 'issfr':
        return stripe.radar.earlyFraudWarnings.retrieve(id);
      default:
        return undefined;
    }
  }

  function partsOf(payment_intent: string) {
    const { charges, refunds, disputes, radar } = stripe;
    return Promise.all([
      allPages((page) => charges.list({ payment_intent, ...page }), charge, payment_intent),
      allPages((page) => refunds.list({ payment_intent, ...page }), refund, payment_intent),
      allPages((page) => disputes.list({ payment_intent, ...page }), dispute, payment_intent),
      allPages((page) => radar.earlyFraudWarnings.list({ payment_intent, ...page }), warning, payment_intent),
    ]);
  }
}

/** Undefined for what Stripe does not know. */
async function ifKnown<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof CheckoutSessionNotFoundError) return undefined;
    throw error;
  });
}
