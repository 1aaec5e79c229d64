/** What needs attention or a look, with what helps. */
import { button, moment, pill } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { AttentionInWords } from '../../../admin/attention.ts';
import { fieldInput } from './correction-form.ts';
import type { WholeEntry } from './entry-sources.ts';
import { entryIdsIn } from './ids-in.ts';
import { mendingOf } from './mending.ts';

export function attentionPart(entry: WholeEntry, attention: AttentionInWords): Html {
  const { part, title, since, happened, details, todo, error, reason } = attention;
  const { fields, asks, again } = mendingOf(entry, attention);
  const base = `/entries/${entry.id}`;
  const others = entryIdsIn(reason).filter((id) => id !== entry.id);
  const askButtons = asks.map(({ ask, label }) =>
    button(`${base}/${ask === 'dismiss' ? 'dismiss' : 'run'}`, label, { ask }, 'plain'),
  );
  return html`<section class="attention" id="attention-${part}" aria-labelledby="attention-${part}-title">
    <h2 id="attention-${part}-title">${pill('bad', 'Needs attention')} ${title}</h2>
    <p>${happened}</p>
    ${details.length > 0 ? html`<ul>${details.map((detail) => html`<li>${detail}</li>`)}</ul>` : ''}
    ${others.map((id) => html`<p><a href="/entries/${id}">Open the other entry</a></p>`)}
    ${fields.length > 0 ? fieldsForm(entry, fields, `mend-${part}`, html`<button name="run" value="yes">Save and run it again</button>`) : ''}
    <div class="choices">${fields.length === 0 && again ? button(`${base}/run`, 'Run it again') : ''} ${askButtons}</div>
    <details${fields.length === 0 ? html` open` : ''}><summary>What to do, as the mail to the organisers says it</summary>
      <ol>${todo.map((one) => todoPart(entry.id, one))}</ol></details>
    <p class="note">${error}, since ${moment(Date.parse(since))}</p>
  </section>`;
}

/** Empty when there is nothing to look at. */
export function lookAtPart(entry: WholeEntry): Html | '' {
  const { fields } = mendingOf(entry);
  const { toLookAt = [], badge } = entry.dossier ?? {};
  // What the badge says of the photo is not among the findings about the registration.
  const photo = fields.includes('imgFilename') && badge ? [`The photo cannot be used: ${badge.photo}`] : [];
  const all = [...toLookAt, ...photo];
  if (all.length === 0) return '';
  return html`<section id="look-at" aria-labelledby="look-at-title">
    <h2 id="look-at-title">${pill('warn', 'To look at')} Registered, and something is unclear</h2>
    <ul>${all.map((finding) => html`<li>${finding}</li>`)}</ul>
    ${fields.length > 0 ? fieldsForm(entry, fields, 'look-at', html`<button>Save: the badge follows by itself</button>`) : ''}
  </section>`;
}

const fieldsForm = (entry: WholeEntry, fields: readonly string[], place: string, press: Html): Html =>
  html`<form method="post" action="/entries/${entry.id}/correct" enctype="multipart/form-data" class="mend">
    <div class="fields">${fields.map((field) => fieldInput(entry, field, place))}</div>${press}</form>`;

function todoPart(id: string, { text, page }: AttentionInWords['todo'][number]): Html {
  const href = page && pageHere(id, page);
  const label = href === '#correct' ? 'Correct it below' : 'Open it';
  return html`<li>${text}${href ? html` <a href="${href}">${label}</a>` : ''}</li>`;
}

/** An item's page is for engineers: here, it is corrected by a form, and another entry has a page of its own. */
function pageHere(id: string, page: string): string {
  const { pathname, searchParams } = new URL(page);
  const key = searchParams.get('key');
  if (!pathname.startsWith('/tables/') || key === null) return page;
  return entryIdsIn(key).some((other) => other !== id) ? `/entries/${encodeURIComponent(key)}` : '#correct';
}
