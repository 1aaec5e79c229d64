import { html } from 'hono/html';
import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import type { Webhooks } from '../webhooks.ts';
import type { WireEvent } from '../wire.ts';
import { frame, type Markup, money } from './frame.ts';

const latestShown = 100;

/** For developers: the sessions with links to their pages, and the events with a button to send each again. */
export function overview({ records }: Account, webhooks: Webhooks): Markup {
  const { sessions, events, charges } = records;
  const chargeOf = new Map(charges.map((charge) => [charge.payment_intent, charge]));
  const sessionRows = sessions
    .slice(-latestShown)
    .toReversed()
    .map(
      ({ session }) => html`<tr>
        <td><a href="/pay/${session.id}"><code>${session.id.slice(0, 20)}…</code></a></td>
        <td class="number">${money(session.amount_total ?? 0, session.currency ?? 'usd')}</td>
        <td>${session.status}</td>
        <td>${session.payment_status}${laterOf(chargeOf.get(session.payment_intent))}</td>
      </tr>`,
    );
  const eventRows = events
    .slice(-latestShown)
    .toReversed()
    .map(
      (event) => html`<tr>
        <td>${event.type}</td>
        ${webhooks.subscribesTo(event.type) ? delivery(event) : html`<td colspan="2">not subscribed to</td>`}
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

function delivery(event: WireEvent): Markup {
  return html`<td>${event.pending_webhooks === 0 ? 'delivered' : 'not delivered'}</td>
    <td>
      <form method="post" action="/_events/${event.id}/resend">
        <button aria-label="Send ${event.type} again">Send again</button>
      </form>
    </td>`;
}

/** What came after the payment. */
function laterOf(charge: Stripe.Charge | undefined): string {
  if (!charge) return '';
  const refunded = charge.refunded ? ', refunded' : charge.amount_refunded > 0 ? ', partly refunded' : '';
  return `${refunded}${charge.disputed ? ', disputed' : ''}`;
}
