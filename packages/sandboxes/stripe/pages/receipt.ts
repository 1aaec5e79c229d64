import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type Stripe from 'stripe';
import type { Page } from '../../page.ts';
import { money } from './money.ts';

/** The page at a charge's `receipt_url`: the amount, and what was refunded of it. */
export function receiptPage(charge: Stripe.Charge, refunds: readonly Stripe.Refund[]): Page {
  const day = new Date(charge.created * 1000).toISOString().slice(0, 10);
  const counted = refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled');
  const row = (name: string, amount: number): Html =>
    html`<tr><th scope="row">${name}</th><td class="number">${money(amount, charge.currency)}</td></tr>`;
  return [
    html`<p>Paid on ${day}. Payment <code>${charge.id}</code></p>
      <table>
        <tbody>
          ${row('Amount', charge.amount)}
          ${counted.map(({ amount, status }) => row(status === 'succeeded' ? 'Refund' : 'Refund, on its way', -amount))}
          ${counted.length > 0 ? row('Left', charge.amount - charge.amount_refunded) : ''}
        </tbody>
      </table>`,
    { title: 'Receipt', width: 'narrow' },
  ];
}
