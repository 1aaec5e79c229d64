/** What differs between a plan and the draw in force. */
import { html } from 'hono/html';
import { counted } from '../../domain/spoken-numbers.ts';
import { byKeys } from '../../lists/order.ts';
import { isEmpty, type PlanDifference } from '../plan-difference.ts';
import { divisionLink } from './division-link.ts';
import type { PlanView } from './plan-view.ts';
import { fromForm, type Markup } from './plan-words.ts';

export function differenceSection(view: PlanView): Markup {
  const { difference } = view;
  return html`<section id="differs" aria-labelledby="differs-h"><h2 id="differs-h">What differs from the published draw</h2>
${difference ? whatDiffers(difference, view) : html`<p>No draw has been published yet: everything is new.</p>`}
</section>
`;
}

function whatDiffers(difference: PlanDifference, view: PlanView): Markup {
  const { added, removed, changed, unchanged, renumbered, moved } = difference;
  if (isEmpty(difference) && renumbered.length === 0) return html`<p>Nothing.</p>`;
  return html`<p>${counted(moved.length, 'change')} of where people are. Divisions: ${added.length} new, ${changed.length} changed, ${removed.length} removed, ${unchanged.length} as they were${renumbered.length > 0 && `, ${renumbered.length} of them with another ring or other match numbers`}.</p>
${moved.length > 0 && movedTable(moved, view)}
${listOf('New divisions', added, (key) => divisionLink(key, view))}
${listOf('Removed divisions', removed, (key) => divisionLink(key, view))}
${listOf('Changed divisions', changed, (change) => html`${divisionLink(change.key, view)}: ${changeInWords(change, view)}`)}
${listOf('Same people, another ring or other match numbers: to be printed again', renumbered, (key) => divisionLink(key, view))}`;
}

function movedTable(moved: PlanDifference['moved'], view: PlanView): Markup {
  const place = (key: string | undefined) =>
    key === undefined ? html`<span class="quiet">nowhere</span>` : divisionLink(key, view);
  const sorted = moved.toSorted(byKeys(({ id, event }) => [view.person(id).name.toLowerCase(), event]));
  return html`<h3>Who moves</h3><div class="scroll"><table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Why</th></tr></thead><tbody>
${sorted.map(
  ({
    id,
    from,
    to,
    reason,
  }) => html`<tr><th scope="row">${fromForm(view.person(id).name)} <span class="quiet">${fromForm(view.person(id).school)}</span></th><td>${place(from)}</td><td class="to">${place(to)}</td><td>${reason}</td></tr>
`,
)}</tbody></table></div>`;
}

function changeInWords(
  { joined, left, renamed, drawnAgain }: PlanDifference['changed'][number],
  view: PlanView,
): Markup {
  const names = (ids: readonly string[]) =>
    ids.map((id, index) => html`${index > 0 && ', '}${fromForm(view.person(id).name)}`);
  const parts = [
    joined.length > 0 && html`joined by ${names(joined)}`,
    left.length > 0 && html`without ${names(left)}`,
    renamed.length > 0 && html`name or school corrected: ${names(renamed)}`,
    html`${drawnAgain ? 'drawn again' : 'everybody keeps the place'}`,
  ].filter((part) => part !== false);
  return html`${parts.map((part, index) => html`${index > 0 && '; '}${part}`)}`;
}

function listOf<T>(title: string, items: readonly T[], item: (one: T) => Markup): Markup | string {
  if (items.length === 0) return '';
  return html`<h3>${title}</h3><ul class="columns">${items.map((one) => html`<li>${item(one)}</li>`)}</ul>`;
}
