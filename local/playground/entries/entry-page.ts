/** The page about one entry. */
import { button, duration, moment, pill } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { AttentionInWords } from '../../../admin/attention.ts';
import type { Dossier } from '../../../admin/show/read-dossier.ts';
import { fieldName } from '../../../core/domain/findings.ts';
import { isCheckoutSessionId } from '../../../core/domain/ids.ts';
import { amountInWords } from '../../../core/money/currency.ts';
import { correctionForm, fieldInput } from './correction-form.ts';
import type { SentMail, WholeEntry } from './entry-sources.ts';
import type { Step } from './execution-steps.ts';
import { mendingOf } from './mending.ts';
import type { ListedPerson } from './people.ts';
import { type Chapter, mailName, storyOf } from './story.ts';

/** How somebody stands, as a pill. */
export function standing({
  payment,
  needsAttention,
  erasedAt,
}: Pick<ListedPerson, 'payment' | 'needsAttention' | 'erasedAt'>): Html {
  const registered =
    payment === undefined
      ? pill('quiet', 'Not registered')
      : payment === 'paid'
        ? pill('good', 'Registered')
        : pill('warn', capitalised(payment));
  if (erasedAt) return pill('quiet', 'Erased');
  return needsAttention ? html`${pill('bad', 'Needs attention')} ${registered}` : registered;
}

interface Shown {
  entry: WholeEntry;
  /** When the badge that is in the bucket was put there, epoch milliseconds. */
  badgeDrawnAt?: number;
  /** What is to be said of what was just asked for. */
  problem?: string;
  done?: string;
}

export function entryBody({ entry, badgeDrawnAt, problem, done }: Shown): Html {
  const { id, dossier, record } = entry;
  const story = storyOf(entry, badgeDrawnAt);
  return html`
    ${dossier ? headOf(dossier, record.erasedAt) : html`<p>${standing({ needsAttention: false, erasedAt: record.erasedAt })}</p>`}
    ${record.erasedAt ? html`<p class="note">This person was erased. What is left is this id and the time, so that nothing about them comes back.</p>` : ''}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
    ${done ? html`<p class="done" role="status">${done}</p>` : ''}
    <div class="columns entry">
      <div>
        ${dossier?.attention.map((one) => attentionSection(entry, one)) ?? ''}
        ${dossier && dossier.toLookAt.length > 0 ? lookAtSection(entry, dossier.toLookAt) : ''}
        <section id="story" aria-labelledby="story-title"><h2 id="story-title">What happened</h2>
          ${story.length > 0 ? html`<ol class="story">${story.map(chapter)}</ol>` : html`<p class="empty">Nothing yet.</p>`}
        </section>
        ${entry.item || entry.row ? entered(entry) : ''}
      </div>
      <aside aria-label="Badge, mail and payment">
        ${dossier ? badgeCard(entry, dossier) : ''}
        ${mailCard(entry.mails)}
        ${paymentCard(entry)}
        <section id="ids"><h2>For engineers</h2><p class="note">Entry <code>${id}</code></p>
          <ul class="plain-list">${linksOf(dossier)}</ul></section>
      </aside>
    </div>`;
}

/** For an id of which nothing is known yet: the page fills itself once something is. */
export const unknownEntry = (
  id: string,
  stripe: string,
): Html => html`<p>${pill('busy', 'Nothing has come yet')}</p>
  <p>No form has come in under this id, and no payment. This page changes as soon as one does.</p>
  ${isCheckoutSessionId(id) ? html`<p><a href="${stripe}/pay/${id}">Open its payment page</a></p>` : ''}
  <p class="note"><code>${id}</code></p>`;

const headOf = ({ school, type, badgeId, payment, attention }: Dossier, erasedAt: string | undefined): Html =>
  html`<p class="who">${standing({ payment, needsAttention: attention.length > 0, erasedAt })}
    <span>${[school || '(no school)', type || '(no type)'].join(', ')}</span> <code>${badgeId}</code></p>`;

function attentionSection(entry: WholeEntry, attention: AttentionInWords): Html {
  const { part, title, since, happened, details, todo } = attention;
  const { fields, asks, again } = mendingOf(entry, attention);
  const base = `/entries/${entry.id}`;
  const steps = todo.map(
    ({ text, page }) => html`<li>${text}${page ? html` <a href="${page}">Open it</a>` : ''}</li>`,
  );
  return html`<section class="attention" id="attention-${part}" aria-labelledby="attention-${part}-title">
    <h2 id="attention-${part}-title">${pill('bad', 'Needs attention')} ${title}</h2>
    <p>${happened}</p>
    ${details.length > 0 ? html`<ul>${details.map((detail) => html`<li>${detail}</li>`)}</ul>` : ''}
    ${
      fields.length > 0
        ? html`<form method="post" action="${base}/correct" enctype="multipart/form-data" class="mend">
            <div class="fields">${fields.map((field) => fieldInput(entry, field, `mend-${part}`))}</div>
            <button name="then" value="run">Save and run it again</button></form>`
        : ''
    }
    <div class="choices">${fields.length === 0 && again ? button(`${base}/run`, 'Run it again') : ''}
      ${asks.map(({ ask, label }) => button(`${base}/${ask === 'dismiss' ? 'dismiss' : 'run'}`, label, { ask }, 'plain'))}</div>
    <details><summary>What to do, as the mail to the organisers says it</summary><ol>${steps}</ol></details>
    <p class="note">${attention.error}, since ${moment(Date.parse(since))}</p>
  </section>`;
}

const lookAtSection = (entry: WholeEntry, toLookAt: readonly string[]): Html => {
  const fields = mendingOf(entry).fields;
  return html`<section id="look-at" aria-labelledby="look-at-title">
    <h2 id="look-at-title">${pill('warn', 'To look at')} Registered as written, and something is unclear</h2>
    <ul>${toLookAt.map((finding) => html`<li>${finding}</li>`)}</ul>
    ${
      fields.length > 0
        ? html`<form method="post" action="/entries/${entry.id}/correct" enctype="multipart/form-data" class="mend">
          <div class="fields">${fields.map((field) => fieldInput(entry, field, 'look-at'))}</div>
          <button>Save: the badge follows by itself</button></form>`
        : ''
    }
  </section>`;
};

const chapter = ({ id, at, tone, title, detail, execution, mail }: Chapter): Html =>
  html`<li id="story-${id}" class="${tone}"><div class="line">
    <strong>${title}</strong> ${at === undefined ? '' : moment(at)}</div>
    ${detail ? html`<p class="note">${detail}</p>` : ''}
    ${execution ? executionPart(execution) : ''}
    ${mail?.messageId ? html`<p><a href="/mails/${encodeURIComponent(mail.messageId)}">See the mail</a></p>` : ''}
  </li>`;

const executionPart = ({ steps, link }: WholeEntry['executions'][number]): Html =>
  html`<ul class="steps">${steps.map((step) => stepPart(step, `${link}&step=${encodeURIComponent(step.name)}#step`))}</ul><p><a href="${link}">See each step</a></p>`;

/** @param page about the step. */
function stepPart({ name, outcome, ms, failures, error }: Step, page: string): Html {
  const tone = outcome === 'failed' ? 'bad' : outcome === 'running' ? 'busy' : failures > 0 ? 'warn' : 'good';
  const more = [
    failures > 0 && `${failures} failed ${failures === 1 ? 'attempt' : 'attempts'}`,
    failures > 0 && error,
    ms !== undefined && duration(ms),
  ].filter(Boolean);
  return html`<li><a href="${page}">${pill(tone, name)}</a> <small>${more.join(', ')}</small></li>`;
}

function badgeCard({ id, record: { badge } }: WholeEntry, dossier: Dossier): Html {
  const { badgeWithdrawn, drive, name } = dossier;
  const picture = badge && !badgeWithdrawn;
  return html`<section id="badge"><h2>Badge</h2>
    ${
      picture
        ? html`<a href="/entries/${id}/badge.jpg?v=${badge.hash}"><img class="badge" src="/entries/${id}/badge.jpg?v=${badge.hash}" alt="Badge of ${name}"></a>`
        : html`<p class="empty">${badgeWithdrawn ? 'Taken away: the registration or its payment is gone.' : 'None yet.'}</p>`
    }
    ${badge && dossier.badge && dossier.badge.toCheck.length > 0 ? html`<ul>${dossier.badge.toCheck.map((one) => html`<li>${one}</li>`)}</ul>` : ''}
    ${drive ? html`<p>In Drive: <a href="${drive.link}">${drive.state}</a></p>` : html`<p class="note">Not in Drive.</p>`}
  </section>`;
}

function mailCard(mails: readonly SentMail[]): Html {
  const [latest] = mails
    .filter(({ purpose, messageId }) => messageId && !/^(attention|news|findings)/.test(purpose))
    .sort((a, b) => b.at - a.at);
  if (!latest?.messageId)
    return html`<section id="mail"><h2>Mail to the family</h2><p class="empty">None yet.</p></section>`;
  const page = `/mails/${encodeURIComponent(latest.messageId)}`;
  return html`<section id="mail"><h2>${mailName(latest.purpose)}</h2>
    <iframe class="mail" src="${page}/html" title="The mail as it looks" sandbox="" loading="lazy"></iframe>
    <p><a href="${page}">Open the mail</a></p></section>`;
}

function paymentCard({ record: { money: reading, due }, dossier }: WholeEntry): Html {
  const money = dossier?.money;
  if (!money && !reading)
    return html`<section id="payment"><h2>Payment</h2><p class="empty">None yet.</p></section>`;
  const currency = money?.currency ?? reading?.currency ?? 'usd';
  const amount = (value: number | undefined) => (value ? amountInWords(value, currency) : '');
  const sums = money?.sums;
  return html`<section id="payment"><h2>Payment</h2>${facts([
    ['Paid', amount(sums?.paid)],
    ['Expected', amount(due)],
    ['On its way', amount(sums?.pending)],
    ['Refunded', amount(sums?.refunded)],
    ['Being refunded', amount(sums?.refundPending)],
    ['Held by a dispute', amount(sums?.onHold)],
    ['Lost in a dispute', amount(sums?.lost)],
    [
      'How',
      money?.payment === undefined || money.payment.startsWith('pi_')
        ? ''
        : money.payment.replaceAll('_', ' '),
    ],
  ])}</section>`;
}

const linksOf = (dossier: Dossier | undefined): Html[] =>
  [
    { text: 'Its item in the table', page: dossier?.page },
    { text: 'The payment in Stripe’s sandbox', page: dossier?.money?.page },
  ].flatMap(({ text, page }) => (page ? [html`<li><a href="${page}">${text}</a></li>`] : []));

/** What was written, and a form with which any of it can be corrected. */
function entered(entry: WholeEntry): Html {
  const { dossier, item, row } = entry;
  const sent = item && { ...item, ...(item.medical_form && { medical_form: '(not shown)' }) };
  return html`<section id="entered" aria-labelledby="entered-title"><h2 id="entered-title">${row ? 'The registration' : 'The entry'}</h2>
    ${facts([
      ['E-mail address', dossier?.email ?? ''],
      ...Object.entries(dossier?.entered ?? {}).map(([field, value]) => [fieldName(field), value] as const),
    ])}
    <details id="correct"><summary>Correct something</summary>${correctionForm(entry)}</details>
    ${sent ? html`<details><summary>The message as the form sent it</summary><pre>${JSON.stringify(sent, undefined, 1)}</pre></details>` : ''}
  </section>`;
}

const facts = (pairs: readonly (readonly [string, string])[]): Html =>
  html`<dl class="facts">${pairs.filter(([, value]) => value !== '').map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
