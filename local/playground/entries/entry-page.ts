/** The page about one entry. */
import { pill } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { fieldName } from '../../../core/domain/findings.ts';
import { isCheckoutSessionId } from '../../../core/domain/ids.ts';
import { attentionPart, lookAtPart } from './attention-part.ts';
import { badgeCard, mailCard, paymentCard } from './cards.ts';
import { correctionForm } from './correction-form.ts';
import type { WholeEntry } from './entry-sources.ts';
import { facts } from './facts.ts';
import { standing } from './standing.ts';
import { storyOf } from './story.ts';
import { storyPart } from './story-part.ts';

interface Shown {
  entry: WholeEntry;
  /** The address of Stripe's sandbox. */
  stripe: string;
  /** When the badge that is in the bucket was put there, epoch milliseconds. */
  badgeDrawnAt?: number;
  /** What is to be said of what was just asked for. */
  problem?: string;
  done?: string;
}

export function entryBody({ entry, stripe, badgeDrawnAt, problem, done }: Shown): Html {
  const { id, dossier, record } = entry;
  return html`${headOf(entry)}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
    ${done ? html`<p class="done" role="status">${done}</p>` : ''}
    <div class="columns entry">
      <div>
        ${dossier?.attention.map((one) => attentionPart(entry, one)) ?? ''}
        ${lookAtPart(entry)}
        ${storyPart(storyOf(entry, badgeDrawnAt))}
        ${entry.item || entry.row ? enteredPart(entry) : ''}
      </div>
      <aside aria-label="Badge, mail and payment">
        ${dossier ? badgeCard(entry, dossier) : ''}
        ${record.erasedAt ? '' : html`${mailCard(entry)} ${paymentCard(entry, stripe)}`}
        <section id="ids"><h2>For engineers</h2><p class="note">Entry <code>${id}</code></p>
          <ul class="plain-list">${linksOf(entry, stripe)}</ul></section>
      </aside>
    </div>`;
}

/** For an id of which nothing is known yet: the page fills itself once something is. */
export const unknownEntry = (id: string, stripe: string): Html =>
  html`<p>${pill('busy', 'Nothing has come yet')}</p>
    <p>No form has come in under this id, and no payment. This page changes as soon as one does.</p>
    ${isCheckoutSessionId(id) ? html`<p><a href="${stripe}/pay/${id}">Open its payment page</a></p>` : ''}
    <p class="note"><code>${id}</code></p>`;

function headOf({ dossier, record: { erasedAt } }: WholeEntry): Html {
  if (!dossier) {
    return html`<p>${standing({ needsAttention: false, erasedAt })}</p>
      <p class="note">${
        erasedAt
          ? 'This person was erased. What is left is this id and the time, so that nothing about them comes back.'
          : 'The form has not come in yet.'
      }</p>`;
  }
  const { school, type, badgeId, payment, attention } = dossier;
  return html`<p class="who">${standing({ payment, needsAttention: attention.length > 0, erasedAt })}
    <span>${[school || '(no school)', type || '(no type)'].join(', ')}</span> <code>${badgeId}</code></p>`;
}

/** What was written, and a form with which any of it can be corrected. */
function enteredPart(entry: WholeEntry): Html {
  const { dossier, item, row } = entry;
  const sent = item && { ...item, ...(item.medical_form && { medical_form: '(not shown)' }) };
  return html`<section id="entered" aria-labelledby="entered-title">
    <h2 id="entered-title">${row ? 'The registration' : 'The entry'}</h2>
    ${facts([
      ['E-mail address', dossier?.email],
      ...Object.entries(dossier?.entered ?? {}).map(([field, value]) => [fieldName(field), value] as const),
    ])}
    <details><summary>Correct something</summary>${correctionForm(entry)}</details>
    ${sent ? html`<details><summary>The message as the form sent it</summary><pre>${JSON.stringify(sent, undefined, 1)}</pre></details>` : ''}
  </section>`;
}

const linksOf = ({ dossier, money }: WholeEntry, stripe: string): Html[] =>
  [
    { text: 'Its item in the table', page: dossier?.page },
    { text: 'The payment in Stripe’s sandbox', page: money && `${stripe}/pay/${money.session.id}` },
  ].flatMap(({ text, page }) => (page ? [html`<li><a href="${page}">${text}</a></li>`] : []));
