/** A state machine as a vertical tree, with each state coloured by its outcome in one execution. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type Definition, innerOf, type State } from '../step-functions/definition.ts';
import { isDistributed } from '../step-functions/language/check-map.ts';
import type { Happening } from './happenings.ts';

/** @param ended whether the execution has ended, so that a state still open was stopped or failed. */
export function picture(
  definition: Definition,
  happened: Map<string, Happening>,
  ended: boolean,
): HtmlEscapedString | Promise<HtmlEscapedString> {
  return html`<ol class="states">${inOrder(definition).map(([name, state]) => {
    const happening = happened.get(name);
    // The states of a Distributed Map are those of other executions.
    const inner = isDistributed(state) ? [] : innerOf(state);
    const open = inner.some(({ States }) =>
      Object.keys(States).some((within) => happened.get(within)?.failed),
    );
    const shown = verdict(happening, ended, open);
    const attempts = happening && happening.attempts > 1 ? `, ${happening.attempts} attempts` : '';
    const visits = happening && happening.visits > 1 ? `, ${happening.visits} times` : '';
    const innerEnded = ended || happening?.outcome !== 'open';
    const branches = inner.map((branch) => picture(branch, happened, innerEnded));
    return html`<li><div class="state ${shown.replace(' ', '-')}">${name} <small>${state.Type}, ${shown}${visits}${attempts}</small>
      ${branches.length > 0 ? html`<div class="branches">${branches}</div>` : ''}</div></li>`;
  })}</ol>`;
}

function verdict(happening: Happening | undefined, ended: boolean, failedWithin: boolean): string {
  if (!happening) return 'not reached';
  if (happening.outcome !== 'open') return happening.outcome;
  if (!ended) return 'running';
  return happening.failed || failedWithin ? 'failed' : 'stopped';
}

/** The states in the order they can be reached, the main path before the failure handlers. */
function inOrder(definition: Definition): [string, State][] {
  const found = new Map<string, State>();
  const waiting = [definition.StartAt];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const state = definition.States[name];
    if (!state || found.has(name)) continue;
    found.set(name, state);
    const next = [...(state.Choices ?? []).map((choice) => choice.Next), state.Default, state.Next];
    waiting.unshift(...next.filter((target) => target !== undefined));
    waiting.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  }
  return [...found];
}
