import { Hono } from 'hono';
import { html } from 'hono/html';
import { ApiError, missing } from './api-error.ts';
import type { WireEvent, WireSession } from './objects.ts';
import { type PayerAction, type Payments, payerActions } from './payments.ts';
import type { State, StoredSession } from './state.ts';
import type { Webhooks } from './webhooks.ts';

type Markup = ReturnType<typeof html>;

const latestShown = 100;

/** The payment page, an overview for developers, and the actions behind their buttons. */
export function stripePages({
  state: { records },
  payments,
  webhooks,
}: {
  state: State;
  payments: Payments;
  webhooks: Webhooks;
}): Hono {
  const pages = new Hono();

  pages.get('/', (context) => context.html(overview(records)));
  pages.get('/pay/:id', (context) => context.html(paymentPage(payments.find(context.req.param('id')))));
  for (const action of payerActions) {
    pages.post(`/pay/:id/${action}`, (context) => {
      const id = context.req.param('id');
      if (!wantsPage(context.req.header('accept'))) return context.json(payments.act(id, action));
      try {
        const session = payments.act(id, action);
        return context.redirect(
          action === 'card' || action === 'bank' ? successOf(session) : `/pay/${id}`,
          303,
        );
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 404) throw error;
        return context.html(paymentPage(payments.find(id), error.message), error.status);
      }
    });
  }
  pages.post('/_events/:id/resend', async (context) => {
    const id = context.req.param('id');
    const event = records.events.find((candidate) => candidate.id === id);
    if (!event) throw missing('event', id);
    const delivery = await webhooks.send(event);
    return wantsPage(context.req.header('accept')) ? context.redirect('/', 303) : context.json(delivery);
  });

  pages.onError((error, context) => {
    if (!(error instanceof ApiError)) throw error;
    if (!wantsPage(context.req.header('accept'))) return context.json(error.body, error.status);
    return context.html(frame('Not found', html`<p>${error.message}</p>`), error.status);
  });
  return pages;
}

const wantsPage = (accept: string | undefined) => accept?.includes('text/html') ?? false;

function successOf({ success_url, id }: WireSession): string {
  return (success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id);
}

function paymentPage({ session, lineItems }: StoredSession, problem?: string): Markup {
  const rows = lineItems.map(
    (item) => html`<tr>
      <td>${item.description}</td>
      <td class="number">${item.quantity}</td>
      <td class="number">${money(item.amount_total, item.currency)}</td>
    </tr>`,
  );
  const body = html`
    ${problem === undefined ? '' : html`<p role="alert" class="problem">${problem}</p>`}
    <table>
      <caption>Your order</caption>
      <thead>
        <tr><th scope="col">Item</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Amount</th></tr>
      </thead>
      <tbody>${rows}</tbody>
      <tfoot>
        <tr>
          <th scope="row" colspan="2">Total</th>
          <td class="number">${money(session.amount_total ?? 0, session.currency ?? 'usd')}</td>
        </tr>
      </tfoot>
    </table>
    ${choices(session)}
    <p class="note">This is a sandbox: no money moves. Session <code>${session.id}</code></p>`;
  return frame('Payment', body);
}

function choices(session: WireSession): Markup {
  const button = (action: PayerAction, label: string) =>
    html`<form method="post" action="/pay/${session.id}/${action}"><button>${label}</button></form>`;
  const back = html`<p><a href="${successOf(session)}">Back to the shop</a></p>`;
  if (session.status === 'expired') return html`<p role="status">This payment page has expired.</p>`;
  if (session.status === 'open') {
    if (session.amount_total === 0) return button('card', 'Place the order');
    return html`<div class="choices">
      ${button('card', 'Pay by card')} ${button('decline', 'Card declined')}
      ${button('bank', 'Pay by bank debit (delayed)')}
    </div>`;
  }
  if (session.payment_status !== 'unpaid') {
    const text = session.payment_status === 'paid' ? 'This order is paid.' : 'This order is placed.';
    return html`<p role="status">${text}</p>${back}`;
  }
  return html`<p role="status">The bank debit is on its way, or was refused: the order is not paid.</p>
    <div class="choices">${button('bank-succeeds', 'Bank confirms')} ${button('bank-fails', 'Bank refuses')}</div>
    ${back}`;
}

function overview({ sessions, events }: { sessions: StoredSession[]; events: WireEvent[] }): Markup {
  const sessionRows = sessions
    .slice(-latestShown)
    .toReversed()
    .map(
      ({ session }) => html`<tr>
        <td><a href="/pay/${session.id}"><code>${session.id.slice(0, 20)}…</code></a></td>
        <td class="number">${money(session.amount_total ?? 0, session.currency ?? 'usd')}</td>
        <td>${session.status}</td>
        <td>${session.payment_status}</td>
      </tr>`,
    );
  const eventRows = events
    .slice(-latestShown)
    .toReversed()
    .map(
      (event) => html`<tr>
        <td>${event.type}</td>
        <td>${event.pending_webhooks === 0 ? 'delivered' : 'not delivered'}</td>
        <td>
          <form method="post" action="/_events/${event.id}/resend">
            <button aria-label="Send ${event.type} again">Send again</button>
          </form>
        </td>
      </tr>`,
    );
  return frame(
    'Stripe sandbox',
    html`<table>
        <caption>Checkout Sessions, newest first</caption>
        <thead>
          <tr><th scope="col">Session</th><th scope="col" class="number">Total</th><th scope="col">Status</th><th scope="col">Payment</th></tr>
        </thead>
        <tbody>${sessionRows}</tbody>
      </table>
      <table>
        <caption>Events, newest first</caption>
        <thead><tr><th scope="col">Event</th><th scope="col">Webhook</th><th scope="col">Again</th></tr></thead>
        <tbody>${eventRows}</tbody>
      </table>`,
  );
}

function frame(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1f36; background: #f6f8fa; margin: 0 }
          main { max-width: 44rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border-radius: .5rem }
          table { width: 100%; border-collapse: collapse; margin-bottom: 1.5rem }
          caption { text-align: left; font-weight: 600; padding-bottom: .5rem }
          th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid #d5dbe1 }
          .number { text-align: right; font-variant-numeric: tabular-nums }
          .choices { display: flex; flex-wrap: wrap; gap: .75rem }
          button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: .375rem; background: #4338ca; color: #fff; cursor: pointer }
          :focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px }
          .problem { padding: .5rem 1rem; border-left: 4px solid #b91c1c; background: #fef2f2; color: #7f1d1d }
          .note { color: #4f566b; font-size: .875rem; overflow-wrap: anywhere }
        </style>
      </head>
      <body>
        <main><h1>${title}</h1>${body}</main>
      </body>
    </html>`;
}

/** @param amount in the currency's smallest unit. */
function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
