/** Calls of Stripe's API, with its errors translated to ours. */
import Stripe from 'stripe';
import * as z from 'zod';
import {
  CheckoutSessionNotFoundError,
  RateLimitedError,
  ServiceUnavailableError,
  StripeAccessDeniedError,
} from '../domain/errors.ts';

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
export function connectStripe({ apiKey, apiBase, timeoutMs = 10_000 }: StripeOptions): Stripe {
  return new Stripe(apiKey, {
    ...(apiBase === undefined ? {} : addressOf(apiBase)),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: objectsOnly(Stripe.createNodeHttpClient()),
  });
}

/**
 * Waits for an answer.
 * @param id what the call is about, for the error's message.
 * @throws CheckoutSessionNotFoundError, StripeAccessDeniedError, RateLimitedError, ServiceUnavailableError.
 */
export async function asked<T>(answer: Promise<T>, id: string): Promise<T> {
  return answer.catch((error: unknown) => {
    throw translated(error, id);
  });
}

/** More than there is of anything that is read as a whole. */
const mostItems = 1_000;

/**
 * Everything that a list has, a hundred at a time.
 *
 * @param list fetches a page.
 * @param item what each item is parsed with.
 * @param id what the list is about, for the error's message.
 * @param first a page that was fetched before.
 * @throws as `asked`.
 */
export async function allPages<S extends z.ZodType<{ id: string }>>(
  list: (page: { limit: number; starting_after?: string }) => Promise<unknown>,
  item: S,
  id: string,
  first?: { data: z.output<S>[]; has_more: boolean },
): Promise<z.output<S>[]> {
  const items = [...(first?.data ?? [])];
  let more = first?.has_more ?? true;
  while (more) {
    const after = items.at(-1);
    const answer = await asked(list({ limit: 100, ...(after && { starting_after: after.id }) }), id);
    const { data, has_more } = parsedAs(pageOf(item), answer, id);
    items.push(...data);
    if ((has_more && data.length === 0) || items.length > mostItems) throw foreignAnswer(id);
    more = has_more;
  }
  return items;
}

export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean() });
}

/** The library returns any JSON without an `error`, whatever its status or shape, even a gateway's own. */
export function parsedAs<S extends z.ZodType>(schema: S, answer: unknown, id: string): z.output<S> {
  const { data, success } = schema.safeParse(answer);
  if (!success) throw foreignAnswer(id);
  return data;
}

export function foreignAnswer(id: string, options?: ErrorOptions): ServiceUnavailableError {
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
