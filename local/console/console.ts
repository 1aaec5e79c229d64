/** The embedded cloud's console: what runs, where, and what became of each execution. Read-only, no scripts. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { listen } from '../listen.ts';
import type { Definition } from '../step-functions/definition.ts';
import type { StepFunctions } from '../step-functions/service.ts';
import { picture } from './console-picture.ts';
import { type ApiEvent, happenings } from './happenings.ts';

export interface ConsoleOptions {
  /** 0 or none is any free port. */
  port?: number;
  stepFunctions: Pick<StepFunctions, 'handle'>;
  /** What else runs; `note` says what it is for. */
  links: { name: string; url: string; note: string }[];
}

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

interface Listed {
  executionArn: string;
  name: string;
  status: string;
  /** Seconds since 1970. */
  startDate: number;
  stopDate?: number;
}

interface Described extends Listed {
  stateMachineArn: string;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
}

interface Machine {
  name: string;
  stateMachineArn: string;
}

const shownExecutions = 100;

/** @throws Error when the port is taken. */
export async function startConsole(options: ConsoleOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const app = createConsole(options);
  return listen((request) => app.fetch(request), options.port);
}

function createConsole({ stepFunctions, links }: ConsoleOptions): Hono {
  /** undefined when Step Functions refuses. */
  async function ask<T>(operation: string, request: Record<string, unknown>): Promise<T | undefined> {
    const { status, body } = await stepFunctions.handle(operation, request);
    return status === 200 ? (body as T) : undefined;
  }

  async function machines(): Promise<Machine[]> {
    return (
      (await ask<{ stateMachines: Machine[] }>('ListStateMachines', { maxResults: 1000 }))?.stateMachines ??
      []
    );
  }

  async function historyOf(executionArn: string): Promise<ApiEvent[]> {
    const events: ApiEvent[] = [];
    let nextToken: string | undefined;
    do {
      const request = { executionArn, maxResults: 1000, ...(nextToken && { nextToken }) };
      const listed = await ask<{ events: ApiEvent[]; nextToken?: string }>('GetExecutionHistory', request);
      events.push(...(listed?.events ?? []));
      nextToken = listed?.nextToken;
    } while (nextToken);
    return events;
  }

  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    context.header('cache-control', 'no-store');
  });

  app.get('/', async (context) => {
    const shown = await Promise.all(
      (await machines()).map(async (machine) => {
        const request = { stateMachineArn: machine.stateMachineArn, maxResults: shownExecutions };
        const listed = await ask<{ executions: Listed[]; nextToken?: string }>('ListExecutions', request);
        return { machine, executions: listed?.executions ?? [], more: listed?.nextToken !== undefined };
      }),
    );
    const running = shown.some(({ executions }) => executions.some(({ status }) => status === 'RUNNING'));
    const body = html`<h1>Embedded cloud</h1>
      <h2>What runs</h2>
      <ul>${links.map((link) => html`<li>${linked(link)} <small>${link.note}</small></li>`)}</ul>
      ${shown.map(
        ({ machine, executions, more }) => html`<h2>${machine.name}</h2>
          ${executions.length === 0 ? html`<p>No executions yet.</p>` : executionsTable(machine, executions)}
          ${more ? html`<p><small>The newest ${shownExecutions} are shown.</small></p>` : ''}`,
      )}`;
    return context.html(page('Embedded cloud', running, body));
  });

  app.get('/executions/:name', async (context) => {
    const name = context.req.param('name');
    const wanted = context.req.query('machine');
    for (const { stateMachineArn, name: machineName } of await machines()) {
      if (wanted !== undefined && wanted !== machineName) continue;
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const execution = await ask<Described>('DescribeExecution', { executionArn });
      const machine = await ask<{ definition: string }>('DescribeStateMachine', { stateMachineArn });
      if (!execution || !machine) continue;
      const events = await historyOf(executionArn);
      const running = execution.status === 'RUNNING';
      const body = executionBody(machineName, execution, JSON.parse(machine.definition), events);
      return context.html(page(name, running, body));
    }
    const body = html`<h1>No such execution</h1><p>${name}</p><p><a href="/">All executions</a></p>`;
    return context.html(page('No such execution', false, body), 404);
  });

  return app;
}

/** Only what a browser can open is a link. */
const linked = ({ name, url }: { name: string; url: string }) =>
  /^https?:\/\//.test(url)
    ? html`<a href="${url}">${name}</a> <code>${url}</code>`
    : html`${name} <code>${url}</code>`;

const executionsTable = (machine: Machine, executions: Listed[]) =>
  html`<div class="wide"><table>
    <tr><th>Name</th><th>Status</th><th>Started</th><th>Duration</th></tr>
    ${executions.map((execution) => {
      const { name, status, startDate } = execution;
      const href = `/executions/${encodeURIComponent(name)}?machine=${encodeURIComponent(machine.name)}`;
      return html`<tr><td class="name"><a href="${href}">${name}</a></td><td>${badge(status)}</td>
        <td>${moment(startDate)}</td><td>${duration(execution)}</td></tr>`;
    })}
  </table></div>`;

const executionBody = (
  machineName: string,
  execution: Described,
  definition: Definition,
  events: ApiEvent[],
) => html`<p><a href="/">All executions</a></p>
  <h1>${execution.name}</h1>
  <p>${badge(execution.status)} ${machineName}, started ${moment(execution.startDate)}, ${duration(execution)}</p>
  ${execution.error ? html`<p class="failed">${execution.error}</p>` : ''}
  ${execution.cause ? html`<pre>${execution.cause}</pre>` : ''}
  ${picture(definition, happenings(events), execution.status !== 'RUNNING')}
  <h2>Input and output</h2>
  <pre>${execution.input}</pre>
  ${execution.output === undefined ? '' : html`<pre>${execution.output}</pre>`}
  <h2>History</h2>
  <div class="wide"><table>
    <tr><th>Id</th><th>After</th><th>Event</th><th>Details</th></tr>
    ${events.map((event) => historyRow(event, execution.startDate))}
  </table></div>`;

function historyRow(event: ApiEvent, start: number): Html {
  const details = Object.entries(event).find(([field]) => field.endsWith('EventDetails'))?.[1] ?? {};
  const { name = '', inputDetails, outputDetails, error, ...rest } = details as Record<string, unknown>;
  const more = Object.keys(rest).length > 0;
  return html`<tr><td>${event.id}</td><td>${seconds(event.timestamp - start)}</td><td>${event.type}
    ${name ? html`<br><small>${name}</small>` : ''}</td><td>${error ? html`<span class="failed">${error}</span>` : ''}
    ${more ? html`<details><summary>data</summary><pre>${JSON.stringify(rest, null, 1)}</pre></details>` : ''}</td></tr>`;
}

const badge = (status: string) => html`<span class="${status.toLowerCase()}">${status}</span>`;

const moment = (epochSeconds: number) =>
  html`<time>${new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;

const duration = ({ startDate, stopDate }: Listed) =>
  stopDate === undefined ? 'not ended' : seconds(stopDate - startDate);

const seconds = (count: number) =>
  count < 60 ? `${count.toFixed(2)} s` : `${Math.round(count / 6) / 10} min`;

const page = (title: string, refreshing: boolean, body: Html) => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshing ? html`<meta http-equiv="refresh" content="2">` : ''}
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1b1b1b; background: #fff; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin-top: 2rem; }
code, pre { font-size: .85rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: .5rem; margin: .3rem 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } td.name { overflow-wrap: anywhere; min-width: 8rem; } summary, td:nth-child(2) { white-space: nowrap; }
td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
small { color: #555; } ol.states, ol.states ol { list-style: none; padding-left: 0; } .branches { display: flex; flex-wrap: wrap; gap: .5rem; padding: .3rem 0 0 1rem; } .branches > ol { flex: 1 1 12rem; }
.state { border-left: .4rem solid #bbb; background: #f5f5f5; padding: .3rem .6rem; margin: .3rem 0; overflow-wrap: anywhere; }
.state.succeeded { border-color: #1a7f37; background: #e9f7ee; } .state.failed { border-color: #b3261e; background: #fdecea; }
.state.caught { border-color: #9a6700; background: #fff6dd; } .state.running { border-color: #0b5cad; background: #e7f1fb; } .state.stopped { border-color: #6b5b95; background: #f0ecf7; }
span, p.failed { font-weight: 600; } .succeeded { color: #14612b; } .failed, .timed_out { color: #b3261e; } .running { color: #0b5cad; } .aborted { color: #5a4a85; } .state { color: #1b1b1b; }
@media (max-width: 32rem) { table { font-size: .8rem; } td, th { padding: .25rem; } }
</style></head><body>${body}</body></html>`;
