/** One state beside the graph: what happened in it, and how it is defined. */
import { html } from 'hono/html';
import { duration, moment, scrolling } from '../../pages/elements.ts';
import type { Html } from '../../pages/frame.ts';
import type { State } from '../../step-functions/definition.ts';
import { errorsOf } from '../graph/condition.ts';
import type { Node } from '../graph/model.ts';
import { itemsOf } from '../graph/notes.ts';
import { classOf, sign } from '../graph/signs.ts';
import type { Verdict } from '../history/happenings.ts';
import type { Visit } from '../history/visits.ts';
import { withLinks } from '../links.ts';
import { causeOf, inTime, readable, shortResource } from '../readable.ts';
import { type AttemptLogs, attempts } from './attempts.ts';
import { retryInWords } from './policies.ts';

export interface OpenStep {
  node: Node;
  /** Of an execution in which the state was entered: all its visits, and the one to show. */
  visits: readonly VisitShown[];
  shown?: VisitShown;
  hrefOf(visit: Visit): string;
  closeHref: string;
  logsOf: AttemptLogs;
  /** Shown in place of attempts: what a Distributed Map's runs did. */
  mapRuns?: Html;
  /** Milliseconds since 1970. */
  now: number;
}

export interface VisitShown {
  visit: Visit;
  verdict: Verdict;
  /** When it goes on: milliseconds since 1970. */
  until?: number;
}

/** Visits beyond these are only counted. */
const mostVisits = 100;

export function stepPanel(step: OpenStep): Html {
  const { node, shown, closeHref } = step;
  return panel(
    node,
    closeHref,
    html`${shown ? happened(shown, step) : html`<p class="note">${node.state.Type}. It was not reached.</p>`}
    ${otherVisits(step)}
    <details id="definition"><summary>Definition</summary>${definitionOf(node.state)}</details>`,
  );
}

/** Of a machine's own page. */
export const definedStep = (node: Node, closeHref: string): Html =>
  panel(node, closeHref, definitionOf(node.state));

const panel = ({ name }: Node, closeHref: string, content: Html): Html =>
  html`<aside id="step" class="card step" tabindex="-1" aria-label="Step ${name}">
    <div class="heading"><h2>${name}</h2><a class="close" href="${closeHref}" data-in-place>Close</a></div>
    ${content}
  </aside>`;

function happened({ visit, verdict, until }: VisitShown, step: OpenStep): Html {
  const { enteredAt, leftAt, type, input, output, item } = visit;
  const { now } = step;
  const took = leftAt === undefined ? undefined : duration((leftAt - enteredAt) * 1000);
  return html`<p class="verdict ${classOf(verdict)}">${sign(verdict)} <strong>${words[verdict]}</strong> <small>${type}${item === undefined ? '' : `, item ${item + 1}`}</small></p>
    ${until === undefined ? '' : html`<p class="next">${type === 'Wait' ? 'Goes on' : 'Next attempt'} at ${moment(until)} <small>(${inTime(until, now)})</small></p>`}
    ${failure(visit, verdict)}
    <dl class="facts">
      <dt>Entered</dt><dd>${moment(enteredAt * 1000)}</dd>
      ${took === undefined ? '' : html`<dt>Took</dt><dd>${took}</dd>`}
      ${visit.items && !step.mapRuns ? html`<dt>Items</dt><dd>${itemsOf(visit.items)}</dd>` : ''}
    </dl>
    ${step.mapRuns ?? attempts(visit, step.logsOf, verdict)}
    ${data('input', 'Input', input)}
    ${data('output', 'Output', output)}`;
}

const words: Record<Verdict, string> = {
  'not reached': 'Not reached',
  running: 'Running',
  waiting: 'Waiting',
  failed: 'Failed',
  caught: 'Failed, and was caught',
  stopped: 'Stopped',
  succeeded: 'Succeeded',
};

function failure({ error, cause }: Visit, verdict: Verdict): Html | '' {
  if (error === undefined || verdict === 'succeeded' || verdict === 'running') return '';
  const { message, trace } = causeOf(cause ?? '');
  return html`<div class="problem"><strong>${error}</strong>${message ? html`<p>${message}</p>` : ''}</div>
    ${trace.length > 0 ? html`<details id="trace"><summary>Where it was thrown</summary><pre>${trace.join('\n')}</pre></details>` : ''}`;
}

export const data = (id: string, title: string, json: string | undefined, open = false): Html | '' =>
  json === undefined
    ? ''
    : html`<details id="${id}"${open ? html` open` : ''}><summary>${title} <small>${size(json)}</small></summary><pre>${withLinks(readable(json))}</pre></details>`;

const size = (json: string) =>
  json.length < 1024 ? `${json.length} characters` : `${(json.length / 1024).toFixed(1)} KB`;

function otherVisits({ visits, shown, hrefOf }: OpenStep): Html | '' {
  if (visits.length < 2) return '';
  const more = visits.length - mostVisits;
  return html`<h3>${visits.length} times</h3>
    ${scrolling(
      'All visits',
      html`<table><thead><tr><th>Visit</th><th>Outcome</th><th class="number">Attempts</th><th class="number">Took</th></tr></thead><tbody>
      ${visits.slice(0, mostVisits).map(({ visit, verdict }, index) => {
        const title = visit.item === undefined ? `${index + 1}` : `Item ${visit.item + 1}`;
        const took = visit.leftAt === undefined ? '' : duration((visit.leftAt - visit.enteredAt) * 1000);
        const link = html`<a href="${hrefOf(visit)}" data-in-place${visit === shown?.visit ? html` aria-current="true"` : ''}>${title}</a>`;
        return html`<tr><td>${link}${visit.past ? html` <small>earlier</small>` : ''}</td><td>${sign(verdict)} ${verdict}</td><td class="number">${visit.attempts.length}</td><td class="number">${took}</td></tr>`;
      })}</tbody></table>`,
    )}
    ${more > 0 ? html`<p class="note">${more} more are not listed.</p>` : ''}`;
}

function definitionOf(state: State): Html {
  const { Resource, Retry = [], Catch = [], Comment, TimeoutSeconds } = state;
  return html`${typeof Comment === 'string' ? html`<p>${Comment}</p>` : ''}
    <dl class="facts"><dt>Type</dt><dd>${state.Type}</dd>
    ${Resource === undefined ? '' : html`<dt>Calls</dt><dd><code>${shortResource(Resource)}</code></dd>`}
    ${TimeoutSeconds === undefined ? '' : html`<dt>Time limit</dt><dd>${TimeoutSeconds} s</dd>`}
    ${Retry.map((retrier) => html`<dt>Retries</dt><dd>${errorsOf(retrier)}: ${retryInWords(retrier)}</dd>`)}
    ${Catch.map((catcher) => html`<dt>Catches</dt><dd>${errorsOf(catcher)}: goes on with ${catcher.Next}</dd>`)}</dl>
    <details id="language"><summary>Amazon States Language</summary><pre>${JSON.stringify(state, null, 2)}</pre></details>`;
}
