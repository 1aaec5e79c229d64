/** The page of one execution: its graph, the step that is open beside it, what can be done with it, and its history. */
import { html } from 'hono/html';
import type { Invocation } from '../functions/invocations.ts';
import { button, duration, moment } from '../pages/elements.ts';
import type { Head, Html } from '../pages/frame.ts';
import type { OwnPages } from '../pages/own-pages.ts';
import type { StepFunctions } from '../step-functions/service.ts';
import { address } from './address.ts';
import { type Drawn, drawing, idOf } from './graph/drawing.ts';
import { inWords } from './graph/in-words.ts';
import { type Node, nodesOf } from './graph/model.ts';
import { noteOf } from './graph/notes.ts';
import { pictureOf } from './graph/picture.ts';
import { happenings, verdictOf } from './history/happenings.ts';
import { Histories, type History } from './history/histories.ts';
import { historyTable } from './history/history-table.ts';
import { linkTo } from './links.ts';
import { mapRunSection } from './map-runs.ts';
import { causeOf } from './readable.ts';
import { startForm } from './start-form.ts';
import { statusPill } from './status.ts';
import { data, type OpenStep, stepPanel } from './step/step-panel.ts';
import type { Described, DescribedMachine, MapRun, StepFunctionsApi } from './step-functions-api.ts';

export interface ExecutionPageOptions {
  api: StepFunctionsApi;
  openStates: StepFunctions['openStates'];
  /** What functions did for an execution. */
  invocations(executionArn: string): readonly Invocation[];
  beside?: OwnPages['beside'];
  /** Milliseconds since 1970. */
  now(): number;
}

/** Of each page with a graph. */
export const graphFiles = { styles: ['/_console/executions.css'], scripts: ['/_console/executions.js'] };

/** How many of a Map Run's executions are on the page of its execution. */
const shownChildren = 10;

export class ExecutionPage {
  readonly #options: ExecutionPageOptions;
  readonly #histories: Histories;

  constructor(options: ExecutionPageOptions) {
    this.#options = options;
    this.#histories = new Histories(options.api);
  }

  /**
   * @param at the page's address, which says what is open: `step`, `visit`, `events`.
   * @returns undefined when there is no such execution.
   */
  async of(executionArn: string, at: URL): Promise<[Html, Head] | undefined> {
    const { api, beside } = this.#options;
    const [execution, machine] = await Promise.all([
      api.execution(executionArn),
      api.machineOf(executionArn),
    ]);
    if (!execution || !machine) return undefined;
    const [mapRuns, history] = await Promise.all([
      api.mapRuns(executionArn),
      this.#histories.of(executionArn),
    ]);
    const [graph, runs, about] = await Promise.all([
      this.#graph(execution, machine, history, mapRuns, at),
      this.#mapRuns(mapRuns),
      beside?.(JSON.parse(execution.input)),
    ]);
    const parent = execution.mapRunArn && (await api.mapRun(execution.mapRunArn))?.executionArn;
    const body = html`${summary(execution, machine, this.#options.now())}
      ${parent ? html`<p class="note">Started by ${linkTo(parent)}</p>` : ''}
      ${graphWithStep(graph, about)}
      ${runs}
      <section><h2>Input and output</h2>
        ${data('execution-input', 'Input', execution.input, isShort(execution.input))}
        ${data('execution-output', 'Output', execution.output, isShort(execution.output))}</section>
      <section><h2>History</h2>${tableOf(history, at)}</section>
      ${execution.mapRunArn ? '' : html`<section id="new"><h2>New execution</h2>${startForm(machine.stateMachineArn, execution.input)}</section>`}`;
    const live = execution.status === 'RUNNING';
    return [body, { title: execution.name, live, ...graphFiles }];
  }

  async #graph(
    execution: Described,
    { definition }: DescribedMachine,
    { events, visits, steps }: History,
    mapRuns: readonly MapRun[],
    at: URL,
  ): Promise<ShownGraph> {
    const { openStates, invocations, now } = this.#options;
    const { executionArn, status } = execution;
    const { graph, layout } = await pictureOf(definition);
    const running = status === 'RUNNING';
    const waiting = new Map(
      openStates(executionArn).flatMap(({ enteredEventId, waitsUntil }) =>
        waitsUntil === undefined ? [] : [[enteredEventId, waitsUntil] as const],
      ),
    );
    const happened = happenings(visits, running, waiting);
    const mapRunOf = ({ name, distributed }: Node) => {
      if (!distributed) return undefined;
      const { mapRunArn } = happened.get(name)?.shown.attempts.at(-1) ?? {};
      return mapRuns.find((run) => run.mapRunArn === mapRunArn);
    };
    const here = await this.#whereChildrenAre(mapRuns);
    const nodes = [...nodesOf(graph)];
    const node = nodes.find(({ name }) => name === at.searchParams.get('step'));
    const drawn: Drawn = {
      ...{ steps, selected: node?.name },
      noteOf: (one) =>
        noteOf(one, happened.get(one.name), now(), { mapRun: mapRunOf(one), here: here.get(one.name) }),
      hrefOf: (name) => address(at, { step: name, visit: undefined }, 'step'),
    };
    const all = node
      ? visits
          .filter(({ name }) => name === node.name)
          .map((visit) => ({
            visit,
            verdict: verdictOf(visit, running, waiting),
            until: waiting.get(visit.id),
          }))
      : [];
    const wanted = Number(at.searchParams.get('visit')) || (node && happened.get(node.name)?.shown.id);
    const run = node && mapRunOf(node);
    const step: OpenStep | undefined = node && {
      ...{ node, visits: all, shown: all.find(({ visit }) => visit.id === wanted) ?? all.at(-1) },
      hrefOf: (visit) => address(at, { step: visit.name, visit: String(visit.id) }, 'step'),
      closeHref: address(at, { step: undefined, visit: undefined }, idOf(node.name)),
      logsOf: logsBy(invocations(executionArn)),
      ...(run && {
        mapRuns: html`<p>${drawn.noteOf(node).facts.join(', ')}</p><p><a href="#map-runs">Its Map Run</a></p>`,
      }),
      now: now(),
    };
    return {
      ...{ drawing: drawing(layout, drawn), words: inWords(graph, drawn), hasHappened: events.length > 0 },
      step: step && stepPanel(step),
    };
  }

  /** How many executions of Map Runs are in each state. */
  async #whereChildrenAre(mapRuns: readonly MapRun[]): Promise<Map<string, number>> {
    const { api, openStates } = this.#options;
    const running = mapRuns.filter(({ status }) => status === 'RUNNING');
    const children = await Promise.all(running.map((run) => api.children(run.mapRunArn, 1000, 'RUNNING')));
    const here = new Map<string, number>();
    for (const { executionArn } of children.flat()) {
      for (const { name } of openStates(executionArn)) here.set(name, (here.get(name) ?? 0) + 1);
    }
    return here;
  }

  async #mapRuns(mapRuns: readonly MapRun[]): Promise<Html> {
    const { api, now } = this.#options;
    const sections = mapRuns.map(async (run) => {
      const failed = await api.children(run.mapRunArn, shownChildren, 'FAILED');
      const newest = await api.children(run.mapRunArn, shownChildren);
      const known = new Set(failed.map(({ executionArn }) => executionArn));
      const others = newest.filter(({ executionArn }) => !known.has(executionArn));
      const shown = [...failed, ...others].slice(0, shownChildren);
      return mapRunSection(run, shown, now());
    });
    return html`<div id="map-runs">${await Promise.all(sections)}</div>`;
  }
}

function tableOf({ events, nameOf }: History, at: URL): Html {
  const page = Number(at.searchParams.get('events')) || undefined;
  return historyTable(events, page, nameOf, (other) => address(at, { events: String(other) }));
}

export interface ShownGraph {
  drawing: Html;
  /** Its text alternative. */
  words: Html;
  /** The state that is open. */
  step?: Html;
  /** Whether it is that of an execution. */
  hasHappened?: boolean;
}

/** The graph; beside it, or below it on a phone, the step that is open and what the app says. */
export const graphWithStep = ({ drawing, words, step, hasHappened }: ShownGraph, about?: Html): Html =>
  html`<div class="graph-and-side${step ? ' open' : about ? ' about' : ''}"><section id="graph" tabindex="-1" aria-label="States">
    <div class="canvas" role="region" aria-label="The state machine as a graph" tabindex="0">${drawing}</div>
    <p class="note legend">${hasHappened ? 'Bold arrows show the path that was taken. ' : ''}Dashed arrows follow a failure. Select a state for its details.</p>
    <details id="in-words"><summary>The same in words</summary>${words}</details></section>
    ${step || about ? html`<div class="side">${step ?? ''}${about ? html`<section class="card beside">${about}</section>` : ''}</div>` : ''}</div>`;

const isShort = (json = '') => json.length < 600;

function logsBy(invocations: readonly Invocation[]): OpenStep['logsOf'] {
  const byEvent = Map.groupBy(invocations, ({ task }) => task?.eventId);
  return (eventId) => byEvent.get(eventId) ?? [];
}

function summary(execution: Described, { name }: DescribedMachine, now: number): Html {
  const { status, startDate, stopDate, error, cause, redriveCount = 0 } = execution;
  const took = duration(((stopDate ?? now / 1000) - startDate) * 1000);
  const { message, trace } = causeOf(cause ?? '');
  return html`<p class="about">${statusPill(status)} <a href="/machines/${encodeURIComponent(name.split('/')[0] ?? name)}">${name}</a>, started ${moment(startDate * 1000)}, ${stopDate === undefined ? html`${took} so far` : html`took ${took}`}${redriveCount > 0 ? `, redriven ${redriveCount === 1 ? 'once' : `${redriveCount} times`}` : ''}</p>
    ${error === undefined && cause === undefined ? '' : html`<div class="${status === 'ABORTED' ? 'note' : 'problem'}"><strong>${error ?? ''}</strong>${message ? html`<p>${message}</p>` : ''}</div>`}
    ${trace.length > 0 ? html`<details id="execution-trace"><summary>Where it was thrown</summary><pre>${trace.join('\n')}</pre></details>` : ''}
    ${choices(execution)}`;
}

function choices({ executionArn, status, redriveStatus, mapRunArn }: Described): Html {
  const given = [
    ...(status === 'RUNNING' ? [button('/executions/stop', 'Stop', { executionArn }, 'danger')] : []),
    ...(redriveStatus === 'REDRIVABLE'
      ? [
          button(
            '/executions/redrive',
            `Redrive from ${status === 'ABORTED' ? 'where it stopped' : 'what failed'}`,
            { executionArn },
          ),
        ]
      : []),
    ...(mapRunArn === undefined ? [html`<a class="button plain" href="#new">New execution</a>`] : []),
  ];
  return given.length > 0 ? html`<div class="choices">${given}</div>` : html``;
}
