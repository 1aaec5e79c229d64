import { button } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { type DisputeTurn, disputeInForce, turnsOf } from '../money/disputes.ts';
import { outcomesOf, type RefundOutcome } from '../money/refunds.ts';
import type { WireSession } from '../wire.ts';
import { money, smallestPerUnit } from './money.ts';

const outcomeLabels: Record<RefundOutcome, string> = {
  succeeded: 'It arrives',
  failed: 'It fails',
  canceled: 'Cancel it',
};

const turnLabels: Record<DisputeTurn, string> = {
  answer: 'Send evidence',
  win: 'Win it',
  lose: 'Lose it',
  escalate: 'Becomes a dispute',
  'end-inquiry': 'End it',
};

/** Buttons for what can happen to a session's charges: refunds, disputes, a warning of fraud. */
export function afterPayment(account: Account, { payment_intent }: WireSession): Html | '' {
  const { records } = account;
  const charges = records.charges.filter((charge) => charge.payment_intent === payment_intent);
  const sections = charges
    .filter(({ status }) => status !== 'failed')
    .map((charge) => {
      const ofCharge = (object: { charge: unknown }) => object.charge === charge.id;
      const refunds = records.refunds.filter(ofCharge);
      const disputes = records.disputes.filter(ofCharge);
      const canRefund = disputeInForce(account, charge.id)?.is_charge_refundable ?? true;
      const warned = records.fraudWarnings.some(ofCharge);
      return html`<section aria-label="Charge">
        <h2>After the payment</h2>
        ${charge.receipt_url ? html`<p><a href="${charge.receipt_url}">Receipt</a></p>` : ''}
        ${warned ? html`<p role="note">The card's issuer warned of fraud.</p>` : ''}
        ${refunds.map(refundLine)} ${disputes.map(disputeLine)} ${chargeButtons(charge, { warned, canRefund })}
      </section>`;
    });
  return html`${sections}`;
}

function chargeButtons(
  charge: Stripe.Charge,
  { warned, canRefund }: { warned: boolean; canRefund: boolean },
): Html {
  const left = charge.amount - charge.amount_refunded;
  const act = (name: string, label: string, fields?: Record<string, string>) =>
    button(`/_charges/${charge.id}/${name}`, label, fields);
  const perUnit = smallestPerUnit(charge.currency);
  const refunds = html`<div class="choices">
      ${act('refund', `Refund ${money(left, charge.currency)}`)}
      <form method="post" action="/_charges/${charge.id}/refund">
        <label>Refund a part <input name="amount" type="number" required min="${1 / perUnit}" step="${1 / perUnit}"
          max="${left / perUnit}" value="${Math.ceil(left / 2) / perUnit}" /></label>
        <button>Refund it</button>
      </form>
    </div>
    <div class="choices plain">
      ${act('refund', 'Refund with too low a balance', { begins: 'insufficient_funds' })}
      ${act('refund', 'Refund that asks the payer for an account', { begins: 'requires_action' })}
    </div>`;
  const disputes = html`<div class="choices plain">
      ${act('dispute', 'Payer disputes it')} ${act('dispute', "Payer's bank inquires", { kind: 'inquiry' })}
      ${warned ? '' : act('warn', 'Warning of fraud')}
    </div>`;
  const canDispute = left > 0 && !charge.disputed && charge.status === 'succeeded';
  return html`${left > 0 ? (canRefund ? refunds : '') : html`<p role="status">Nothing is left to refund.</p>`}${canDispute ? disputes : ''}`;
}

function refundLine(refund: Stripe.Refund): Html {
  const detail = refund.pending_reason ?? refund.failure_reason;
  const buttons = outcomesOf(refund).map((outcome) =>
    button(`/_refunds/${refund.id}/${outcome}`, outcomeLabels[outcome]),
  );
  return html`<p>Refund of ${money(refund.amount, refund.currency)}: ${refund.status}${detail ? ` (${detail})` : ''}</p>
    <div class="choices plain">${buttons}</div>`;
}

function disputeLine(dispute: Stripe.Dispute): Html {
  const buttons = turnsOf(dispute).map((turn) =>
    button(`/_disputes/${dispute.id}/${turn}`, turnLabels[turn]),
  );
  return html`<p>Dispute of ${money(dispute.amount, dispute.currency)}: ${dispute.status}</p>
    <div class="choices plain">${buttons}</div>`;
}
