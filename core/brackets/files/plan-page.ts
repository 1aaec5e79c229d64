/** A plan as one page that an organiser reads before it is published. */
import { html } from 'hono/html';
import { counted } from '../../domain/spoken-numbers.ts';
import type { PlannedDivision } from '../plan.ts';
import type { PublicationCost } from '../plan-state.ts';
import { decisionsSection, waitingFor } from './decisions-section.ts';
import { differenceSection } from './difference-section.ts';
import { divisionLink } from './division-link.ts';
import { aloneTable, divisionSection } from './division-section.ts';
import { pageFrame } from './page-frame.ts';
import { peopleSection } from './people-section.ts';
import type { PlanPageInput } from './plan-page-input.ts';
import { type PlanView, planView } from './plan-view.ts';
import { commandLine, fromForm, type Markup } from './plan-words.ts';
import { ringsSection, ringsTable } from './rings-section.ts';
import { schoolMatesSection } from './school-mates-section.ts';

/** The page's HTML. It needs nothing from anywhere else. */
export function planPage(input: PlanPageInput): Promise<string> {
  const { competition, draw } = input;
  const view = planView(input);
  const title = `Draw of ${competition.name} ${competition.year}`;
  return pageFrame({
    title,
    body: html`<a class="skip" href="#divisions">Skip to the divisions</a>
<header>
<h1>${title}</h1>
${headOf(input, view)}
</header>
<main>
${contentsOf(view)}
${publicationSection(input.publication ?? [], draw)}
${decisionsSection(view)}
${differenceSection(view)}
${schoolMatesSection(view)}
${divisionsSection(view)}
${ringsSection(view)}
${peopleSection(view)}
${codesSection(view)}
</main>`,
  });
}

function headOf({ draw, timeZone }: PlanPageInput, { plan }: PlanView): Markup {
  const made = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone });
  const drawn = new Set(plan.divisions.flatMap(({ seeds }) => seeds)).size;
  const fought = plan.divisions.filter(({ matches }) => matches.length > 0);
  const matches = fought.reduce((sum, division) => sum + division.matches.length, 0);
  const alone = plan.divisions.length - fought.length;
  const started = plan.divisions.filter((division) => division.started).length;
  type Counted = [number, string, string];
  const numbers: Counted[] = [
    [drawn, 'person', 'people'],
    [plan.schools.length, 'school', 'schools'],
    [fought.length, 'division', 'divisions'],
    [matches, 'match', 'matches'],
    [alone, 'alone', 'alone'],
    ...(started > 0 ? [[started, 'started', 'started'] satisfies Counted] : []),
  ];
  return html`<p class="quiet">Stage ${plan.stage}. Made on ${made.format(new Date(draw.madeAt))}, by the plan <code>${draw.execution}</code>, ${draw.basedOn === undefined ? 'when no draw was published' : html`based on the published draw <code>${draw.basedOn}</code>`}.</p>
<ul class="numbers">${numbers.map(([count, one, more]) => html`<li><strong>${count.toLocaleString('en-US')}</strong> ${count === 1 ? one : more}</li>`)}</ul>
${ringsTable(plan)}`;
}

function publicationSection(
  publication: readonly PublicationCost[],
  { execution, plan: { stage } }: PlanPageInput['draw'],
): Markup {
  return html`<section id="publish" aria-labelledby="publish-h"><h2 id="publish-h">What publishing it does</h2>
${publication.length === 0 ? html`<p>This stage has nothing to publish to.</p>` : html`<ul>${publication.map((cost) => html`<li>${costInWords(cost)}</li>`)}</ul>`}
<p>A plan is not published by itself. When you are content with this one: ${commandLine(stage, `publish --plan ${execution}`)}</p>
</section>
`;
}

function costInWords({
  target,
  create,
  update,
  remove,
  start,
  calls,
  used,
  budget,
}: PublicationCost): Markup {
  const parts = [
    create > 0 && `${create} new`,
    update > 0 && `${update} changed`,
    start > 0 && `${start} marked as started`,
    remove > 0 && `${remove} removed`,
  ].filter(Boolean);
  const asked = calls > 0 ? ` That takes ${counted(calls, 'call')}.` : '';
  const left = used !== undefined && budget !== undefined ? budget - used - calls : undefined;
  return html`<strong>${target}</strong>: ${parts.length > 0 ? `${parts.join(', ')}.` : 'nothing to do.'}${asked}${
    left !== undefined &&
    html` ${used} of ${budget} calls are used this month; ${left >= 0 ? `${left} would be left.` : html`<strong class="bad">${counted(-left, 'call is', 'calls are')} missing:</strong> nothing can be published there. On paper alone it can: <code>--to paper</code>.`}`
  }`;
}

function contentsOf(view: PlanView): Markup {
  const { plan } = view;
  const waiting = waitingFor(view);
  const pairs = plan.divisions.reduce((sum, { firstRound }) => sum + (firstRound?.pairs.length ?? 0), 0);
  return html`<nav aria-label="Contents"><ul>
<li><a href="#decide">What needs your decision</a> (${waiting})</li>
<li><a href="#differs">What differs from the published draw</a></li>
<li><a href="#mates">School-mates who meet in round one</a> (${pairs})</li>
<li><a href="#divisions">Divisions</a>: ${ageGroupsOf(view).map(([ageGroup, divisions], index) => html`${index > 0 && ', '}<a href="#a${index + 1}">${ageGroup}</a> (${divisions.length})`)}</li>
<li><a href="#rings">By ring</a>: ${plan.rings.map(({ ring }, index) => html`${index > 0 && ', '}<a href="#r${ring}">${ring}</a>`)}</li>
<li><a href="#people">Everybody by last name</a>${plan.schools.length > 0 && html`, <a href="#codes">codes of schools</a>`}</li>
</ul></nav>
`;
}

const ageGroupsOf = ({ plan }: PlanView) => [...Map.groupBy(plan.divisions, ({ ageGroup }) => ageGroup)];

function divisionsSection(view: PlanView): Markup {
  return html`<section id="divisions" aria-labelledby="divisions-h"><h2 id="divisions-h">Divisions</h2>
<p>The number in a box is that of the match. Somebody with a bye has no match in round one. Where school-mates meet in round one, the line is thick and in another color. Both who lose a semifinal are third.</p>
${ageGroupsOf(view).map(
  (
    [ageGroup, divisions],
    index,
  ) => html`<h3 id="a${index + 1}">${ageGroup.charAt(0).toUpperCase() + ageGroup.slice(1)}</h3>
${groupPart(divisions, view)}`,
)}
</section>
`;
}

/** The divisions of one age group. */
function groupPart(divisions: readonly PlannedDivision[], view: PlanView): Markup {
  const alone = divisions.filter(({ format }) => format === 'alone');
  const fought = divisions.filter(({ format }) => format !== 'alone');
  return html`${fought.length > 2 && html`<ul class="columns">${fought.map(({ key, seeds }) => html`<li>${divisionLink(key, view)} (${seeds.length})</li>`)}</ul>`}
${fought.map((division) => divisionSection(division, view))}
${alone.length > 0 && aloneTable(alone, view)}`;
}

function codesSection({ plan }: PlanView): Markup | string {
  if (plan.schools.length === 0) return '';
  return html`<section id="codes" aria-labelledby="codes-h"><h2 id="codes-h">Codes of schools</h2>
<p>These stand for the schools where a bracket has no room for their names.</p>
<ul class="columns">${plan.schools.map(({ code, name }) => html`<li><strong>${code}</strong> ${fromForm(name)}</li>`)}</ul>
</section>`;
}
