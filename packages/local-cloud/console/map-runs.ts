/** What the console shows of a Distributed Map: its Map Runs, and the executions that they have started. */
import { html } from 'hono/html';
import { scrolling } from '../pages/elements.ts';
import type { Html } from '../pages/frame.ts';
import { executionsTable } from './executions-table.ts';
import { pageOf } from './links.ts';
import { statusPill } from './status.ts';
import type { Listed, MapRun } from './step-functions-api.ts';

const counted = ['succeeded', 'failed', 'timedOut', 'aborted', 'running', 'pending', 'pendingRedrive'];
const words: Record<string, string> = { timedOut: 'timed out', pendingRedrive: 'to be redriven' };

export function mapRunSection(
  { mapRunArn, status, itemCounts }: MapRun,
  children: readonly Listed[],
  now: number,
): Html {
  const { total = 0 } = itemCounts;
  const counts = counted.flatMap((name) => {
    const count = itemCounts[name] ?? 0;
    return count > 0 ? [`${count} ${words[name] ?? name}`] : [];
  });
  return html`<section class="card"><h2>Map Run</h2>
  <p>${statusPill(status)} ${counts.join(', ') || 'no items'}</p>
  ${total > 0 ? html`<progress max="${total}" value="${itemCounts.succeeded ?? 0}" aria-label="Items that succeeded"></progress>` : ''}
  ${children.length > 0 ? scrolling('Executions of the Map Run', executionsTable(children, { now })) : ''}
  <p><a href="${pageOf(mapRunArn)}">All executions of this Map Run</a> <small>${mapRunArn}</small></p></section>`;
}
