import { html } from 'hono/html';
import type Stripe from 'stripe';
import { button, frame, type Markup } from '../../page.ts';
import type { Account } from '../account.ts';
import type { Hold } from '../webhooks/held-events.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { WireEvent } from '../wire.ts';
import { money } from './money.ts';

const latestShown = 100;

/** For developers: the sessions with links to their pages, and the events with a button to send each again. */
export function overview({ records }: Account, webhooks: Webhooks): Markup {
  const { sessions, events, charges } = records;
  const chargeOf = new Map(charges.map((charge) => [charge.payment_intent, charge]));
  const isHeld = new Set(webhooks.held.events);
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
        ${webhooks.subscribesTo(event.type) ? delivery(event, isHeld.has(event)) : html`<td colspan="2">not subscribed to</td>`}
      </tr>`,
    );
  return frame(
    'Stripe sandbox',
    html`${heldBack(webhooks)}
      <table>
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

/** A note and buttons for a webhook that never comes, or comes late. */
function heldBack({ held: { holds, events } }: Webhooks): Markup {
  if (holds.length === 0) {
    return html`<div class="choices plain">${button('/_events/hold', 'Hold all events back')}</div>`;
  }
  return html`<section aria-label="Events held back">
      <p role="status">Events are recorded and not sent: ${holds.map(described).join('; ')}. ${events.length} wait.</p>
      <div class="choices plain">
        ${button('/_events/release', 'Send them')}
        ${button('/_events/release', 'Send them, newest first', { order: 'newest' })}
        ${button('/_events/release', 'Send each twice', { times: '2' })}
        ${button('/_events/release', 'Never send them', { times: '0' })}
      </div>
    </section>`;
}

function described({ types, sessions }: Hold): string {
  const all = types.includes('*') ? 'all' : types.join(', ');
  return sessions ? `${all} of ${sessions.length} sessions` : all;
}

function delivery(event: WireEvent, isHeld: boolean): Markup {
  const undelivered = isHeld ? 'held back' : 'not delivered';
  return html`<td>${event.pending_webhooks === 0 ? 'delivered' : undelivered}</td>
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
