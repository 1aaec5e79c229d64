/** Which school-mates meet in round one, and how that compares with other ways of drawing. */
import { html } from 'hono/html';
import { counted } from '../../domain/spoken-numbers.ts';
import { divisionLink } from './division-link.ts';
import type { PlanView } from './plan-view.ts';
import { fromForm, type Markup } from './plan-words.ts';

export function schoolMatesSection(view: PlanView): Markup {
  const brackets = view.plan.divisions.flatMap(({ key, firstRound }) =>
    firstRound ? { key, firstRound } : [],
  );
  const total = (of: (one: (typeof brackets)[number]['firstRound']) => number) =>
    brackets.reduce((sum, { firstRound }) => sum + of(firstRound), 0);
  const meet = brackets.filter(({ firstRound }) => firstRound.pairs.length > 0);
  const uneven = brackets.filter(({ firstRound }) => firstRound.unevenByes !== undefined);
  const pairs = total((one) => one.pairs.length);
  return html`<section id="mates" aria-labelledby="mates-h"><h2 id="mates-h">School-mates who meet in round one</h2>
${
  brackets.length === 0
    ? html`<p>No division has a bracket: in a round robin everybody meets everybody.</p>`
    : html`<table class="short"><caption>Pairs of school-mates in round one, in ${counted(brackets.length, 'bracket')}</caption><thead><tr><th scope="col">drawn</th><th scope="col" class="num">pairs</th></tr></thead><tbody>
<tr><th scope="row">by lot, on average</th><td class="num">${total((one) => one.byChance).toFixed(1)}</td></tr>
<tr><th scope="row">in the order of the old script</th><td class="num">${total((one) => one.oldOrder)}</td></tr>
<tr><th scope="row">as in this plan</th><td class="num"><strong>${pairs}</strong></td></tr>
<tr><th scope="row">the fewest that are possible</th><td class="num">${total((one) => one.fewest)}</td></tr>
</tbody></table>`
}
${
  meet.length > 0 &&
  html`<div class="scroll"><table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">School</th><th scope="col">Division</th><th scope="col">Why it cannot be helped</th></tr></thead><tbody>
${meet.flatMap(({ key, firstRound }) =>
  firstRound.pairs.map(
    ([
      a,
      b,
    ]) => html`<tr><th scope="row">${fromForm(view.person(a).name)} and ${fromForm(view.person(b).name)}</th><td>${fromForm(view.person(a).school)}</td><td>${divisionLink(key, view)}</td><td>${firstRound.reason ?? ''}</td></tr>
`,
  ),
)}</tbody></table></div>`
}
${uneven.length > 0 && html`<h3>Byes that are not even</h3><ul>${uneven.map(({ key, firstRound }) => html`<li>${divisionLink(key, view)}: ${firstRound.unevenByes}.</li>`)}</ul>`}
</section>
`;
}
