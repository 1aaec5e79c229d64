/** What stands at the side of an entry's page: the badge, the mail as it looks, the money. */
import { moment } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { Dossier } from '../../../admin/show/read-dossier.ts';
import { familyPartOf } from '../../../core/domain/mail-purpose.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { amountInWords } from '../../../core/money/currency.ts';
import { standingOf } from '../../../core/money/standing.ts';
import { badgeAddress } from './badge-address.ts';
import type { WholeEntry } from './entry-sources.ts';
import { facts } from './facts.ts';
import { mailName } from './story.ts';

export function badgeCard({ id, record: { badge } }: WholeEntry, dossier: Dossier): Html {
  const { badgeWithdrawn, drive, name, attention } = dossier;
  const src = badge && badgeAddress(id, badge.md5);
  const toCheck = (!badgeWithdrawn && dossier.badge?.toCheck) || [];
  return html`<section id="badge"><h2>Badge</h2>
    ${
      src && !badgeWithdrawn
        ? html`<a href="${src}"><img class="badge" src="${src}" alt="Badge of ${name}"></a>`
        : html`<p class="empty">${badgeWithdrawn ? takenAway(dossier) : 'None yet.'}</p>`
    }
    ${toCheck.length > 0 ? html`<ul>${toCheck.map((one) => html`<li>${one}</li>`)}</ul>` : ''}
    ${drive ? driveFact(drive, attention) : html`<p class="note">It is not in Drive.</p>`}
  </section>`;
}

function driveFact({ state, link }: NonNullable<Dossier['drive']>, attention: Dossier['attention']): Html {
  const open = html`<a href="${link}">Open it in Drive</a>`;
  switch (state) {
    case 'there':
      return html`<p>It is in the organisers’ folder. ${open}</p>`;
    case 'in the trash':
      return html`<p>Its file is in the trash. ${open}</p>`;
    case 'being created':
      return attention.some(({ part }) => part === 'badge')
        ? html`<p>It could not be put into the organisers’ folder.</p>`
        : html`<p>It is being put into the organisers’ folder.</p>`;
  }
}

const takenAway = ({ payment }: Dossier) =>
  payment === undefined || payment === 'paid'
    ? 'Taken away: the registration is gone.'
    : `Taken away, because of the payment: ${payment}.`;

/** The latest mail to the family. */
export function mailCard({ mails }: WholeEntry): Html {
  const [latest] = mails
    .filter(({ purpose, messageId }) => messageId !== undefined && familyPartOf(purpose) !== undefined)
    .sort((a, b) => b.at - a.at);
  if (!latest)
    return html`<section id="mail"><h2>Mail to the family</h2><p class="empty">None yet.</p></section>`;
  const page = `/mails/${encodeURIComponent(latest.messageId ?? '')}`;
  return html`<section id="mail"><h2>${mailName(latest.purpose)}</h2>
    <iframe class="mail" src="${page}/html" title="The mail as it looks" sandbox="" loading="lazy"></iframe>
    <p><a href="${page}">Open the mail</a></p></section>`;
}

/** @param stripe the address of Stripe's sandbox. */
export function paymentCard({ money, receipt, record: { due }, dossier }: WholeEntry, stripe: string): Html {
  const how = dossier?.money?.payment;
  const paidAt = money?.charges.find(({ status }) => status === 'succeeded')?.created;
  if (!how && !money)
    return html`<section id="payment"><h2>Payment</h2><p class="empty">None yet.</p></section>`;
  return html`<section id="payment"><h2>Payment</h2>
    ${money ? moneyFacts(money, due) : ''}
    ${paidAt === undefined ? '' : html`<p>Paid ${moment(paidAt * 1_000)}</p>`}
    ${receipt ? html`<p><a href="${receipt}">Open the receipt</a></p>` : ''}
    ${facts([['How', how?.startsWith('pi_') ? undefined : how?.replaceAll('_', ' ')]])}
    ${money?.session.status === 'open' ? html`<p>Nobody has paid yet. <a href="${stripe}/pay/${money.session.id}">Open the payment page</a></p>` : ''}</section>`;
}

/** What has become of the money, as far as there is any. */
export function moneyFacts(money: PaymentReading, due: number | undefined): Html | '' {
  const { sums } = standingOf(money, due);
  const amount = (value: number | undefined) => (value ? amountInWords(value, money.currency) : undefined);
  return facts([
    ['Paid', amount(sums.paid)],
    ['Expected', amount(due)],
    ['On its way', amount(sums.pending)],
    ['Refunded', amount(sums.refunded)],
    ['Being refunded', amount(sums.refundPending)],
    ['Held by a dispute', amount(sums.onHold)],
    ['Lost in a dispute', amount(sums.lost)],
  ]);
}
