import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';

/** Terms and their values; those without a value are left out. */
export function facts(pairs: readonly (readonly [term: string, value: string | undefined])[]): Html | '' {
  const known = pairs.filter(([, value]) => value);
  if (known.length === 0) return '';
  return html`<dl class="facts">${known.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`;
}
