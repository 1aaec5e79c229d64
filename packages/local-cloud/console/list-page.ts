/** The list of executions: searched, filtered and by pages. */
import { html } from 'hono/html';
import { scrolling } from '../pages/elements.ts';
import type { Head, Html } from '../pages/frame.ts';
import type { OwnPages } from '../pages/own-pages.ts';
import type { OpenState } from '../step-functions/executions.ts';
import type { StepFunctions } from '../step-functions/service.ts';
import type { Status } from '../step-functions/store.ts';
import { address } from './address.ts';
import { graphFiles } from './execution-page.ts';
import { executionsTable } from './executions-table.ts';
import { inTime, plural } from './readable.ts';
import { statuses } from './status.ts';
import type { Listed, StepFunctionsApi } from './step-functions-api.ts';

export interface ListPageOptions {
  api: StepFunctionsApi;
  stepFunctions: Pick<StepFunctions, 'summaries' | 'openStates'>;
  about?: OwnPages['about'];
  /** Milliseconds since 1970. */
  now(): number;
}

interface Row extends Listed {
  machine: string;
  input?: string;
  error?: string;
}

const perPage = 50;

/** @param at has what to list: `q`, `machine`, `status`, `page`; or `run`, for the executions of a Map Run. */
export async function listPage(options: ListPageOptions, at: URL): Promise<[Html, Head]> {
  const { api, stepFunctions, about, now } = options;
  const machines = await api.machines();
  const of = (field: string) => at.searchParams.get(field) ?? '';
  const run = of('run');
  const all = run ? await childrenOf(api, run) : rowsOf(stepFunctions, machines);
  const searched = await matching(all, of('q'), about);
  const chosen = searched.filter(({ machine }) => !of('machine') || machine === of('machine'));
  const found = chosen.filter(({ status }) => !of('status') || status === of('status'));
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(Math.max(1, Number(of('page')) || 1), pages);
  const shown = found.slice((page - 1) * perPage, page * perPage);
  const abouts = await aboutsOf(shown, about);
  const table = executionsTable(shown, {
    machineOf: run ? undefined : ({ machine }) => machine,
    aboutOf: about ? ({ executionArn }) => abouts.get(executionArn) : undefined,
    noteOf: ({ executionArn, status, error }) =>
      status === 'RUNNING' ? whereIs(stepFunctions.openStates(executionArn), now()) : error,
    now: now(),
  });
  const body = html`${run ? html`<p class="note">Those of the Map Run ${run}. <a href="/executions">All executions</a></p>` : ''}
    ${searchForm(
      machines.map(({ name }) => name),
      at,
      about ? 'what it is about, name, error …' : 'name, input, error …',
    )}
    ${statusTabs(chosen, at)}
    ${
      found.length > 0
        ? html`${scrolling('Executions', table)}${pager(page, found.length, at)}`
        : html`<p class="empty">${all.length === 0 ? 'Nothing has been executed yet.' : 'No execution matches.'}</p>`
    }`;
  return [
    body,
    { title: run ? 'Executions of a Map Run' : 'Executions', live: true, styles: graphFiles.styles },
  ];
}

function rowsOf(
  stepFunctions: ListPageOptions['stepFunctions'],
  machines: readonly { name: string; stateMachineArn: string }[],
): Row[] {
  const nameOf = new Map(machines.map(({ stateMachineArn, name }) => [stateMachineArn, name]));
  return stepFunctions.summaries().map(({ startDate, stopDate, stateMachineArn, ...one }) => ({
    ...one,
    machine: nameOf.get(stateMachineArn) ?? stateMachineArn,
    startDate: startDate / 1000,
    stopDate: stopDate === undefined ? undefined : stopDate / 1000,
  }));
}

const childrenOf = async (api: StepFunctionsApi, run: string): Promise<Row[]> =>
  (await api.allChildren(run)).map((child) => ({ ...child, machine: '' }));

/** By the name, what it is about, the input, or the error. */
async function matching(rows: Row[], searched: string, about: OwnPages['about']): Promise<Row[]> {
  const text = searched.trim().toLowerCase();
  if (text === '') return rows;
  const abouts = await aboutsOf(rows, about);
  return rows.filter(({ executionArn, name, input, error }) =>
    [name, abouts.get(executionArn), error, input].some((one) => one?.toLowerCase().includes(text)),
  );
}

async function aboutsOf(rows: readonly Row[], about: OwnPages['about']): Promise<Map<string, string>> {
  if (!about) return new Map();
  const found = rows.map(async ({ executionArn, input }): Promise<[string, string][]> => {
    const text = input === undefined ? undefined : await about(JSON.parse(input));
    return text === undefined ? [] : [[executionArn, text]];
  });
  return new Map((await Promise.all(found)).flat());
}

/** The states in which it is; of a Parallel or a Map those inside. */
function whereIs(states: readonly OpenState[], now: number): string {
  const innermost = states.length > 1 ? states.slice(1) : states;
  const shown = innermost
    .slice(0, 3)
    .map(({ name, waitsUntil }) =>
      waitsUntil === undefined ? name : `${name}, which goes on ${inTime(waitsUntil, now)}`,
    );
  const more = innermost.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function searchForm(machines: readonly string[], at: URL, hint: string): Html {
  const { searchParams } = at;
  const kept = ['status', 'run'].flatMap((name) => {
    const value = searchParams.get(name);
    return value ? [html`<input type="hidden" name="${name}" value="${value}">`] : [];
  });
  const machine = searchParams.get('machine');
  return html`<form class="choices" method="get" action="/executions" role="search">${kept}
    <label>Search <input type="search" name="q" value="${searchParams.get('q') ?? ''}" placeholder="${hint}"></label>
    ${
      searchParams.has('run')
        ? ''
        : html`<label>State machine <select name="machine"><option value="">All</option>${machines.map(
            (name) => html`<option${name === machine ? html` selected` : ''}>${name}</option>`,
          )}</select></label>`
    }
    <button>Search</button>${machine ? html`<a class="button plain" href="/machines/${encodeURIComponent(machine)}">New execution</a>` : html`<a class="button plain" href="/machines">New execution</a>`}</form>`;
}

function statusTabs(rows: readonly Row[], at: URL): Html {
  const current = at.searchParams.get('status') ?? '';
  const tab = (status: string, word: string, count: number) =>
    html`<a href="${address(at, { status: status || undefined, page: undefined })}" data-in-place${status === current ? html` aria-current="page"` : ''}>${word} <small>${count}</small></a>`;
  const counted = (Object.keys(statuses) as Status[]).map((status) =>
    tab(status, statuses[status].word, rows.filter((row) => row.status === status).length),
  );
  return html`<nav class="tabs" aria-label="By status">${tab('', 'All', rows.length)}${counted}</nav>`;
}

function pager(page: number, count: number, at: URL): Html {
  const [first, last] = [(page - 1) * perPage + 1, Math.min(page * perPage, count)];
  const link = (to: number, word: string) =>
    html`<a href="${address(at, { page: String(to) })}" data-in-place>${word}</a>`;
  return html`<nav class="choices" aria-label="Pages"><span class="note">${count <= perPage ? plural(count, 'execution') : `${first} to ${last} of ${count}`}</span>
    ${page > 1 ? link(page - 1, 'Newer') : ''} ${last < count ? link(page + 1, 'Older') : ''}</nav>`;
}
