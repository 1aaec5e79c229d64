import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiError } from '../api-error.ts';
import type { State } from '../state.ts';

/** What a request brings with it, and what is noted of it while it is answered. */
export type Env = { Bindings: HttpBindings; Variables: { requestId: string } };

const longestKey = 255;

/**
 * A POST repeated with the same idempotency key gets the answer of the first, whatever it was, once that was under way;
 * what was refused for its parameters never began, and its key can be used again.
 * Source: https://docs.stripe.com/api/idempotent_requests
 */
export function oncePerKey(state: State): MiddlewareHandler<Env> {
  const { answers } = state.records;
  const inUse = new Set<string>();
  return async (context, next) => {
    const key = context.req.header('idempotency-key');
    if (key === undefined) return next();
    if (key.length > longestKey) {
      throw refused(400, `Idempotency keys can be at most ${longestKey} characters long.`);
    }
    context.header('idempotency-key', key);
    if (inUse.has(key)) {
      throw refused(
        409,
        'There is currently another in-progress request using this Idempotent Key.',
        'idempotency_key_in_use',
      );
    }
    inUse.add(key);
    try {
      const request = `${context.req.path}\n${await context.req.text()}`;
      const kept = answers[key];
      if (kept && kept.request !== request) {
        throw refused(
          400,
          'Keys for idempotent requests can only be used with the same parameters they were first used with.',
        );
      }
      if (kept) {
        context.header('idempotent-replayed', 'true');
        context.header('original-request', kept.requestId ?? context.get('requestId'));
        return context.body(kept.body, kept.status as ContentfulStatusCode, {
          'content-type': 'application/json',
        });
      }
      await next();
      context.header('original-request', context.get('requestId'));
      if (context.error instanceof ApiError && !context.error.begun) return undefined;
      const body = await context.res.clone().text();
      answers[key] = { request, status: context.res.status, body, requestId: context.get('requestId') };
      state.changed();
      // Until the answer is safe, the request is under way.
      await state.saved();
      return undefined;
    } finally {
      inUse.delete(key);
    }
  };
}

function refused(status: 400 | 409, message: string, code?: string): ApiError {
  return new ApiError(status, { type: 'idempotency_error', message, code }, false);
}
