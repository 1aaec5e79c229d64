import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Account } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { Records } from '../state.ts';

/** What a request brings with it, and what is noted of it while it is answered. */
export type Env = { Bindings: HttpBindings; Variables: { requestId: string } };

const longestKey = 255;
const keptSeconds = 24 * 60 * 60;

/**
 * A POST repeated with the same idempotency key gets the answer of the first, whatever it was, once that was under way;
 * what was refused for its parameters never began, and its key can be used again. After a day a key is forgotten.
 * Source: https://docs.stripe.com/api/idempotent_requests
 */
export function oncePerKey(account: Pick<Account, 'state' | 'now'>): MiddlewareHandler<Env> {
  const { state } = account;
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
      forgetOld(answers, account.now() - keptSeconds);
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
      const requestId = context.get('requestId');
      answers[key] = { request, status: context.res.status, body, requestId, at: account.now() };
      state.changed();
      // Until the answer is safe, the request is under way.
      await state.saved();
      return undefined;
    } finally {
      inUse.delete(key);
    }
  };
}

/** @param before epoch seconds. */
function forgetOld(answers: Records['answers'], before: number): void {
  // The oldest come first, except for keys that look like a number: those come before all others.
  for (const key in answers) {
    const isOld = (answers[key]?.at ?? 0) <= before;
    if (isOld) delete answers[key];
    else if (!/^\d+$/.test(key)) return;
  }
}

function refused(status: 400 | 409, message: string, code?: string): ApiError {
  return new ApiError(status, { type: 'idempotency_error', message, code }, false);
}
