/** What is fought in which ring, in which order. */
import { html } from 'hono/html';
import { counted, spokenMinutes } from '../../domain/spoken-numbers.ts';
import { byKeys } from '../../lists/order.ts';
import type { Plan, PlannedDivision } from '../plan.ts';
import { divisionLink } from './division-link.ts';
import type { PlanView } from './plan-view.ts';
import { clockAfter, dayStarts, type Markup, matchNumbers } from './plan-words.ts';

const assumed = clockAfter(0);

/** How long each ring takes. */
export function ringsTable(plan: Plan): Markup {
  return html`<table class="short"><caption>The rings, if each starts at ${assumed} and has no break</caption><thead><tr><th scope="col">Ring</th><th scope="col" class="num">Divisions</th><th scope="col" class="num">Matches</th><th scope="col" class="num">Takes</th><th scope="col" class="num">Ends at</th></tr></thead><tbody>
${plan.rings.map(
  ({
    ring,
    divisions,
    matches,
    minutes,
  }) => html`<tr><th scope="row"><a href="#r${ring}">Ring ${ring}</a></th><td class="num">${divisions}</td><td class="num">${matches}</td><td class="num">${spokenMinutes(minutes)}</td><td class="num">${matches > 0 && ends(minutes)}</td></tr>
`,
)}</tbody></table>`;
}

const ends = (minutes: number) =>
  dayStarts + minutes >= 24 * 60
    ? html`<strong class="bad">${clockAfter(minutes)}</strong>`
    : clockAfter(minutes);

export function ringsSection(view: PlanView): Markup {
  return html`<section id="rings" aria-labelledby="rings-h"><h2 id="rings-h">By ring</h2>
<p>The times are estimates: for rings that start at ${assumed}, one match after the other.</p>
${view.plan.rings.map(({ ring }) => ringPart(ring, view))}
</section>
`;
}

function ringPart(ring: number, view: PlanView): Markup {
  const firstNumber = ({ matches }: PlannedDivision) => Math.min(...matches.map(({ number }) => number));
  const own = view.plan.divisions
    .filter((division) => division.ring === ring && division.matches.length > 0)
    .sort(byKeys((division) => [firstNumber(division)]));
  let minutes = 0;
  const rows = own.map((division) => {
    const starts = clockAfter(minutes);
    minutes += division.minutes;
    return html`<tr><th scope="row">${divisionLink(division.key, view)}</th><td class="num">${division.seeds.length}</td><td class="num">${matchNumbers(division)}</td><td class="num">${starts}</td><td class="num">${spokenMinutes(division.minutes)}</td></tr>
`;
  });
  return html`<h3 id="r${ring}">Ring ${ring}</h3>${
    rows.length === 0
      ? html`<p>Nothing is fought here.</p>`
      : html`<p>${counted(rows.length, 'division')}, until about ${clockAfter(minutes)}.</p><div class="scroll"><table class="ring stack"><thead><tr><th scope="col">Division</th><th scope="col" class="num">People</th><th scope="col" class="num">Matches</th><th scope="col" class="num">About</th><th scope="col" class="num">Takes</th></tr></thead><tbody>
${rows}</tbody></table></div>`
  }`;
}
