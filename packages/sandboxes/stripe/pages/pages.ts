import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { wantsPage } from '../../page.ts';
import { type Account, noRequest } from '../account.ts';
import { parseParams } from '../api/form.ts';
import { ApiError } from '../api-error.ts';
import { findCharge } from '../money/charges.ts';
import { disputeTurns, findDispute, openDispute, turnDispute } from '../money/disputes.ts';
import { warnOfFraud } from '../money/fraud-warnings.ts';
import {
  createRefund,
  findRefund,
  refundBeginnings,
  refundOutcomes,
  settleRefund,
} from '../money/refunds.ts';
import { type Payments, payerActions } from '../payments.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { eventPages } from './event-pages.ts';
import { manySessions } from './many-sessions.ts';
import { smallestPerUnit } from './money.ts';
import { overview } from './overview.ts';
import { paymentPage } from './payment-page.ts';
import { receiptPage } from './receipt.ts';
import { backTo, thanksPage } from './thanks.ts';

/** `amount` is in the currency itself, not in its smallest unit: `20.50`. */
const refundForm = z.strictObject({
  amount: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'Not an amount')
    .transform(Number)
    .optional(),
  begins: z.enum(refundBeginnings).optional(),
});
const disputeForm = z.strictObject({ kind: z.enum(['chargeback', 'inquiry']).default('chargeback') });
const codeForm = z.strictObject({ code: z.string() });

/** The payment page, an overview for developers, and the actions behind their buttons. */
export function stripePages({
  account,
  payments,
  webhooks,
}: {
  account: Account;
  payments: Payments;
  webhooks: Webhooks;
}): Hono {
  const pages = new Hono();
  const { records } = account;

  pages.get('/', (context) => context.render(...overview(account, webhooks)));
  pages.get('/pay/:id', (context) =>
    context.render(...paymentPage(account, payments.find(context.req.param('id')))),
  );
  pages.get('/thanks/:id', (context) =>
    context.render(...thanksPage(payments.find(context.req.param('id')).session)),
  );
  pages.get('/receipts/:id', (context) => {
    const charge = findCharge(account, context.req.param('id'));
    const refunds = records.refunds.filter((refund) => refund.charge === charge.id);
    return context.render(...receiptPage(charge, refunds));
  });
  for (const action of payerActions) {
    pages.post(`/pay/:id/${action}`, (context) => {
      const id = context.req.param('id');
      const pays = action === 'card' || action === 'card-slow-refunds' || action === 'bank';
      return acted(context, id, () => payments.act(id, action), pays ? 'shop' : 'page');
    });
  }
  pages.post('/pay/:id/expire', (context) => {
    const id = context.req.param('id');
    return acted(context, id, () => payments.expire(id, noRequest));
  });
  pages.post('/pay/:id/code', async (context) => {
    const id = context.req.param('id');
    const { code } = parseParams(codeForm, await context.req.text());
    return acted(context, id, () => payments.enterCode(id, code));
  });

  pages.post('/_charges/:id/refund', async (context) => {
    const charge = findCharge(account, context.req.param('id'));
    const form = await context.req.text();
    return acted(context, sessionOf(charge), () => {
      const { amount, begins } = parseParams(refundForm, form);
      const smallest =
        amount === undefined ? undefined : Math.round(amount * smallestPerUnit(charge.currency));
      return createRefund(account, { charge: charge.id, amount: smallest }, undefined, begins);
    });
  });
  pages.post('/_charges/:id/dispute', async (context) => {
    const charge = findCharge(account, context.req.param('id'));
    const form = await context.req.text();
    return acted(context, sessionOf(charge), () =>
      openDispute(account, charge, parseParams(disputeForm, form).kind),
    );
  });
  pages.post('/_charges/:id/warn', (context) => {
    const charge = findCharge(account, context.req.param('id'));
    return acted(context, sessionOf(charge), () => warnOfFraud(account, charge));
  });
  for (const outcome of refundOutcomes) {
    pages.post(`/_refunds/:id/${outcome}`, (context) => {
      const refund = findRefund(account, context.req.param('id'));
      return acted(context, sessionOf(refund), () => {
        settleRefund(account, refund, outcome);
        return refund;
      });
    });
  }
  for (const turn of disputeTurns) {
    pages.post(`/_disputes/:id/${turn}`, (context) => {
      const dispute = findDispute(account, context.req.param('id'));
      return acted(context, sessionOf(dispute), () => {
        turnDispute(account, dispute, turn);
        return dispute;
      });
    });
  }

  pages.route('/', manySessions(account, payments));
  pages.route('/', eventPages(account, webhooks));

  pages.onError((error, context) => {
    if (!(error instanceof ApiError)) throw error;
    if (!wantsPage(context)) return context.json(error.body, error.status);
    context.status(error.status);
    return context.render(html`<p>${error.message}</p>`, { title: 'Not found', width: 'narrow' });
  });
  return pages;

  /** The session whose page shows a charge, refund or dispute. */
  function sessionOf({ payment_intent }: { payment_intent: unknown }): string {
    const found = records.sessions.find(({ session }) => session.payment_intent === payment_intent);
    return found?.session.id ?? '';
  }

  /** Acts, then answers with the object or, for a browser, a redirect. A browser sees a refusal on the session's page. */
  function acted(context: Context, sessionId: string, act: () => object, then: 'page' | 'shop' = 'page') {
    if (!wantsPage(context)) return context.json(act());
    try {
      act();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 404) throw error;
      context.status(error.status);
      return context.render(...paymentPage(account, payments.find(sessionId), error.message));
    }
    const { session } = payments.find(sessionId);
    return context.redirect(then === 'shop' ? backTo(session) : `/pay/${sessionId}`, 303);
  }
}
