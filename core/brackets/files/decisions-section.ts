/** What an organiser has to decide or to look at before a plan is published. */
import { html } from 'hono/html';
import { spokenWeight } from '../../domain/measures.ts';
import type { Plan } from '../plan.ts';
import { divisionLink } from './division-link.ts';
import type { PlanView } from './plan-view.ts';
import { counted, fromForm, type Markup } from './plan-words.ts';

type Proposal = Plan['proposals'][number];

export function decisionsSection(view: PlanView): Markup {
  const { proposals, staleDecisions, problems, unplaced, notCheckedIn, heldBack } = view.plan;
  const parts = [
    proposals.length > 0 && proposalsPart(proposals, view),
    staleDecisions.length > 0 && stalePart(staleDecisions, view),
    problems.length > 0 && problemsPart(problems),
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
  return html`<h3>${counted(proposals.length, 'person is', 'people are')} alone in a division</h3>
<p>Here is what could be done. It happens only if you write it into the file of decisions, <code>brackets/decisions.json</code>, and make a new plan. You may decide otherwise: <code>move</code> to any division of the same style, <code>exhibition</code> with anybody of it, or <code>uncontested</code>, the medal without a match.</p>
<div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">Alone in</th><th scope="col">Proposal</th><th scope="col">Line for the file of decisions</th></tr></thead><tbody>
${proposals.map(
  ({
    id,
    division,
    proposed,
    reason,
  }) => html`<tr><th scope="row">${personInShort(id, view)}</th><td>${divisionLink(division, view)}</td><td>${proposalInWords(proposed, view)}<br><span class="quiet">${reason}.</span></td><td>${proposed && html`<code class="copy">${decisionLine(proposed)}</code>`}</td></tr>
`,
)}</tbody></table></div>
${lines.length > 1 && html`<details><summary>All these lines as one file</summary><p>For a file that has no decisions yet. For an exhibition, fill in who has agreed, and when: without that the file is refused.</p><pre class="copy">${`{\n  "decisions": [\n    ${lines.join(',\n    ')}\n  ]\n}`}</pre></details>`}`;
}

/** With blanks, as in the documentation. The consent to an exhibition is left to fill in. */
export function decisionLine(proposed: NonNullable<Proposal['proposed']>): string {
  const { id, division, outcome, ...more } = proposed;
  const fields = { id, division, outcome, ...more, ...(outcome === 'exhibition' && { consent: '' }) };
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
    age !== undefined && `${age} years`,
    belt !== undefined && `${belt} belt`,
    weightLb !== undefined && spokenWeight(weightLb),
  ].filter(Boolean);
  return html`${fromForm(name)} <span class="quiet">${fromForm(school)}${facts.length > 0 && `, ${facts.join(', ')}`}</span>`;
}

function stalePart(stale: Plan['staleDecisions'], view: PlanView): Markup {
  return html`<h3>${counted(stale.length, 'decision', 'decisions')} without effect</h3>
<p>They do not fit the registrations any more. Take them out of the file of decisions, or correct them.</p>
<div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">Why it has no effect</th><th scope="col">The line</th></tr></thead><tbody>
${stale.map(
  ({
    decision,
    reason,
  }) => html`<tr><th scope="row">${personInShort(decision.id, view)}</th><td>${reason}.</td><td><code class="copy">${`{ ${Object.entries(
    decision,
  )
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`)
    .join(', ')} }`}</code></td></tr>
`,
)}</tbody></table></div>`;
}

function problemsPart(problems: Plan['problems']): Markup {
  return html`<h3>The file of weight classes</h3>
<p>Correct these in <code>weight_classes.json</code>. Whoever would be in such a class is among those who could not be placed.</p>
<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
}

function unplacedPart(unplaced: Plan['unplaced'], view: PlanView): Markup {
  return html`<h3>${counted(unplaced.length, 'person', 'people')} in no division</h3>
<p>Correct the registration, or the file of weight classes, and make a new plan.</p>
<div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">School</th><th scope="col">Event</th><th scope="col">Why</th><th scope="col">Registration</th></tr></thead><tbody>
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
  return html`<h3>Not changed, for the division has started</h3>
<p>To change such a division nevertheless, make a plan with <code>--force</code> and its name.</p>
<div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">Division</th><th scope="col">What would be different</th></tr></thead><tbody>
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
