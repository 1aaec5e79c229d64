/**
 * The embedded cloud's console: what runs and where, the outcome of each execution, and the pages that mails to the
 * organisers link to, for running an execution again and for a table's item. No scripts.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { listen } from '../listen.ts';
import type { Definition } from '../step-functions/definition.ts';
import { executionArnOf } from '../step-functions/requests.ts';
import type { StepFunctions } from '../step-functions/service.ts';
import { region } from '../template/resource-kinds.ts';
import { picture } from './console-picture.ts';
import { type ApiEvent, happenings } from './happenings.ts';
import { findItem, saveItem } from './items.ts';
import { mapRunsBody, mapRunsOf } from './map-runs.ts';

export interface ConsoleOptions {
  /** Default: 0, any free port. */
  port?: number;
  stepFunctions: Pick<StepFunctions, 'handle'>;
  /** The URL of DynamoDB. */
  edgeUrl: string;
  /** What else runs; `note` says what for. */
  pages: { title: string; url: string; note: string }[];
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
  /** Of an execution that a Map Run has started. */
  mapRunArn?: string;
}

interface Machine {
  name: string;
  stateMachineArn: string;
}

const shownExecutions = 100;

/** @throws Error when the port is taken. */
export async function startConsole(options: ConsoleOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const dynamo = new DynamoDBClient({
    endpoint: options.edgeUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const app = createConsole(options, dynamo);
  const { url, stop } = await listen((request) => app.fetch(request), options.port);
  return {
    url,
    async stop() {
      await stop();
      dynamo.destroy();
    },
  };
}

function createConsole({ stepFunctions, pages }: ConsoleOptions, dynamo: DynamoDBClient): Hono {
  /** Undefined when Step Functions refuses. */
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
      <ul>${pages.map((one) => html`<li>${linked(one)} <small>${one.note}</small></li>`)}</ul>
      ${shown.map(
        ({ machine, executions, more }) => html`<h2>${machine.name}</h2>
          ${executions.length === 0 ? html`<p>No executions yet.</p>` : executionsTable(executions, pageOf(machine))}
          ${more ? html`<p><small>The newest ${shownExecutions} are shown.</small></p>` : ''}`,
      )}`;
    return context.html(page('Embedded cloud', running, body));
  });

  /** Undefined when there is no such execution. */
  async function executionPage(executionArn: string): Promise<Html | undefined> {
    const execution = await ask<Described>('DescribeExecution', { executionArn });
    const machine = await ask<Machine & { definition: string }>('DescribeStateMachineForExecution', {
      executionArn,
    });
    if (!execution || !machine) return undefined;
    const events = await historyOf(executionArn);
    const mapRuns = mapRunsBody(
      await mapRunsOf<Listed>(ask, executionArn, shownExecutions),
      badge,
      (children) =>
        executionsTable(children, (child) => `/children/${encodeURIComponent(child.executionArn)}`),
    );
    const body = executionBody(machine.name, execution, JSON.parse(machine.definition), events, mapRuns);
    return page(execution.name, execution.status === 'RUNNING', body);
  }

  const noExecution = (name: string) =>
    page(
      'No such execution',
      false,
      html`<h1>No such execution</h1><p>${name}</p><p><a href="/">All executions</a></p>`,
    );

  app.get('/executions/:name', async (context) => {
    const name = context.req.param('name');
    const wanted = context.req.query('machine');
    for (const { stateMachineArn, name: machineName } of await machines()) {
      if (wanted !== undefined && wanted !== machineName) continue;
      const shown = await executionPage(executionArnOf(stateMachineArn, name));
      if (shown) return context.html(shown);
    }
    return context.html(noExecution(name), 404);
  });

  app.get('/children/:arn', async (context) => {
    const executionArn = context.req.param('arn');
    const shown = await executionPage(executionArn);
    return shown ? context.html(shown) : context.html(noExecution(executionArn), 404);
  });

  app.post('/executions', async (context) => {
    const { stateMachineArn, input } = await context.req.parseBody();
    const name = randomUUID();
    const started = await ask('StartExecution', { stateMachineArn, name, input });
    if (!started)
      return context.html(
        page(
          'Not started',
          false,
          html`<h1>Not started</h1><p>It needs a state machine, and its input as JSON.</p>`,
        ),
        400,
      );
    return context.redirect(`/executions/${name}`, 303);
  });

  app.on(['GET', 'POST'], '/tables/:table', async (context) => {
    const { table } = context.req.param();
    const key = context.req.query('key') ?? '';
    const found = await findItem(dynamo, table, key);
    if (!found)
      return context.html(page('No such table', false, html`<h1>No such table</h1><p>${table}</p>`), 404);
    if (context.req.method === 'GET')
      return context.html(page(key, false, itemBody(table, key, found.item)), found.item ? 200 : 404);
    const text = String((await context.req.parseBody()).item);
    const problem = await saveItem(dynamo, table, key, found, text);
    const { item } = (await findItem(dynamo, table, key)) ?? found;
    return context.html(
      page(key, false, itemBody(table, key, item, problem ?? 'Saved.')),
      problem ? 400 : 200,
    );
  });

  return app;
}

const itemBody = (
  table: string,
  key: string,
  item: object | undefined,
  outcome?: string,
) => html`<p><a href="/">All executions</a></p>
  <h1>${key}</h1>
  <p>${table}</p>
  ${outcome && html`<p role="status">${outcome}</p>`}
  ${
    item === undefined
      ? html`<p>There is no item with this key.</p>`
      : html`<form method="post"><textarea name="item" rows="30" aria-label="The item">${JSON.stringify(item, null, 1)}</textarea>
    <button>Save changes</button></form>`
  }`;

/** Only URLs that a browser can open become links. */
const linked = ({ title, url }: { title: string; url: string }) =>
  /^https?:\/\//.test(url)
    ? html`<a href="${url}">${title}</a> <code>${url}</code>`
    : html`${title} <code>${url}</code>`;

const pageOf = (machine: Machine) => (execution: Listed) =>
  `/executions/${encodeURIComponent(execution.name)}?machine=${encodeURIComponent(machine.name)}`;

const executionsTable = (executions: Listed[], hrefOf: (execution: Listed) => string) =>
  html`<div class="wide"><table>
    <tr><th>Name</th><th>Status</th><th>Started</th><th>Duration</th></tr>
    ${executions.map((execution) => {
      const { name, status, startDate } = execution;
      return html`<tr><td class="name"><a href="${hrefOf(execution)}">${name}</a></td><td>${badge(status)}</td>
        <td>${moment(startDate)}</td><td>${duration(execution)}</td></tr>`;
    })}
  </table></div>`;

const newExecution = ({ stateMachineArn, input }: Described) => html`<h2>New execution</h2>
  <form method="post" action="/executions"><input type="hidden" name="stateMachineArn" value="${stateMachineArn}">
    <textarea name="input" rows="3" aria-label="Input">${input}</textarea> <button>Start execution</button></form>`;

const executionBody = (
  machineName: string,
  execution: Described,
  definition: Definition,
  events: ApiEvent[],
  mapRuns: Html[],
) => html`<p><a href="/">All executions</a></p>
  <h1>${execution.name}</h1>
  <p>${badge(execution.status)} ${machineName}, started ${moment(execution.startDate)}, ${duration(execution)}</p>
  ${execution.error ? html`<p class="failed">${execution.error}</p>` : ''}
  ${execution.cause ? html`<pre>${execution.cause}</pre>` : ''}
  ${picture(definition, happenings(events), execution.status !== 'RUNNING')}
  ${mapRuns}
  ${execution.mapRunArn ? '' : newExecution(execution)}
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
textarea { width: 100%; box-sizing: border-box; font: .85rem/1.5 monospace; } button { font: inherit; padding: .4rem 1rem; }
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
