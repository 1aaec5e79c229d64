/** A state machine as a vertical tree, coloured by what happened to each state in one execution. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Definition, State } from '../step-functions/definition.ts';

/** An event as GetExecutionHistory answers it. */
export interface ApiEvent {
  id: number;
  previousEventId: number;
  /** Seconds since 1970. */
  timestamp: number;
  type: string;
  stateEnteredEventDetails?: { name: string };
  stateExitedEventDetails?: { name: string };
  [details: string]: unknown;
}

export interface Happening {
  /** `open`: entered and not left. `caught`: left after a failure. */
  outcome: 'open' | 'succeeded' | 'caught';
  /** Attempts of its last visit. */
  attempts: number;
  /** Whether the last attempt went wrong. */
  failed: boolean;
}

const begun = new Set(['LambdaFunctionScheduled', 'TaskScheduled', 'ParallelStateStarted']);
const wentWrong = /(Failed|TimedOut)$/;

/** What happened to each state that was entered, by its name. */
export function happenings(events: readonly ApiEvent[]): Map<string, Happening> {
  const states = new Map<string, Happening>();
  /** The state an event belongs to, by the event's id. */
  const stateOf = new Map<number, string>();
  for (const event of events) {
    const entered = event.stateEnteredEventDetails?.name;
    const left = event.stateExitedEventDetails?.name;
    const name = entered ?? left ?? stateOf.get(event.previousEventId);
    if (name === undefined) continue;
    stateOf.set(event.id, name);
    if (entered !== undefined) {
      states.set(name, { outcome: 'open', attempts: 0, failed: event.type === 'FailStateEntered' });
    }
    const state = states.get(name);
    if (!state) continue;
    if (left !== undefined) {
      const before = events[event.previousEventId - 1];
      state.outcome = wentWrong.test(before?.type ?? '') ? 'caught' : 'succeeded';
    }
    if (begun.has(event.type)) {
      state.attempts += 1;
      state.failed = false;
    }
    if (event.type.startsWith('LambdaFunction') || event.type.startsWith('Task')) {
      if (wentWrong.test(event.type)) state.failed = true;
    }
  }
  return states;
}

/** @param ended whether nothing of it runs any more, so that what is open was stopped or is what failed. */
export function picture(
  definition: Definition,
  happened: Map<string, Happening>,
  ended: boolean,
): HtmlEscapedString | Promise<HtmlEscapedString> {
  return html`<ol class="states">${inOrder(definition).map(([name, state]) => {
    const happening = happened.get(name);
    const open = state.Branches?.some((branch) =>
      Object.keys(branch.States).some((inner) => happened.get(inner)?.failed),
    );
    const shown = verdict(happening, ended, open ?? false);
    const attempts = happening && happening.attempts > 1 ? `, ${happening.attempts} attempts` : '';
    const branchesEnded = ended || happening?.outcome !== 'open';
    const branches = (state.Branches ?? []).map((branch) => picture(branch, happened, branchesEnded));
    return html`<li><div class="state ${shown.replace(' ', '-')}">${name} <small>${state.Type}, ${shown}${attempts}</small>
      ${branches.length > 0 ? html`<div class="branches">${branches}</div>` : ''}</div></li>`;
  })}</ol>`;
}

function verdict(happening: Happening | undefined, ended: boolean, failedWithin: boolean): string {
  if (!happening) return 'not reached';
  if (happening.outcome !== 'open') return happening.outcome;
  if (!ended) return 'running';
  return happening.failed || failedWithin ? 'failed' : 'stopped';
}

/** The states in the order they can be reached, the main way before what catches failures. */
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
