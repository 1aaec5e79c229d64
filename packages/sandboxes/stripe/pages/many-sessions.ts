import { Hono } from 'hono';
import * as z from 'zod';
import type { Account } from '../account.ts';
import { parseParams } from '../api/form.ts';
import { count, positive } from '../api/params.ts';
import { type Payments, payerActions } from '../payments.ts';
import { createSession } from '../session-params.ts';

const most = 10_000;

const form = createSession.extend({
  count: positive.pipe(z.number().max(most, `At most ${most} at a time`)),
  /** What is done with each; nothing when absent. */
  action: z.enum(payerActions).optional(),
  /** When each is made and paid, in epoch seconds; now when absent. */
  at: count.optional(),
});

/** Makes many sessions in one call, for tests and benchmarks with a whole tournament's payments. */
export function manySessions(account: Account, payments: Payments): Hono {
  const pages = new Hono();
  pages.post('/_sessions', async (context) => {
    const text = await context.req.text();
    // In any value, `{n}` is the session's number.
    const numbered = (n: number) => parseParams(form, text.replaceAll(/\{n\}|%7Bn%7D/gi, String(n)));
    const sessions = Array.from({ length: numbered(1).count }, (_, index) => {
      const { count: __, action, at, ...given } = numbered(index + 1);
      const { id, payment_intent } = account.at(at ?? account.now(), () => {
        const session = payments.create(given);
        return action ? payments.act(session.id, action) : session;
      });
      return { id, payment_intent };
    });
    return context.json({ sessions });
  });
  return pages;
}
