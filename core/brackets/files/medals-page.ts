/** The page of results: for whoever announces medals, and whoever wants to know how far a tournament is. */
import { html } from 'hono/html';
import type { Competition } from '../../domain/competition.ts';
import { counted } from '../../domain/spoken-numbers.ts';
import type { ResultProblem } from '../decided-matches.ts';
import { medalTable } from '../medal-table.ts';
import { type DivisionMedals, type DivisionProgress, type Medals, progressStates } from '../medals.ts';
import type { Plan, PlannedDivision } from '../plan.ts';
import { placesInWords } from '../standings.ts';
import { medalsStyle } from './medals-style.ts';
import { pageFrame } from './page-frame.ts';
import { divisionTitle, fromForm, type Markup, styleName } from './plan-words.ts';

export interface MedalsPageInput {
  competition: Competition;
  /** IANA name. */
  timeZone: string;
  /** Epoch milliseconds. */
  madeAt: number;
  plan: Plan;
  medals: Medals;
}

interface View {
  plan: Plan;
  divisionOf: (key: string) => PlannedDivision | undefined;
  medals: Medals;
}

/** The page; its values are escaped. */
export function medalsPage({
  competition,
  timeZone,
  madeAt,
  plan,
  medals,
}: MedalsPageInput): Promise<string> {
  const divisions = new Map(plan.divisions.map((division) => [division.key, division]));
  const view = { plan, divisionOf: (key: string) => divisions.get(key), medals };
  const title = `Medals of ${competition.name} ${competition.year}`;
  const when = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone });
  const body = html`<header>
<h1>${title}</h1>
<p class="quiet">As of ${when.format(madeAt)}</p>
${progressOf(view)}
<nav aria-label="Contents"><ul>${sections(view).map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>
</header>
<main>${sections(view).map(
    ({ id, heading, content }) => html`
<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${heading}</h2>
${content}
</section>`,
  )}
</main>`;
  return pageFrame({ title, style: medalsStyle, body });
}

interface Section {
  id: string;
  heading: string;
  content: Markup | Markup[];
}

function sections(view: View): Section[] {
  const { divisions, problems } = view.medals;
  const among = (progress: DivisionProgress) => divisions.filter((one) => one.progress === progress);
  const open = divisions.filter(({ ties }) => ties.length > 0).length + problems.length;
  const [complete, goingOn, notStarted] = progressStates.map(among);
  return [
    { id: 'settle', heading: `To be settled (${open})`, content: toBeSettled(view), about: open },
    { id: 'schools', heading: 'Medals by school', content: schoolTable(view), about: 1 },
    {
      id: 'divisions',
      heading: `Medals by division (${complete?.length ?? 0})`,
      content: html`<div class="cards">${complete?.map((one) => card(one, view))}</div>`,
      about: complete?.length ?? 0,
    },
    {
      id: 'going-on',
      heading: `Going on (${goingOn?.length ?? 0})`,
      content: openTable(goingOn ?? [], view),
      about: goingOn?.length ?? 0,
    },
    {
      id: 'not-started',
      heading: `Not started (${notStarted?.length ?? 0})`,
      content: openTable(notStarted ?? [], view),
      about: notStarted?.length ?? 0,
    },
  ].filter(({ about }) => about > 0);
}

function progressOf({ medals: { divisions } }: View): Markup {
  return html`<ul class="progress" aria-label="${counted(divisions.length, 'division')}">${progressStates.map(
    (progress) => {
      const count = divisions.filter((one) => one.progress === progress).length;
      return html`
<li class="${progress.replace(' ', '-')}" style="flex-grow:${count}"><b>${count}</b> ${progress}</li>`;
    },
  )}</ul>`;
}

function schoolTable({ medals, plan }: View): Markup {
  const rows = medalTable(medals, plan);
  if (rows.length === 0) return html`<p>No division is complete yet.</p>`;
  return html`<div class="scroll"><table>
<thead><tr><th scope="col" class="num">Rank</th><th scope="col">School</th><th scope="col" class="num">Gold</th><th scope="col" class="num">Silver</th><th scope="col" class="num">Bronze</th><th scope="col" class="num">Total</th></tr></thead>
<tbody>${rows.map(
    ({ rank, school, gold, silver, bronze, total }) => html`
<tr><td class="num">${rank ?? '–'}</td><th scope="row">${fromForm(school)}</th><td class="num">${gold}</td><td class="num">${silver}</td><td class="num">${bronze}</td><td class="num"><b>${total}</b></td></tr>`,
  )}
</tbody></table></div>`;
}

function titleOf(key: string, { divisionOf }: View): Markup {
  const division = divisionOf(key);
  if (!division) return html`${key}`;
  return html`${divisionTitle(division)}${division.event !== 'sparring' && html` <span class="style">${styleName(division)}</span>`}`;
}

function card({ division, medals, note }: DivisionMedals, view: View): Markup {
  return html`
<article><h3>${titleOf(division, view)}</h3>
${
  medals.length > 0 &&
  html`<ol>${medals.map(
    ({ medal, id }) =>
      html`<li class="${medal}"><span class="medal">${medal}</span> <span>${personIn(id, view)}</span></li>`,
  )}</ol>`
}${note !== undefined && html`<p class="quiet">${note}</p>`}</article>`;
}

function personIn(id: string, { plan }: View): Markup {
  const person = plan.people[id];
  if (!person) return html`<code>${id}</code>`;
  return html`<b>${fromForm(person.name)}</b> <span class="quiet">${fromForm(person.school)}</span>`;
}

function openTable(divisions: readonly DivisionMedals[], view: View): Markup {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Division</th><th scope="col" class="num">Ring</th><th scope="col" class="num">Matches</th><th scope="col">Next</th></tr></thead>
<tbody>${divisions.map(
    (one) => html`
<tr><th scope="row">${titleOf(one.division, view)}</th><td class="num">${view.divisionOf(one.division)?.ring ?? ''}</td><td class="num">${one.decided} of ${one.matches}</td><td>${nextIn(one)}</td></tr>`,
  )}
</tbody></table></div>`;
}

/** More numbers than that say nothing: they are on the bracket. */
const mostNext = 6;

function nextIn({ next, note, ties }: DivisionMedals): string {
  if (note !== undefined) return note;
  if (ties.length > 0) return 'A tie is to be broken';
  const more = next.length > mostNext ? ' …' : '';
  return `${next.length === 1 ? 'Match' : 'Matches'} ${next.slice(0, mostNext).join(', ')}${more}`;
}

function toBeSettled(view: View): Markup {
  const { divisions, problems } = view.medals;
  const tied = divisions.flatMap(({ division, ties }) => ties.map((tie) => ({ division, ...tie })));
  return html`${tied.map(
    ({ division, place, people, reason }) => html`
<article class="wrong"><h3>${titleOf(division, view)}</h3>
<p>A tie for ${placesInWords(place, people.length)}. ${reason}. Who is ahead is for you to decide. To have it counted, put the people into their order, and this into <code>ties</code> of <code>brackets/decisions.json</code>:</p>
<ul>${people.map((id) => html`<li>${personIn(id, view)} <code>${id}</code></li>`)}</ul>
<pre class="copy">${JSON.stringify({ division, order: people })}</pre></article>`,
  )}${problems.map((one) => problemIn(one, view))}`;
}

function problemIn({ division, match, problem, winners }: ResultProblem, view: View): Markup {
  return html`
<article class="wrong"><h3>${match !== undefined && html`Match ${match}, `}${titleOf(division, view)}</h3>
<p>${problem}. It does not count until it is corrected.</p>
<p class="quiet">Named there:</p>
<ul>${winners.map((id) => html`<li>${personIn(id, view)}</li>`)}</ul></article>`;
}
