import { button, pill, scrolling, type Tone } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type Stripe from 'stripe';
import type { Page } from '../../page.ts';
import type { Account } from '../account.ts';
import type { Hold } from '../webhooks/held-events.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { WireEvent } from '../wire.ts';
import { money } from './money.ts';

const latestShown = 100;

const statusTones: Partial<Record<string, Tone>> = {
  open: 'busy',
  complete: 'good',
  expired: 'quiet',
};

/** For developers: the sessions with links to their pages, and the events with a button to send each again. */
export function overview({ records }: Account, webhooks: Webhooks): Page {
  const { sessions, events, charges } = records;
  const chargeOf = new Map(charges.map((charge) => [charge.payment_intent, charge]));
  const isHeld = new Set(webhooks.held.events);
  const sessionRows = sessions
    .slice(-latestShown)
    .toReversed()
    .map(
      ({ session }) => html`<tr id="${session.id}">
        <td><a href="/pay/${session.id}"><code>${session.id.slice(0, 14)}…</code></a></td>
        <td class="number">${money(session.amount_total ?? 0, session.currency ?? 'usd')}</td>
        <td>${pill(statusTones[session.status ?? ''] ?? 'quiet', session.status ?? '')}</td>
        <td>${session.payment_status}${laterOf(chargeOf.get(session.payment_intent))}</td>
      </tr>`,
    );
  const latest = events.slice(-latestShown).toReversed();
  const heard = latest.filter(({ type }) => webhooks.subscribesTo(type));
  const unheard = latest.filter(({ type }) => !webhooks.subscribesTo(type));
  return [
    html`${heldBack(webhooks)}
      <h2>The latest Checkout Sessions</h2>
      ${sessions.length === 0 ? html`<p class="empty">No session yet. Each begins with an entry that is to be paid.</p>` : ''}
      ${scrolling(
        'Checkout Sessions',
        html`<table class="stacking">
        <thead>
          <tr><th scope="col">Session</th><th scope="col" class="number">Total</th><th scope="col">Status</th><th scope="col">Payment</th></tr>
        </thead>
        <tbody>${sessionRows}</tbody>
      </table>`,
      )}
      <h2>The latest events</h2>
      ${scrolling(
        'Events',
        html`<table class="stacking">
        <thead><tr><th scope="col">Event</th><th scope="col">Webhook</th><th scope="col">Again</th></tr></thead>
        <tbody>${heard.map(
          (event) =>
            html`<tr id="${event.id}"><td>${breakable(event.type)}</td>${delivery(event, isHeld.has(event))}</tr>`,
        )}</tbody>
      </table>`,
      )}
      ${
        unheard.length === 0
          ? ''
          : html`<details><summary>${unheard.length} that are not subscribed to</summary>
        <ul>${unheard.map((event) => html`<li id="${event.id}">${breakable(event.type)}</li>`)}</ul></details>`
      }`,
    { title: 'Stripe sandbox', live: true },
  ];
}

/** A note and buttons for a webhook that never comes, or comes late. */
function heldBack({ held: { holds, events } }: Webhooks): Html {
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

function delivery(event: WireEvent, isHeld: boolean): Html {
  const undelivered = isHeld ? 'held back' : 'not delivered';
  return html`<td>${event.pending_webhooks === 0 ? pill('good', 'delivered') : pill('warn', undelivered)}</td>
    <td>
      <form method="post" action="/_events/${event.id}/resend">
        <button class="plain" aria-label="Send again: ${event.type}">Send again</button>
      </form>
    </td>`;
}

/** It may be broken after a dot or an underscore. */
const breakable = (type: string): Html =>
  html`<code>${type.split(/(?<=[._])/).map((part) => html`${part}<wbr>`)}</code>`;

/** What came after the payment. */
function laterOf(charge: Stripe.Charge | undefined): string {
  if (!charge) return '';
  const refunded = charge.refunded ? ', refunded' : charge.amount_refunded > 0 ? ', partly refunded' : '';
  return `${refunded}${charge.disputed ? ', disputed' : ''}`;
}
