/** Everybody by name, and where to find them. */
import { html } from 'hono/html';
import { byKeys } from '../../lists/order.ts';
import { divisionLink } from './division-link.ts';
import type { PlanView } from './plan-view.ts';
import { fromForm, type Markup } from './plan-words.ts';

export function peopleSection(view: PlanView): Markup {
  const { plan } = view;
  const places = Map.groupBy([...placesIn(view)], ({ id }) => id);
  const sorted = Object.entries(plan.people)
    .map(([id, { name, school }]) => ({ id, name, school, order: sortedAs(name) }))
    .sort((a, b) => alphabetical.compare(a.order, b.order) || byId(a, b));
  return html`<section id="people" aria-labelledby="people-h"><h2 id="people-h">Everybody by last name</h2>
<div class="scroll"><table class="all stack"><thead><tr><th scope="col">Name</th><th scope="col">School</th><th scope="col">Where</th></tr></thead><tbody>
${sorted.map(
  ({
    id,
    name,
    school,
  }) => html`<tr><th scope="row">${fromForm(name)}</th><td>${fromForm(school)}</td><td>${(places.get(id) ?? []).map(({ where }) => html`<div>${where}</div>`)}</td></tr>
`,
)}</tbody></table></div>
</section>
`;
}

const alphabetical = new Intl.Collator('en');
const byId = byKeys<{ id: string }>(({ id }) => [id]);

/** The last word first. */
function sortedAs(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words.at(-1), ...words.slice(0, -1)].join(' ');
}

function* placesIn(view: PlanView): Generator<{ id: string; where: Markup }> {
  const { divisions, unplaced, notCheckedIn } = view.plan;
  for (const { key, seeds, ring, matches } of divisions) {
    const rest = matches.length > 0 ? `, ring ${ring}` : ', alone';
    for (const [index, id] of seeds.entries()) {
      const first = matches.find(({ sides }) =>
        sides.some((side) => 'seed' in side && side.seed === index + 1),
      );
      yield { id, where: html`${divisionLink(key, view)}${rest}${first && `, first match ${first.number}`}` };
    }
  }
  for (const { id, reason } of unplaced)
    yield { id, where: html`<span class="bad">In no division: ${reason}</span>` };
  for (const id of notCheckedIn) yield { id, where: html`<span class="bad">Has not checked in</span>` };
}
