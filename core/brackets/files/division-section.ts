/** A division on the page of a plan: its bracket or table, and everybody in it. */
import { html } from 'hono/html';
import { spokenWeight } from '../../domain/measures.ts';
import { counted, spokenMinutes } from '../../domain/spoken-numbers.ts';
import type { Side } from '../bracket.ts';
import type { PlannedDivision, PlannedMatch } from '../plan.ts';
import { bracketDrawing } from './bracket-drawing.ts';
import type { PlanView } from './plan-view.ts';
import { divisionTitle, fromForm, type Markup, matchNumbers, styleName } from './plan-words.ts';

export function divisionSection(division: PlannedDivision, view: PlanView): Markup {
  const { key, format } = division;
  const anchor = view.anchorOf(key) ?? '';
  return html`<section class="division" id="${anchor}" aria-labelledby="${anchor}h">
<h4 id="${anchor}h">${divisionTitle(division)} <span class="style">${styleName(division)}</span>${marksOf(division, view)}</h4>
<p class="facts">${factsOf(division)} <code>${key}</code></p>
${notesOn(division, view)}
${
  format === 'single elimination' || format === 'one match'
    ? html`<div class="scroll"${format === 'single elimination' && html` tabindex="0" role="region" aria-label="Bracket of ${key}"`}>${bracketDrawing(division, view, `${anchor}t`)}</div>`
    : ''
}
${format === 'round robin' ? roundRobinTable(division, view, anchor) : peopleTable(division, view, anchor)}
</section>
`;
}

/** Those who are alone, in one table. */
export function aloneTable(divisions: readonly PlannedDivision[], view: PlanView): Markup {
  return html`<table class="people stack"><caption>Alone in a division</caption><thead><tr>${personHeads}<th scope="col">Division</th></tr></thead><tbody>
${divisions.map(
  (
    division,
  ) => html`<tr id="${view.anchorOf(division.key)}">${personCells(division.seeds[0] ?? '', view)}<td>${divisionTitle(division)} <span class="style">${styleName(division)}</span>${marksOf(division, view)}${notesOn(division, view)}</td></tr>
`,
)}</tbody></table>`;
}

function marksOf({ key, started }: PlannedDivision, { forced }: PlanView): Markup | string {
  if (forced.has(key)) return html` <strong class="mark bad">started, and drawn again by force</strong>`;
  return started ? html` <strong class="mark">started: does not change any more</strong>` : '';
}

function factsOf({ seeds, format, matches, ring, minutes }: PlannedDivision): string {
  return [
    counted(seeds.length, 'person', 'people'),
    format,
    `${counted(matches.length, 'match', 'matches')} (${matchNumbers({ matches })})`,
    `ring ${ring}`,
    `about ${spokenMinutes(minutes)}.`,
  ].join(', ');
}

function notesOn(division: PlannedDivision, view: PlanView): Markup[] {
  const { moved, decided, firstRound, format, matches } = division;
  const note = (text: Markup | string, kind = 'note') => html`<p class="${kind}">${text}</p>`;
  const name = (id: string) => fromForm(view.person(id).name);
  return [
    ...moved.map(({ id, from }) =>
      note(html`${name(id)} was moved here from <code>${from}</code>, as you have decided.`),
    ),
    ...(decided?.outcome === 'uncontested'
      ? [note('Takes the medal without a match, as you have decided.')]
      : []),
    ...(decided?.outcome === 'exhibition'
      ? [note(html`Exhibition match with ${name(decided.with)}. Consent: ${fromForm(decided.consent)}`)]
      : []),
    ...(firstRound?.pairs ?? []).map(([a, b]) =>
      note(
        html`School-mates meet in round one: ${name(a)} and ${name(b)}. ${firstRound?.reason ?? ''}`,
        'note warn',
      ),
    ),
    ...(firstRound?.unevenByes ? [note(`${firstRound.unevenByes}.`)] : []),
    ...(format === 'best of three' ? [note(bestOfThree(matches))] : []),
  ];
}

function bestOfThree(matches: readonly PlannedMatch[]): string {
  const numbers = matches.map(({ number, ifNeeded }) =>
    ifNeeded ? `${number} only if it is needed` : number,
  );
  return `Best of three: the same two fight matches ${numbers.join(', ')}.`;
}

const personHeads = html`<th scope="col">Name</th><th scope="col">School</th><th scope="col" class="num">Age</th><th scope="col">Belt</th><th scope="col" class="num">Weight</th>`;

function personCells(id: string, { person }: PlanView): Markup {
  const { name, school, age, belt, weightLb } = person(id);
  return html`<th scope="row">${fromForm(name)}</th><td>${fromForm(school)}</td><td class="num">${age ?? ''}</td><td>${belt ?? ''}</td><td class="num">${weightLb === undefined ? '' : spokenWeight(weightLb)}</td>`;
}

/** Everybody in the order of seeds, each with the first match. */
function peopleTable(division: PlannedDivision, view: PlanView, anchor: string): Markup {
  const { seeds, format } = division;
  const meets = format === 'single elimination' || format === 'one match';
  return html`<div class="scroll"><table class="people stack" id="${anchor}t"><thead><tr><th scope="col" class="num">Seed</th>${personHeads}${meets && html`<th scope="col">First match</th>`}</tr></thead><tbody>
${seeds.map(
  (
    id,
    index,
  ) => html`<tr><td class="num">${index + 1}</td>${personCells(id, view)}${meets && html`<td>${firstMatchOf(index + 1, division, view)}</td>`}</tr>
`,
)}</tbody></table></div>`;
}

function firstMatchOf(seed: number, { matches, seeds }: PlannedDivision, view: PlanView): Markup | string {
  const isOwn = (side: Side) => 'seed' in side && side.seed === seed;
  const match = matches.find(({ sides }) => sides.some(isOwn));
  const other = match?.sides.find((side) => !isOwn(side));
  if (!match || !other) return '';
  const against =
    'seed' in other
      ? fromForm(view.person(seeds[other.seed - 1] ?? '').name)
      : `the winner of ${matches.find(({ id }) => id === other.winnerOf)?.number}`;
  return html`${match.number}, against ${against}${match.round > 1 && ' (bye before)'}`;
}

/** Everybody against everybody: the number of the match that two people fight is where their row and column meet. */
function roundRobinTable({ key, seeds, matches }: PlannedDivision, view: PlanView, anchor: string): Markup {
  const numbers = new Map(
    matches.flatMap(({ sides, number }) => {
      const [a, b] = sides.map((side) => ('seed' in side ? side.seed : 0));
      return [
        [`${a} ${b}`, number],
        [`${b} ${a}`, number],
      ] as const;
    }),
  );
  const columns = seeds.map((_, index) => index + 1);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Round robin of ${key}"><table class="people robin" id="${anchor}t"><caption>Everybody against everybody: the match of each two</caption><thead><tr><th scope="col" class="num">Seed</th>${personHeads}${columns.map((seed) => html`<th scope="col" class="num">${seed}</th>`)}</tr></thead><tbody>
${seeds.map(
  (
    id,
    index,
  ) => html`<tr><td class="num">${index + 1}</td>${personCells(id, view)}${columns.map((seed) => html`<td class="num">${numbers.get(`${index + 1} ${seed}`) ?? '–'}</td>`)}</tr>
`,
)}</tbody></table></div>`;
}
