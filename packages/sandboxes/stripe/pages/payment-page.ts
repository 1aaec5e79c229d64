import { button } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { Page } from '../../page.ts';
import type { Account } from '../account.ts';
import type { PayerAction } from '../payments.ts';
import type { StoredSession } from '../state.ts';
import type { WireSession } from '../wire.ts';
import { afterPayment } from './after-payment.ts';
import { money } from './money.ts';
import { backTo, cancelledTo } from './thanks.ts';

/** Where a session is paid and, once it is, where a person plays what comes after: refunds, disputes. */
export function paymentPage(account: Account, stored: StoredSession, problem?: string): Page {
  const { session, lineItems } = stored;
  const currency = session.currency ?? 'usd';
  const rows = lineItems.map(
    (item) => html`<tr>
      <td>${item.description}</td>
      <td class="number">${item.quantity}</td>
      <td class="number">${money(item.amount_subtotal, item.currency)}</td>
    </tr>`,
  );
  const discount = session.total_details?.amount_discount ?? 0;
  const body = html`
    ${problem === undefined ? '' : html`<p role="alert" class="problem">${problem}</p>`}
    <table>
      <caption>Your order</caption>
      <thead>
        <tr><th scope="col">Item</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Amount</th></tr>
      </thead>
      <tbody>${rows}</tbody>
      <tfoot>
        ${
          discount === 0
            ? ''
            : html`<tr><th scope="row" colspan="2">Discount</th><td class="number">${money(-discount, currency)}</td></tr>`
        }
        <tr>
          <th scope="row" colspan="2">Total</th>
          <td class="number">${money(session.amount_total ?? 0, currency)}</td>
        </tr>
      </tfoot>
    </table>
    ${choices(account, session)} ${afterPayment(account, session)}
    <p class="note">This is a sandbox: no money moves. Session <code>${session.id}</code></p>`;
  return [body, { title: 'Payment', width: 'narrow', live: problem === undefined }];
}

function choices({ records }: Account, session: WireSession): Html {
  const action = (name: PayerAction, label: string) => button(`/pay/${session.id}/${name}`, label);
  const back = html`<p><a href="${backTo(session)}">Back to the shop</a></p>`;
  const cancelled = cancelledTo(session);
  if (session.status === 'expired')
    return html`<p role="status" class="problem">This payment page has expired. Nothing was charged.</p>
      ${cancelled === undefined ? '' : html`<p><a href="${cancelled}">Back to the shop</a></p>`}`;
  if (session.status === 'open') {
    const expire = button(`/pay/${session.id}/expire`, 'Let this page expire');
    const cancel = cancelled === undefined ? '' : html`<p><a href="${cancelled}">Cancel and go back</a></p>`;
    if (session.amount_total === 0)
      return html`${codeField(session)}${action('card', 'Place the order')}
        <div class="choices plain">${expire}</div>${cancel}`;
    return html`${codeField(session)}
      <h2>What does the payer do?</h2>
      <div class="choices">
        ${action('card', 'Pay by card')} ${action('decline', 'Card declined')}
        ${action('bank', 'Pay by bank debit (delayed)')}
      </div>
      <div class="choices plain">
        ${action('card-slow-refunds', 'Pay by a card whose refunds take days')} ${expire}
      </div>${cancel}`;
  }
  if (session.payment_status !== 'unpaid') {
    const text = session.payment_status === 'paid' ? 'This order is paid.' : 'This order is placed.';
    return html`<p role="status" class="done">${text}</p>${back}`;
  }
  const intent = records.intents.find(({ id }) => id === session.payment_intent);
  if (intent?.status !== 'processing') {
    return html`<p role="status" class="problem">The bank refused the debit: the order is not paid.</p>${back}`;
  }
  return html`<p role="status">The bank debit is on its way: the order is not paid yet.</p>
    <div class="choices">${action('bank-succeeds', 'Bank confirms')} ${action('bank-fails', 'Bank refuses')}</div>
    ${back}`;
}

function codeField(session: WireSession): Html | '' {
  if (!session.allow_promotion_codes) return '';
  return html`<form method="post" action="/pay/${session.id}/code" class="code">
    <label>Promotion code <input name="code" autocomplete="off" required /></label> <button>Apply</button>
  </form>`;
}
