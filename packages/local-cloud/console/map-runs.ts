/** What the console shows of a Distributed Map: its Map Runs, and the executions that they have started. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Undefined when Step Functions refuses. */
type Ask = <T>(operation: string, request: Record<string, unknown>) => Promise<T | undefined>;

interface MapRun<Listed> {
  mapRunArn: string;
  status: string;
  itemCounts: Record<string, number>;
  /** The newest. */
  children: Listed[];
}

export async function mapRunsOf<Listed>(
  ask: Ask,
  executionArn: string,
  mostChildren: number,
): Promise<MapRun<Listed>[]> {
  const listed = await ask<{ mapRuns: { mapRunArn: string }[] }>('ListMapRuns', { executionArn });
  const runs = (listed?.mapRuns ?? []).map(async ({ mapRunArn }) => {
    const described = await ask<Omit<MapRun<Listed>, 'children'>>('DescribeMapRun', { mapRunArn });
    const request = { mapRunArn, maxResults: mostChildren };
    const children = (await ask<{ executions: Listed[] }>('ListExecutions', request))?.executions ?? [];
    return described ? [{ ...described, children }] : [];
  });
  return (await Promise.all(runs)).flat();
}

const counted = ['succeeded', 'failed', 'timedOut', 'aborted', 'running', 'pending', 'pendingRedrive'];
const words: Record<string, string> = { timedOut: 'timed out', pendingRedrive: 'to be redriven' };

export const mapRunsBody = <Listed>(
  runs: readonly MapRun<Listed>[],
  badge: (status: string) => Html,
  table: (children: Listed[]) => Html,
): Html[] =>
  runs.map(({ mapRunArn, status, itemCounts, children }) => {
    const counts = counted.flatMap((name) => {
      const count = itemCounts[name] ?? 0;
      return count > 0 ? [`${count} ${words[name] ?? name}`] : [];
    });
    return html`<h2>Map Run</h2>
  <p>${badge(status)} ${counts.join(', ') || 'no items'} <br><small>${mapRunArn}</small></p>
  ${children.length > 0 ? table(children) : ''}`;
  });
