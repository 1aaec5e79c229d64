/** What has been made on the Stripe account since a time, a page at a time. */
import type Stripe from 'stripe';
import * as z from 'zod';
import type { sessionOrigin } from '../domain/belonging.ts';
import type { DisputeReading, RefundReading, WarningReading } from '../domain/payment-reading.ts';
import { asked, pageOf, parsedAs } from './stripe-calls.ts';
import { type CheckoutSessionFacts, factsOf, idOf } from './stripe-objects.ts';
import * as payments from './stripe-payments.ts';

export interface ListedPage<T> {
  items: T[];
  /** The id after which the next page begins; undefined on the last. */
  next: string | undefined;
}

export interface ListedSession extends CheckoutSessionFacts {
  /** Epoch seconds. */
  created: number;
  origin: z.infer<typeof sessionOrigin>;
}

/** A refund, dispute or early fraud warning, as a reading of its payment has it. */
export interface ListedPart<Reading> {
  reading: Reading;
  /** Null for a charge that was made without one. */
  paymentIntentId: string | null;
}

/** @param from when the oldest was made, in epoch seconds. @param after the id that the page before ended with. */
type List<T> = (from: number, after?: string) => Promise<ListedPage<T>>;

/** Each method is one call, and throws StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError. */
export interface StripeLists {
  /** The newest first, as with each list. */
  listSessions: List<ListedSession>;
  listRefunds: List<ListedPart<RefundReading>>;
  listDisputes: List<ListedPart<DisputeReading>>;
  listWarnings: List<ListedPart<WarningReading>>;
  /** The Checkout Session in which a payment was made; undefined when it was made in another way. */
  sessionOf(paymentIntentId: string): Promise<ListedSession | undefined>;
}

export function stripeLists({ checkout, refunds, disputes, radar }: Stripe): StripeLists {
  return {
    listSessions: listing('sessions', (page) => checkout.sessions.list(page), sessionIn),
    listRefunds: listing('refunds', (page) => refunds.list(page), partAs(payments.refund)),
    listDisputes: listing('disputes', (page) => disputes.list(page), partAs(payments.dispute)),
    listWarnings: listing(
      'early fraud warnings',
      (page) => radar.earlyFraudWarnings.list(page),
      partAs(payments.warning),
    ),
    async sessionOf(payment_intent) {
      const answer = await asked(checkout.sessions.list({ payment_intent, limit: 1 }), payment_intent);
      const [found] = parsedAs(anyPage, answer, payment_intent).data;
      return found && sessionIn(found, payment_intent);
    },
  };
}

interface PageParams {
  limit: number;
  created: { gte: number };
  starting_after?: string;
}

const anyPage = pageOf(z.looseObject({ id: z.string() }));

function listing<T>(
  what: string,
  list: (page: PageParams) => Promise<unknown>,
  itemOf: (object: unknown, what: string) => T,
): List<T> {
  return async (from, after) => {
    const page = {
      limit: 100,
      created: { gte: from },
      ...(after !== undefined && { starting_after: after }),
    };
    const { data, has_more } = parsedAs(anyPage, await asked(list(page), what), what);
    return {
      items: data.map((object) => itemOf(object, what)),
      next: has_more ? data.at(-1)?.id : undefined,
    };
  };
}

function sessionIn(object: unknown, what: string): ListedSession {
  const session = parsedAs(payments.session, object, what);
  const { created, metadata, client_reference_id, success_url } = session;
  return { ...factsOf(session), created, origin: { metadata, client_reference_id, success_url } };
}

function partAs<S extends z.ZodType>(schema: S) {
  return (object: unknown, what: string): ListedPart<z.output<S>> => {
    const { payment_intent = null } = parsedAs(payments.partOfPayment, object, what);
    return { reading: parsedAs(schema, object, what), paymentIntentId: idOf(payment_intent) };
  };
}
