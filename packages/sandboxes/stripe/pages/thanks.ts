import { html } from 'hono/html';
import type { Page } from '../../page.ts';
import type { WireSession } from '../wire.ts';

/** Host names that never exist: https://www.rfc-editor.org/rfc/rfc2606 */
const reserved = /(^|\.)(test|example|invalid|example\.(com|net|org))$/;

/** Whether there can be a page: not under a reserved name, and not on this machine without a port, as in the demo. */
function canBeThere(address: string): boolean {
  const { hostname, port } = new URL(address);
  return !reserved.test(hostname) && !(hostname === 'localhost' && port === '');
}

/**
 * Where the payer's browser goes in the end: to the form's own page or, where there cannot be one, to the thank-you page
 * here.
 */
export function backTo(session: WireSession): string {
  const given = successOf(session);
  return canBeThere(given) ? given : `/thanks/${session.id}`;
}

/** Where a payer goes who pays nothing; undefined where there cannot be a page. */
export function cancelledTo({ cancel_url }: WireSession): string | undefined {
  return cancel_url && canBeThere(cancel_url) ? cancel_url : undefined;
}

export function thanksPage(session: WireSession): Page {
  const said =
    session.payment_status === 'unpaid'
      ? 'The bank debit is on its way: the bank confirms or refuses it in a few days.'
      : 'The order is complete.';
  return [
    html`<p role="status" class="done">${said}</p>
      <p>The form would now show its own page: <code>${successOf(session)}</code></p>
      <p><a href="/pay/${session.id}">What can happen next: refunds, disputes</a></p>
      <p><a href="/">All sessions and events</a></p>`,
    { title: 'Thank you', width: 'narrow' },
  ];
}

function successOf({ success_url, id }: WireSession): string {
  return (success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id);
}
