import Stripe from 'stripe';
import * as z from 'zod';
import {
  CheckoutSessionNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../domain/errors.ts';

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
}

export interface StripeSessions {
  /**
   * @throws CheckoutSessionNotFoundError, StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
   */
  retrieveSession(id: string): Promise<CheckoutSessionFacts>;
}

export interface StripeOptions {
  apiKey: string;
  /** The API's address, such as `http://127.0.0.1:1234`; Stripe's own when absent. */
  apiBase?: string;
  timeoutMs?: number;
}

/**
 * Stripe's API, at the version that its library pins. Failed calls are retried by the state machine, not here; only the
 * library itself reopens a closed connection, once, so a call takes at most twice its time-out.
 */
export function createStripe({ apiKey, apiBase, timeoutMs = 10_000 }: StripeOptions): StripeSessions {
  const stripe = new Stripe(apiKey, {
    ...(apiBase === undefined ? {} : addressOf(apiBase)),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: objectsOnly(Stripe.createNodeHttpClient()),
  });
  return {
    async retrieveSession(id) {
      const answer = await stripe.checkout.sessions.retrieve(id).catch((error: unknown) => {
        throw translated(error, id);
      });
      return factsOf(id, answer);
    },
  };
}

/** The library assumes that an answer's JSON is an object; with any other value a call would never end. */
function objectsOnly(client: Stripe.HttpClient): Stripe.HttpClient {
  return {
    getClientName: () => client.getClientName(),
    async makeRequest(...request) {
      const response = await client.makeRequest(...request);
      const read = response.toJSON.bind(response);
      response.toJSON = async () => {
        const json: unknown = await read();
        if (typeof json !== 'object' || json === null) throw new SyntaxError('expected a JSON object');
        return json;
      };
      return response;
    },
  };
}

function addressOf(apiBase: string): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  const { hostname, port, protocol } = new URL(apiBase);
  const secure = protocol === 'https:';
  return { host: hostname, port: port || (secure ? 443 : 80), protocol: secure ? 'https' : 'http' };
}

/** Source: https://docs.stripe.com/api/checkout/sessions/object */
const checkoutSession = z.object({
  id: z.string(),
  object: z.literal('checkout.session'),
  status: z.string().nullable(),
  payment_status: z.string(),
  livemode: z.boolean(),
  mode: z.string(),
  currency: z.string().nullable(),
  amount_total: z.number().nullable(),
  payment_intent: z.union([z.string(), z.object({ id: z.string() })]).nullable(),
});

/** The library returns any JSON without an `error`, whatever its status or shape, even a gateway's own. */
function factsOf(id: string, answer: z.input<typeof checkoutSession>): CheckoutSessionFacts {
  const parsed = checkoutSession.safeParse(answer);
  if (!parsed.success || parsed.data.id !== id) throw foreignAnswer(id);
  const session = parsed.data;
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

function foreignAnswer(id: string, options?: ErrorOptions): ServiceUnavailableError {
  return new ServiceUnavailableError(`something other than Stripe answered for ${id}`, options);
}

/** The error types of Stripe's API, https://docs.stripe.com/api/errors; a gateway in front of it sends others. */
const stripesTypes = ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error'];

/** Stripe's own messages stay in the cause, because they quote parts of the key. */
function translated(error: unknown, id: string): unknown {
  const options = { cause: error };
  const { errors } = Stripe;
  if (!(error instanceof errors.StripeError)) return error;
  if (error instanceof errors.StripeConnectionError) {
    return new ServiceUnavailableError(`Stripe gave no answer for ${id}`, options);
  }
  // The library does not keep the status of an answer that is not JSON.
  if (error.statusCode === undefined) return foreignAnswer(id, options);
  if (error.statusCode >= 500) {
    return new ServiceUnavailableError(`Stripe answered ${error.statusCode} for ${id}`, options);
  }
  if (error.statusCode === 429 || error instanceof errors.StripeRateLimitError) {
    return new RateLimitedError(`Stripe asked to slow down (${error.statusCode}) for ${id}`, options);
  }
  if (!stripesTypes.includes(error.rawType ?? '')) return foreignAnswer(id, options);
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return new StripeAccessDeniedError(`Stripe refuses the key (${error.statusCode}) for ${id}`, options);
  }
  return error.code === 'resource_missing'
    ? new CheckoutSessionNotFoundError(`Stripe does not know ${id}`, options)
    : error;
}
