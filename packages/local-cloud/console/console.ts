/**
 * The embedded cloud's console: what runs and where, the outcome of each execution, and the pages that mails to the
 * organisers link to, for running an execution again and for a table's item. Pages of the app itself come before its own.
 */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listen } from '../listen.ts';
import type { Head, Html, Site } from '../pages/frame.ts';
import { look, servedFile } from '../pages/look.ts';
import type { OwnPages } from '../pages/own-pages.ts';
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
  /** The URL of the AWS services. */
  edgeUrl: string;
  /** Of other servers, for the navigation; `note` says what they show. */
  pages: { title: string; url: string; note: string }[];
}

export interface Console {
  url: string;
  /** What all pages have in common, wherever they are served. */
  site(): Site;
  /** Puts the app's own pages before the console's. */
  mount(pages: OwnPages): void;
  stop(): Promise<void>;
}

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
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const dynamo = new DynamoDBClient({
    endpoint: options.edgeUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let own: OwnPages | undefined;
  const site = (): Site => ({
    name: own?.name ?? 'Embedded cloud',
    home: `${url}/`,
    links: [
      ...(own?.links ?? []).map(({ title, href }) => ({ title, href: `${url}${href}` })),
      { title: 'Executions', href: `${url}/executions` },
      ...options.pages.map(({ title, url }) => ({ title, href: `${url}/` })),
    ],
  });
  const created = () => {
    const app = new Hono().use(look(site));
    if (own) app.route('/', own.routes);
    app.notFound((context) => {
      context.status(404);
      return context.render(html`<p><a href="/">What there is</a></p>`, { title: 'There is no such page' });
    });
    return app.route('/', createConsole(options, dynamo));
  };
  let app = created();
  const { url, stop } = await listen((request) => app.fetch(request), options.port);
  return {
    url,
    site,
    mount(pages) {
      own = pages;
      app = created();
    },
    async stop() {
      await stop();
      dynamo.destroy();
    },
  };
}

function createConsole({ stepFunctions, pages, edgeUrl }: ConsoleOptions, dynamo: DynamoDBClient): Hono {
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
  app.get('/_console/console.css', servedFile(new URL('console.css', import.meta.url)));

  app.get('/', (context) =>
    context.render(
      html`<ul>
        <li><a href="/executions">Executions</a> <small>what became of each</small></li>
        ${pages.map(({ title, url, note }) => html`<li><a href="${url}">${title}</a> <small>${note}</small></li>`)}
        <li>AWS services <code>${edgeUrl}</code> <small>for the AWS CLI and SDKs: AWS_ENDPOINT_URL</small></li>
      </ul>`,
      { title: 'What runs' },
    ),
  );

  app.get('/executions', async (context) => {
    const shown = await Promise.all(
      (await machines()).map(async (machine) => {
        const request = { stateMachineArn: machine.stateMachineArn, maxResults: shownExecutions };
        const listed = await ask<{ executions: Listed[]; nextToken?: string }>('ListExecutions', request);
        return { machine, executions: listed?.executions ?? [], more: listed?.nextToken !== undefined };
      }),
    );
    const body = shown.map(
      ({ machine, executions, more }) => html`<h2>${machine.name}</h2>
        ${executions.length === 0 ? html`<p>No executions yet.</p>` : executionsTable(executions, pageOf(machine))}
        ${more ? html`<p><small>The newest ${shownExecutions} are shown.</small></p>` : ''}`,
    );
    return context.render(html`${body}`, { title: 'Executions', live: true });
  });

  /** Undefined when there is no such execution. */
  async function executionPage(executionArn: string): Promise<[Html, Head] | undefined> {
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
    const live = execution.status === 'RUNNING';
    return [body, { title: execution.name, live, styles: ['/_console/console.css'] }];
  }

  function noExecution(context: Context, name: string) {
    context.status(404);
    return context.render(html`<p>${name}</p>`, { title: 'No such execution' });
  }

  app.get('/executions/:name', async (context) => {
    const name = context.req.param('name');
    const wanted = context.req.query('machine');
    for (const { stateMachineArn, name: machineName } of await machines()) {
      if (wanted !== undefined && wanted !== machineName) continue;
      const shown = await executionPage(executionArnOf(stateMachineArn, name));
      if (shown) return context.render(...shown);
    }
    return noExecution(context, name);
  });

  app.get('/children/:arn', async (context) => {
    const executionArn = context.req.param('arn');
    const shown = await executionPage(executionArn);
    return shown ? context.render(...shown) : noExecution(context, executionArn);
  });

  app.post('/executions', async (context) => {
    const { stateMachineArn, input } = await context.req.parseBody();
    const name = randomUUID();
    const started = await ask('StartExecution', { stateMachineArn, name, input });
    if (!started) {
      context.status(400);
      return context.render(html`<p>It needs a state machine, and its input as JSON.</p>`, {
        title: 'Not started',
      });
    }
    return context.redirect(`/executions/${name}`, 303);
  });

  app.on(['GET', 'POST'], '/tables/:table', async (context) => {
    const { table } = context.req.param();
    const key = context.req.query('key') ?? '';
    const found = await findItem(dynamo, table, key);
    if (!found) {
      context.status(404);
      return context.render(html`<p>${table}</p>`, { title: 'No such table' });
    }
    if (context.req.method === 'GET') {
      if (!found.item) context.status(404);
      return context.render(itemBody(table, found.item), { title: key });
    }
    const text = String((await context.req.parseBody()).item);
    const problem = await saveItem(dynamo, table, key, found, text);
    const { item } = (await findItem(dynamo, table, key)) ?? found;
    if (problem) context.status(400);
    return context.render(itemBody(table, item, problem ?? 'Saved.'), { title: key });
  });

  return app;
}

const itemBody = (table: string, item: object | undefined, outcome?: string) => html`<p>${table}</p>
  ${outcome && html`<p role="status">${outcome}</p>`}
  ${
    item === undefined
      ? html`<p>There is no item with this key.</p>`
      : html`<form method="post"><textarea class="code" name="item" rows="30" aria-label="The item">${JSON.stringify(item, null, 1)}</textarea>
    <button>Save changes</button></form>`
  }`;

const pageOf = (machine: Machine) => (execution: Listed) =>
  `/executions/${encodeURIComponent(execution.name)}?machine=${encodeURIComponent(machine.name)}`;

const executionsTable = (executions: Listed[], hrefOf: (execution: Listed) => string) =>
  html`<div class="scrolling"><table>
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
) => html`<p>${badge(execution.status)} ${machineName}, started ${moment(execution.startDate)}, ${duration(execution)}</p>
  ${execution.error ? html`<p class="failed">${execution.error}</p>` : ''}
  ${execution.cause ? html`<pre>${execution.cause}</pre>` : ''}
  ${picture(definition, happenings(events), execution.status !== 'RUNNING')}
  ${mapRuns}
  ${execution.mapRunArn ? '' : newExecution(execution)}
  <h2>Input and output</h2>
  <pre>${execution.input}</pre>
  ${execution.output === undefined ? '' : html`<pre>${execution.output}</pre>`}
  <h2>History</h2>
  <div class="scrolling"><table>
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
