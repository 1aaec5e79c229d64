import Stripe from 'stripe';
import type * as z from 'zod';
import {
  CheckoutSessionNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../domain/errors.ts';
import {
  type BreakdownDiscount,
  type CheckoutSessionFacts,
  checkoutSession,
  coupon,
  discountsIn,
  type ExpandedSession,
  expandedSession,
  factsOf,
  type GivenDiscount,
  idOf,
  type Line,
  lineOf,
  linePage,
  type Purchase,
  receiptOf,
} from './stripe-objects.ts';

export interface StripeSessions {
  /**
   * @throws CheckoutSessionNotFoundError, StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
   */
  retrieveSession(id: string): Promise<CheckoutSessionFacts>;
  /**
   * One call for a session of up to ten lines, one more for each hundred of the others, and one for each discount where
   * the coupons' names are asked for.
   *
   * @throws as `retrieveSession`.
   */
  retrievePurchase(id: string, options?: { couponNames?: boolean; receipt?: boolean }): Promise<Purchase>;
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
      return factsOf(sessionIn(checkoutSession, await asked(stripe.checkout.sessions.retrieve(id), id), id));
    },

    async retrievePurchase(id, { couponNames = false, receipt = false } = {}) {
      const expand = ['line_items', 'total_details.breakdown'];
      if (receipt) expand.push('payment_intent.latest_charge');
      const answer = await asked(stripe.checkout.sessions.retrieve(id, { expand }), id);
      const session = sessionIn(expandedSession, answer, id);
      const { amount_discount, amount_tax } = session.total_details;
      const [lines, discounts] = await Promise.all([
        allLines(session),
        Promise.all(discountsIn(session).map((given) => discountOf(given, id, couponNames))),
      ]);
      return {
        ...factsOf(session),
        created: session.created,
        lines: lines.map(lineOf),
        discounts,
        amountSubtotal: session.amount_subtotal ?? 0,
        amountDiscount: amount_discount,
        amountTax: amount_tax,
        receiptUrl: receiptOf(session),
      };
    },
  };

  async function allLines({ id, line_items }: ExpandedSession): Promise<Line[]> {
    const lines = [...line_items.data];
    let more = line_items.has_more;
    while (more) {
      const page = { limit: 100, starting_after: lines.at(-1)?.id };
      const answer = await asked(stripe.checkout.sessions.listLineItems(id, page), id);
      const { data, has_more } = parsedAs(linePage, answer, id);
      lines.push(...data);
      if (data.length === 0 || lines.length > mostLines) throw foreignAnswer(id);
      more = has_more;
    }
    return lines;
  }

  async function discountOf(
    { amount, discount }: BreakdownDiscount,
    sessionId: string,
    withName: boolean,
  ): Promise<GivenDiscount> {
    const couponId = idOf(discount.source.coupon);
    const promotionCodeId = idOf(discount.promotion_code);
    const couponName = withName && couponId !== null ? await nameOfCoupon(couponId, sessionId) : undefined;
    return { couponId, promotionCodeId, amount, ...(couponName !== undefined && { couponName }) };
  }

  async function nameOfCoupon(couponId: string, sessionId: string): Promise<string | undefined> {
    const answer = await asked(stripe.coupons.retrieve(couponId), sessionId).catch((error: unknown) => {
      // A coupon that was deleted has no name any more.
      if (error instanceof CheckoutSessionNotFoundError) return undefined;
      throw error;
    });
    return answer && (parsedAs(coupon, answer, sessionId).name ?? undefined);
  }

  async function asked<T>(answer: Promise<T>, id: string): Promise<T> {
    return answer.catch((error: unknown) => {
      throw translated(error, id);
    });
  }
}

/** Far more lines than Stripe sells in one session. */
const mostLines = 1_000;

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

/** The library returns any JSON without an `error`, whatever its status or shape, even a gateway's own. */
function parsedAs<S extends z.ZodType>(schema: S, answer: unknown, id: string): z.output<S> {
  const { data, success } = schema.safeParse(answer);
  if (!success) throw foreignAnswer(id);
  return data;
}

/** The session that was asked for, and no other. */
function sessionIn<S extends typeof checkoutSession>(schema: S, answer: unknown, id: string): z.output<S> {
  const session = parsedAs(schema, answer, id);
  if (session.id !== id) throw foreignAnswer(id);
  return session;
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
