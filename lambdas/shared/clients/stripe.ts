import Stripe from 'stripe';
import {
  CheckoutSessionNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../domain/errors.ts';

/** What Stripe knows of a Checkout Session and a payment is confirmed by. */
export interface CheckoutSessionFacts {
  id: string;
  status: Stripe.Checkout.Session.Status | null;
  paymentStatus: Stripe.Checkout.Session.PaymentStatus;
  livemode: boolean;
  mode: Stripe.Checkout.Session.Mode;
  /** ISO 4217, lower case. */
  currency: string | null;
  /** In the currency's smallest unit. */
  amountTotal: number | null;
  /** Null while nothing has been paid, and for an order that costs nothing. */
  paymentIntentId: string | null;
}

export interface StripeSessions {
  /**
   * @throws CheckoutSessionNotFoundError, StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
   */
  retrieveSession(id: string): Promise<CheckoutSessionFacts>;
}

export interface StripeOptions {
  apiKey: string;
  /** Where the API is, such as `http://127.0.0.1:1234`; absent, it is Stripe's. */
  apiBase?: string;
  timeoutMs?: number;
}

/**
 * Stripe's API at the version its library pins. A failed call is not repeated here but by the state machine; only a
 * connection found closed is opened anew by the library itself, once, so a call takes twice its time-out at most.
 */
export function createStripe({ apiKey, apiBase, timeoutMs = 10_000 }: StripeOptions): StripeSessions {
  const stripe = new Stripe(apiKey, {
    ...(apiBase === undefined ? {} : addressOf(apiBase)),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return {
    async retrieveSession(id) {
      try {
        return factsOf(await stripe.checkout.sessions.retrieve(id));
      } catch (error) {
        throw translated(error, id);
      }
    },
  };
}

function addressOf(apiBase: string): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  const { hostname, port, protocol } = new URL(apiBase);
  const secure = protocol === 'https:';
  return { host: hostname, port: port || (secure ? 443 : 80), protocol: secure ? 'https' : 'http' };
}

function factsOf(session: Stripe.Checkout.Session): CheckoutSessionFacts {
  const intent = session.payment_intent;
  return {
    id: session.id,
    status: session.status,
    paymentStatus: session.payment_status,
    livemode: session.livemode,
    mode: session.mode,
    currency: session.currency?.toLowerCase() ?? null,
    amountTotal: session.amount_total,
    paymentIntentId: typeof intent === 'string' ? intent : (intent?.id ?? null),
  };
}

/** Stripe's own texts stay in the cause: they quote parts of the key. */
function translated(error: unknown, id: string): unknown {
  const options = { cause: error };
  const { errors } = Stripe;
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return new StripeAccessDeniedError(`Stripe refuses the key (${error.statusCode}) for ${id}`, options);
  }
  if (error instanceof errors.StripeRateLimitError) {
    return new RateLimitedError(`Stripe asked to slow down (${error.statusCode}) for ${id}`, options);
  }
  if (error instanceof errors.StripeConnectionError) {
    return new ServiceUnavailableError(`Stripe gave no answer for ${id}`, options);
  }
  if (error instanceof errors.StripeInvalidRequestError) {
    const missing = error.statusCode === 404 || error.code === 'resource_missing';
    return missing ? new CheckoutSessionNotFoundError(`Stripe does not know ${id}`, options) : error;
  }
  // An answer that is not JSON comes from something in front of Stripe; the library keeps no status of it.
  if (error instanceof errors.StripeAPIError && (error.statusCode === undefined || error.statusCode >= 500)) {
    return new ServiceUnavailableError(`Stripe answered ${error.statusCode ?? 'no JSON'} for ${id}`, options);
  }
  return error;
}
