/** What stands beside an execution: the person, the money and the badge that it is about. */
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { badgeAddress } from './badge-address.ts';
import { moneyFacts } from './cards.ts';
import type { EntrySources } from './entry-sources.ts';
import { standing } from './standing.ts';

/** Undefined when the input is about no entry, or nothing is known of it. */
export async function besideOf(sources: EntrySources, input: unknown): Promise<Html | undefined> {
  const id = await sources.entryOf(input);
  const entry = id === undefined ? undefined : await sources.whole(id);
  if (!entry) return undefined;
  const { dossier, record, money } = entry;
  const { badge, badgeWithdrawn, due, erasedAt } = record;
  const attention = dossier?.attention.map(({ title }) => html`<li>${title}</li>`) ?? [];
  return html`<p><a href="/entries/${entry.id}">${dossier?.name || 'The entry'}</a><br>
      <small>${[dossier?.school, dossier?.type].filter(Boolean).join(', ')}</small></p>
    <p>${standing({ payment: dossier?.payment, needsAttention: attention.length > 0, erasedAt })}</p>
    ${attention.length > 0 ? html`<ul>${attention}</ul>` : ''}
    ${money ? moneyFacts(money, due) : ''}
    ${badge && !badgeWithdrawn ? html`<img src="${badgeAddress(entry.id, badge.md5)}" alt="Badge of ${dossier?.name ?? ''}">` : ''}`;
}
