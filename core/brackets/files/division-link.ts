import { html } from 'hono/html';
import type { PlanView } from './plan-view.ts';
import { divisionTitle, type Markup, styleName } from './plan-words.ts';

/** A division's name in words, which leads to it where it is on the page. */
export function divisionLink(key: string, { division, anchorOf }: PlanView): Markup {
  const known = division(key);
  const anchor = anchorOf(key);
  if (!known) return html`<code>${key}</code>`;
  const title = divisionTitle(known);
  const name = anchor === undefined ? title : html`<a href="#${anchor}">${title}</a>`;
  return html`${name} <span class="style">${styleName(known)}</span>`;
}
