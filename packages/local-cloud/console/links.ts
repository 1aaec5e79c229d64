import { html } from 'hono/html';
import type { Html } from '../pages/frame.ts';

const arn = /(arn:aws[\w-]*:states:[\w-]*:\d*:(?:execution|mapRun):[^\s"\\<>]+)/;

/** Text in which the ARNs of executions and of Map Runs are links to their pages. */
export const withLinks = (text: string): Html =>
  html`${text.split(arn).map((part, index) => (index % 2 === 1 ? html`<a href="${pageOf(part)}">${part}</a>` : part))}`;

/** By the name of the execution. */
export const linkTo = (executionArn: string): Html =>
  html`<a href="${pageOf(executionArn)}">${executionArn.split(':')[7] ?? executionArn}</a>`;

/** The path of the page of an execution, or of those that a Map Run has started. */
export function pageOf(arn: string): string {
  const [, , , , , kind, machine = '', name = ''] = arn.split(':');
  if (kind === 'mapRun') return `/executions?run=${encodeURIComponent(arn)}`;
  // Started by a Map Run.
  if (machine.includes('/')) return `/children/${encodeURIComponent(arn)}`;
  return `/executions/${encodeURIComponent(name)}?machine=${encodeURIComponent(machine)}`;
}
