import { type Faults, misbehave } from '@tkd-registration/local-cloud/faults';
import { Hono, type MiddlewareHandler } from 'hono';
import Stripe from 'stripe';
import type { Account } from '../account.ts';
import { ApiError, bodyOfStatus, type ErrorBody, invalidRequest, unrecognized } from '../api-error.ts';
import { newId } from '../ids.ts';
import type { Payments } from '../payments.ts';
import { routesOf } from '../routes/routes.ts';
import type { Expansions } from './expand.ts';
import { type Env, oncePerKey } from './idempotency.ts';
import type { Route } from './route.ts';

export interface ApiOptions {
  apiKey: string;
  faults: Faults;
  account: Account;
  payments: Payments;
  expansions: Expansions;
}

/** The part of Stripe's REST API that Checkout payments need. Source: https://docs.stripe.com/api */
export function stripeApi({ apiKey, faults, account, payments, expansions }: ApiOptions): Hono<Env> {
  const api = new Hono<Env>();
  const routes = routesOf(payments);
  const operationOf = operations(routes);

  api.use(likeStripe);
  api.use(misbehave(faults, 'stripe', ({ req }) => operationOf(req.method, req.path)));
  api.use(onlyWithKey(apiKey));
  api.use(inVersion);
  api.post('*', oncePerKey(account));

  for (const { method, path, answer } of routes) {
    api.on(method, path, async (context) => {
      const { req } = context;
      const text = method === 'POST' ? await req.text() : new URL(req.url).search;
      const request = {
        id: context.get('requestId'),
        idempotency_key: req.header('idempotency-key') ?? null,
      };
      return context.json(answer(text, { account, id: req.param('id') ?? '', request }, expansions));
    });
  }
  api.all('*', ({ req }) => {
    throw unrecognized(req.method, req.path);
  });

  api.onError((error, context) => {
    const { status, body } =
      error instanceof ApiError ? error : { status: 500 as const, body: bodyOfStatus(500) };
    if (status === 500) console.error(error);
    if (status === 401) context.header('www-authenticate', 'Basic realm="Stripe"');
    return context.json(withLog(body, context.get('requestId'), account.livemode), status);
  });
  return api;
}

/** Names the call that a request makes; undefined when it makes none. */
function operations(routes: readonly Route[]) {
  const patterns = routes.map(({ method, path, operation }) => ({
    method,
    operation,
    pattern: new RegExp(`^/v1${path.replace(':id', '[^/]+')}$`),
  }));
  return (method: string, path: string) =>
    patterns.find((one) => one.method === method && one.pattern.test(path))?.operation;
}

function withLog({ error }: ErrorBody, requestId: string, livemode: boolean): ErrorBody {
  const logs = `https://dashboard.stripe.com/${livemode ? '' : 'test/'}logs`;
  return { error: { ...error, request_log_url: `${logs}/${requestId}` } };
}

/** Adds Stripe's headers to every answer, and the body Stripe would send to a fault that only has a status. */
const likeStripe: MiddlewareHandler<Env> = async (context, next) => {
  context.set('requestId', newId('req_'));
  await next();
  const { status } = context.res;
  if (status >= 400) {
    const body = await context.res.clone().text();
    if (body === '') {
      context.res = Response.json(bodyOfStatus(status), { status, headers: context.res.headers });
    } else if (body.startsWith('{')) context.res.headers.set('content-type', 'application/json');
  }
  const { headers } = context.res;
  headers.set('request-id', context.get('requestId'));
  headers.set('stripe-version', context.req.header('stripe-version') ?? Stripe.API_VERSION);
  if (status === 429 && !headers.has('stripe-rate-limited-reason')) {
    headers.set('stripe-rate-limited-reason', 'global-rate');
  }
};

/** As a bearer token or, like `curl -u`, as a user name without a password. */
function onlyWithKey(apiKey: string): MiddlewareHandler<Env> {
  const accepted = [`Bearer ${apiKey}`, `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`];
  return async (context, next) => {
    const authorization = context.req.header('authorization');
    if (authorization !== undefined && accepted.includes(authorization)) return next();
    const message =
      authorization === undefined
        ? 'You did not provide an API key.'
        : 'Invalid API Key provided: the sandbox was started with a different key.';
    throw new ApiError(401, { type: 'invalid_request_error', message }, false);
  };
}

/** Accepts the name of any version; the objects are always those of the library's version. */
const inVersion: MiddlewareHandler<Env> = async (context, next) => {
  const version = context.req.header('stripe-version');
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$/.test(version)) {
    throw invalidRequest(`Invalid Stripe API version: ${version}`, { begun: false });
  }
  return next();
};
