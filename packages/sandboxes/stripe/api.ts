import type { HttpBindings } from '@hono/node-server';
import { type Faults, misbehave } from '@tkd-registration/local-cloud/faults';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import Stripe from 'stripe';
import { ApiError, bodyOfStatus, invalidRequest, missing } from './api-error.ts';
import { newId } from './ids.ts';
import * as params from './params.ts';
import type { Payments } from './payments.ts';
import type { State, StoredSession } from './state.ts';

type Env = { Bindings: HttpBindings; Variables: { requestId: string } };

export interface ApiOptions {
  apiKey: string;
  faults: Faults;
  state: State;
  payments: Payments;
}

/** The part of Stripe's REST API that Checkout payments need. Source: https://docs.stripe.com/api */
export function stripeApi({ apiKey, faults, state, payments }: ApiOptions): Hono<Env> {
  const api = new Hono<Env>();
  const { records } = state;

  api.use(likeStripe);
  api.use(misbehave(faults, 'stripe', ({ req }) => operationOf(req.method, req.path)));
  api.use(onlyWithKey(apiKey));
  api.post('*', oncePerKey(state));

  api.post('/checkout/sessions', async (context) => {
    const given = params.parseParams(params.createSession, await context.req.text());
    const { id } = payments.create(given);
    return context.json(expanded(payments.find(id), given.expand));
  });
  api.get('/checkout/sessions', (context) => {
    const given = params.parseParams(params.listSessions, queryOf(context));
    const matching = records.sessions.filter(
      ({ session }) =>
        (given.status === undefined || session.status === given.status) &&
        (given.payment_intent === undefined || session.payment_intent === given.payment_intent),
    );
    const inner = given.expand?.map((path) => path.replace(/^data\./, ''));
    const data = matching.toReversed().map((stored) => expanded(stored, inner));
    return context.json(pageOf('/v1/checkout/sessions', data, given));
  });
  api.get('/checkout/sessions/:id', (context) => {
    const given = params.parseParams(params.retrieve, queryOf(context));
    return context.json(expanded(payments.find(context.req.param('id')), given.expand));
  });
  api.get('/checkout/sessions/:id/line_items', (context) => {
    const given = params.parseParams(params.listLineItems, queryOf(context));
    const { session, lineItems } = payments.find(context.req.param('id'));
    return context.json(pageOf(`/v1/checkout/sessions/${session.id}/line_items`, lineItems, given));
  });
  api.post('/checkout/sessions/:id/expire', async (context) => {
    const given = params.parseParams(params.retrieve, await context.req.text());
    const idempotencyKey = context.req.header('idempotency-key') ?? null;
    payments.expire(context.req.param('id'), {
      id: context.get('requestId'),
      idempotency_key: idempotencyKey,
    });
    return context.json(expanded(payments.find(context.req.param('id')), given.expand));
  });
  api.get('/payment_intents/:id', (context) => context.json(payments.intent(context.req.param('id'))));
  api.get('/events', (context) => {
    const given = params.parseParams(params.listEvents, queryOf(context));
    const types = given.types ?? (given.type === undefined ? undefined : [given.type]);
    const matching = records.events.filter(
      (event) =>
        (types === undefined || types.includes(event.type)) &&
        (given.delivery_success === undefined || given.delivery_success === (event.pending_webhooks === 0)),
    );
    return context.json(pageOf('/v1/events', matching.toReversed(), given));
  });
  api.get('/events/:id', (context) => {
    const found = records.events.find((event) => event.id === context.req.param('id'));
    if (!found) throw missing('event', context.req.param('id'));
    return context.json(found);
  });

  api.notFound((context) => {
    const { error } = invalidRequest(
      `Unrecognized request URL (${context.req.method}: ${context.req.path}).`,
    ).body;
    return context.json({ error }, 404);
  });
  api.onError((error, context) => {
    if (error instanceof ApiError) return context.json(error.body, error.status);
    console.error(error);
    return context.json(bodyOfStatus(500), 500);
  });
  return api;

  function expanded({ session, lineItems }: StoredSession, paths: readonly string[] = []) {
    const shown: Record<string, unknown> = { ...payments.shown(session) };
    for (const path of paths) {
      if (path === 'line_items') {
        const url = `/v1/checkout/sessions/${session.id}/line_items`;
        shown.line_items = pageOf(url, lineItems, { limit: 10 });
      } else if (path === 'payment_intent') {
        if (session.payment_intent !== null) shown.payment_intent = payments.intent(session.payment_intent);
      } else {
        throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
      }
    }
    return shown as { id: string };
  }
}

function operationOf(method: string, path: string): string | undefined {
  const operations: [string, RegExp, string][] = [
    ['POST', /^\/v1\/checkout\/sessions$/, 'checkout.sessions.create'],
    ['GET', /^\/v1\/checkout\/sessions$/, 'checkout.sessions.list'],
    ['GET', /^\/v1\/checkout\/sessions\/[^/]+$/, 'checkout.sessions.retrieve'],
    ['GET', /^\/v1\/checkout\/sessions\/[^/]+\/line_items$/, 'checkout.sessions.listLineItems'],
    ['POST', /^\/v1\/checkout\/sessions\/[^/]+\/expire$/, 'checkout.sessions.expire'],
    ['GET', /^\/v1\/payment_intents\/[^/]+$/, 'paymentIntents.retrieve'],
    ['GET', /^\/v1\/events$/, 'events.list'],
    ['GET', /^\/v1\/events\/[^/]+$/, 'events.retrieve'],
  ];
  return operations.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2];
}

/** Adds Stripe's headers to every answer, and the body Stripe would send to a fault that only has a status. */
const likeStripe: MiddlewareHandler<Env> = async (context, next) => {
  context.set('requestId', newId('req_'));
  await next();
  const { status } = context.res;
  if (status >= 400 && (await context.res.clone().text()) === '') {
    context.res = Response.json(bodyOfStatus(status), { status, headers: context.res.headers });
  }
  context.res.headers.set('request-id', context.get('requestId'));
  context.res.headers.set('stripe-version', Stripe.API_VERSION);
};

function onlyWithKey(apiKey: string): MiddlewareHandler<Env> {
  return async (context, next) => {
    const authorization = context.req.header('authorization');
    if (authorization === `Bearer ${apiKey}`) return next();
    const message =
      authorization === undefined
        ? 'You did not provide an API key.'
        : 'Invalid API Key provided: the sandbox was started with a different key.';
    throw new ApiError(401, { type: 'invalid_request_error', message });
  };
}

/** A POST repeated with the same idempotency key gets the same answer; with different parameters it is refused. */
function oncePerKey(state: State): MiddlewareHandler<Env> {
  const { answers } = state.records;
  return async (context, next) => {
    const key = context.req.header('idempotency-key');
    if (key === undefined) return next();
    const request = `${context.req.path}\n${await context.req.text()}`;
    const kept = answers[key];
    if (kept && kept.request !== request) {
      throw new ApiError(400, {
        type: 'idempotency_error',
        message:
          'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      });
    }
    if (kept) {
      context.header('idempotent-replayed', 'true');
      return context.body(kept.body, kept.status as ContentfulStatusCode, {
        'content-type': 'application/json',
      });
    }
    await next();
    // A request refused for its parameters was never carried out, so its key can be used again.
    if (!context.res.ok) return undefined;
    answers[key] = { request, status: context.res.status, body: await context.res.clone().text() };
    state.changed();
    return undefined;
  };
}

function queryOf({ req }: Context<Env>): string {
  return new URL(req.url).search;
}

/** One page of a list, with Stripe's paging. @param all in the list's order. */
function pageOf<T extends { id: string }>(
  url: string,
  all: readonly T[],
  {
    limit,
    starting_after,
    ending_before,
  }: { limit: number; starting_after?: string; ending_before?: string },
) {
  const placeOf = (id: string) => {
    const index = all.findIndex((item) => item.id === id);
    if (index < 0) throw missing('object', id, starting_after === id ? 'starting_after' : 'ending_before');
    return index;
  };
  const end = ending_before === undefined ? all.length : placeOf(ending_before);
  const earliest = ending_before === undefined ? 0 : Math.max(0, end - limit);
  const start = starting_after === undefined ? earliest : placeOf(starting_after) + 1;
  const data = all.slice(start, Math.min(end, start + limit));
  const more = ending_before === undefined ? start + data.length < all.length : start > 0;
  return { object: 'list', url, has_more: more, data };
}
