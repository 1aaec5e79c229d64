/** An execution's events, as a table. */
import { html } from 'hono/html';
import { duration, scrolling } from '../../pages/elements.ts';
import type { Html } from '../../pages/frame.ts';
import { withLinks } from '../links.ts';
import { causeOf, plural, readable } from '../readable.ts';
import { type ApiEvent, detailsOf } from './events.ts';

const perPage = 200;

/**
 * @param page counted from 1; undefined when none was asked for, and the table is folded.
 * @param nameOf the state that an event belongs to.
 * @param hrefOf the address of another page of the table.
 */
export function historyTable(
  events: readonly ApiEvent[],
  page: number | undefined,
  nameOf: (event: ApiEvent) => string | undefined,
  hrefOf: (page: number) => string,
): Html {
  const pages = Math.max(1, Math.ceil(events.length / perPage));
  const current = Math.min(Math.max(1, page ?? 1), pages);
  const [first] = events;
  const shown = events.slice((current - 1) * perPage, current * perPage);
  const rows = shown.map((event) => row(event, nameOf(event), event.timestamp - (first?.timestamp ?? 0)));
  return html`<details id="history"${page === undefined ? '' : html` open`}><summary>${plural(events.length, 'event')}</summary>
    ${pages > 1 ? pagesOf(pages, current, hrefOf) : ''}
    ${scrolling(
      'History',
      html`<table class="history"><thead><tr><th class="number">Event</th><th class="number">After</th><th>What happened</th><th>State</th><th>Details</th></tr></thead>
    <tbody>${rows}</tbody></table>`,
    )}</details>`;
}

const pagesOf = (pages: number, current: number, hrefOf: (page: number) => string) =>
  html`<nav class="tabs" aria-label="Pages of the history">${Array.from({ length: pages }, (_, index) => {
    const page = index + 1;
    return html`<a href="${hrefOf(page)}" data-in-place${page === current ? html` aria-current="page"` : ''}>${index * perPage + 1} to ${page * perPage}</a>`;
  })}</nav>`;

const notShown = new Set([
  'name',
  'inputDetails',
  'outputDetails',
  'error',
  'cause',
  'assignedVariablesDetails',
]);

function row(event: ApiEvent, name: string | undefined, after: number): Html {
  const { id, type } = event;
  const details = detailsOf(event);
  const { error, cause } = details;
  const rest = Object.entries(details).filter(([field]) => !notShown.has(field));
  const data = readable(JSON.stringify(Object.fromEntries(rest)));
  return html`<tr id="event-${id}"><td class="number">${id}</td><td class="number">${duration(after * 1000)}</td><td>${inWords(type)}</td><td>${name ?? ''}</td>
    <td>${error === undefined ? '' : html`<strong class="wrong">${error}</strong> `}${cause === undefined ? '' : causeOf(cause).message}
    ${rest.length > 0 ? html`<details id="data-${id}"><summary>${rest.map(([field]) => field).join(', ')}</summary><pre>${withLinks(data)}</pre></details>` : ''}</td></tr>`;
}

/** `LambdaFunctionTimedOut` is `Lambda function timed out`. */
const inWords = (type: string) => type.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
