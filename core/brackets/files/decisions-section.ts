/** What an organiser has to decide or to look at before a plan is published. */
import { html } from 'hono/html';
import { spokenWeight } from '../../domain/measures.ts';
import { counted } from '../../domain/spoken-numbers.ts';
import type { Plan } from '../plan.ts';
import { divisionLink } from './division-link.ts';
import type { PlanView } from './plan-view.ts';
import { commandLine, fromForm, type Markup } from './plan-words.ts';

type Proposal = Plan['proposals'][number];

export function decisionsSection(view: PlanView): Markup {
  const { proposals, staleDecisions, problems, unplaced, notCheckedIn, heldBack } = view.plan;
  const parts = [
    proposals.length > 0 && proposalsPart(proposals, view),
    staleDecisions.length > 0 && stalePart(staleDecisions, view),
    problems.length > 0 && problemsPart(problems, view),
    unplaced.length > 0 && unplacedPart(unplaced, view),
    heldBack.length > 0 && heldBackPart(heldBack, view),
    notCheckedIn.length > 0 && notCheckedInPart(notCheckedIn, view),
  ];
  return html`<section id="decide" aria-labelledby="decide-h"><h2 id="decide-h">What needs your decision</h2>
${parts.some(Boolean) ? parts : html`<p>Nothing: everybody is in a division, and nobody is alone without a decision.</p>`}
</section>
`;
}

export function waitingFor({ plan }: PlanView): number {
  const { proposals, staleDecisions, problems, unplaced, heldBack } = plan;
  return [proposals, staleDecisions, problems, unplaced, heldBack].reduce(
    (sum, list) => sum + list.length,
    0,
  );
}

function proposalsPart(proposals: readonly Proposal[], view: PlanView): Markup {
  const lines = proposals.flatMap(({ proposed }) => (proposed ? decisionLine(proposed) : []));
  const file = `{\n  "decisions": [\n    ${lines.join(',\n    ')}\n  ]\n}`;
  const proposedAs = (outcome: string) =>
    proposals.filter(({ proposed }) => proposed?.outcome === outcome).length;
  const summary = [
    counted(proposedAs('move'), 'move to a neighbouring class', 'moves to neighbouring classes'),
    counted(proposedAs('exhibition'), 'exhibition match', 'exhibition matches'),
    counted(proposedAs('uncontested'), 'medal without a match', 'medals without a match'),
  ];
  return html`<h3>${counted(proposals.length, 'person is', 'people are')} alone in a division</h3>
<p>Proposed: ${summary.join(', ')}. This happens only if you put the line into your file of decisions, and make a new plan with it. You may decide otherwise: <code>move</code> to any division of the same style, <code>exhibition</code> with anybody of it, or <code>uncontested</code>, the medal without a match. An exhibition needs the consent of both coaches: fill in who has agreed, and when.</p>
${commandLine(view.plan.stage, 'plan --decisions decisions.json')}
${lines.length > 1 && html`<details><summary>All lines as one file, for when there is none yet</summary><pre class="copy">${file}</pre></details>`}
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">Alone in</th><th scope="col">Proposal</th><th scope="col">Line for the file of decisions</th></tr></thead><tbody>
${proposals.map(
  ({
    id,
    division,
    proposed,
    reason,
  }) => html`<tr><th scope="row">${personInShort(id, view)}</th><td>${divisionLink(division, view)}</td><td>${proposalInWords(proposed, view)}<br><span class="quiet">${reason}.</span></td><td>${proposed && html`<code class="copy">${decisionLine(proposed)}</code>`}</td></tr>
`,
)}</tbody></table></div>`;
}

/** The consent to an exhibition is left to fill in: without it, the line is not accepted. */
function decisionLine(proposed: NonNullable<Proposal['proposed']>): string {
  const { id, division, outcome, ...more } = proposed;
  return lineOf({ id, division, outcome, ...more, ...(outcome === 'exhibition' && { consent: '' }) });
}

/** JSON on one line, with blanks as in the documentation. */
function lineOf(fields: object): string {
  const texts = Object.entries(fields).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return `{ ${texts.join(', ')} }`;
}

function proposalInWords(proposed: Proposal['proposed'], view: PlanView): Markup | string {
  if (!proposed) return 'Nothing to do';
  if (proposed.outcome === 'move') return html`Move to ${divisionLink(proposed.to, view)}`;
  if (proposed.outcome === 'uncontested') return 'The medal without a match';
  return html`Exhibition match with ${personInShort(proposed.with, view)}`;
}

function personInShort(id: string, { person }: PlanView): Markup {
  const { name, school, age, belt, weightLb } = person(id);
  const facts = [
    school !== '' && fromForm(school),
    age !== undefined && `${age} years`,
    belt !== undefined && `${belt} belt`,
    weightLb !== undefined && spokenWeight(weightLb),
  ].filter((fact) => fact !== false);
  return html`${fromForm(name)} <span class="quiet">${facts.map((fact, index) => html`${index > 0 && ', '}${fact}`)}</span>`;
}

function stalePart(stale: Plan['staleDecisions'], view: PlanView): Markup {
  return html`<h3>${counted(stale.length, 'decision', 'decisions')} without effect</h3>
<p>They do not fit the registrations any more. Take them out of the file of decisions, or correct them.</p>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">Why it has no effect</th><th scope="col">The line</th></tr></thead><tbody>
${stale.map(
  ({
    decision,
    reason,
  }) => html`<tr><th scope="row">${personInShort(decision.id, view)}</th><td>${reason}.</td><td><code class="copy">${lineOf(decision)}</code></td></tr>
`,
)}</tbody></table></div>`;
}

function problemsPart(problems: Plan['problems'], { plan }: PlanView): Markup {
  return html`<h3>What is wrong in your files</h3>
<p>In the file of decisions where it begins with a decision or a tie, and else in the file of weight classes. Whoever belongs in a class that is missing is in no division.</p>
<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>
${commandLine(plan.stage, 'plan --classes weight_classes.json --decisions decisions.json')}`;
}

function unplacedPart(unplaced: Plan['unplaced'], view: PlanView): Markup {
  const people = new Set(unplaced.map(({ id }) => id)).size;
  return html`<h3>${counted(people, 'person', 'people')} in no division</h3>
<p>Correct the registration, or the file of weight classes, and make a new plan.</p>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">School</th><th scope="col">Event</th><th scope="col">Why</th><th scope="col">Registration</th></tr></thead><tbody>
${unplaced.map(
  ({
    id,
    event,
    reason,
  }) => html`<tr><th scope="row">${fromForm(view.person(id).name)}</th><td>${fromForm(view.person(id).school)}</td><td>${event ?? ''}</td><td>${reason}</td><td><code>${id}</code></td></tr>
`,
)}</tbody></table></div>`;
}

function heldBackPart(heldBack: Plan['heldBack'], view: PlanView): Markup {
  return html`<h3>Not changed, because the division has started</h3>
<p>To draw such a division again nevertheless: ${commandLine(view.plan.stage, `plan --force ${JSON.stringify(heldBack[0]?.division)}`)}</p>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">Division</th><th scope="col">What would be different</th></tr></thead><tbody>
${heldBack.map(
  ({
    id,
    division,
    reason,
  }) => html`<tr><th scope="row">${fromForm(view.person(id).name)}</th><td>${divisionLink(division, view)}</td><td>${reason}</td></tr>
`,
)}</tbody></table></div>`;
}

function notCheckedInPart(ids: Plan['notCheckedIn'], view: PlanView): Markup {
  return html`<h3>${counted(ids.length, 'person has', 'people have')} not checked in</h3>
<p>Somebody has checked in, so that only those who have are drawn.</p>
<ul class="columns">${ids.map((id) => html`<li>${fromForm(view.person(id).name)} <span class="quiet">${fromForm(view.person(id).school)}</span></li>`)}</ul>`;
}
