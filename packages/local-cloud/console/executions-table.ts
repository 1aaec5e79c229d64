import { html } from 'hono/html';
import { duration, moment } from '../pages/elements.ts';
import type { Html } from '../pages/frame.ts';
import { pageOf } from './links.ts';
import { statusPill } from './status.ts';
import type { Listed } from './step-functions-api.ts';

export interface TableOptions<E extends Listed> {
  /** Where it is, or why it failed. */
  noteOf?(execution: E): Html | string | undefined;
  /** What its input is about. */
  aboutOf?(execution: E): Html | string | undefined;
  machineOf?(execution: E): string;
  /** Milliseconds since 1970. */
  now: number;
}

export function executionsTable<E extends Listed>(executions: readonly E[], options: TableOptions<E>): Html {
  const { noteOf, aboutOf, machineOf, now } = options;
  return html`<table class="executions stacking"><thead><tr><th>Status</th><th>Execution</th>
    ${aboutOf ? html`<th>About</th>` : ''}${machineOf ? html`<th>State machine</th>` : ''}
    <th>Started</th><th class="number">Took</th></tr></thead>
    <tbody>${executions.map((execution) => {
      const { name, status, startDate, stopDate, executionArn } = execution;
      const took = duration((stopDate ?? now / 1000) * 1000 - startDate * 1000);
      const note = noteOf?.(execution);
      const machine = machineOf?.(execution);
      return html`<tr id="${executionArn}"><td>${statusPill(status)}</td>
        <td class="name"><a href="${pageOf(executionArn)}">${name}</a>${note ? html`<div class="note">${note}</div>` : ''}</td>
        ${aboutOf ? html`<td>${aboutOf(execution) ?? ''}</td>` : ''}
        ${machine === undefined ? '' : html`<td><a href="/machines/${encodeURIComponent(machine)}">${machine}</a></td>`}
        <td>${moment(startDate * 1000, now)}</td><td class="number">${stopDate === undefined ? html`${took} so far` : took}</td></tr>`;
    })}</tbody></table>`;
}
