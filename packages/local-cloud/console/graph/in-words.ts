/** The graph as a list that can be read from top to bottom: its text alternative. */
import { html } from 'hono/html';
import type { Html } from '../../pages/frame.ts';
import type { Drawn } from './drawing.ts';
import type { Edge, Graph, Node } from './model.ts';
import { sign } from './signs.ts';

export function inWords(graph: Graph, drawn: Drawn): Html {
  return html`<ol class="in-words">${graph.nodes.map((node) => {
    const ways = graph.edges.filter(({ from }) => from === node.name);
    return html`<li>${line(node, drawn)}${ways.length > 0 ? html` <small>${ways.map(wayInWords).join('; ')}.</small>` : ''}${inner(node, drawn)}</li>`;
  })}</ol>`;
}

function line(node: Node, { noteOf, hrefOf }: Drawn): Html {
  const { facts, kind, verdict } = noteOf(node);
  const said = [...facts, ...(kind ? [kind] : [])].join(', ');
  return html`${verdict ? sign(verdict) : ''} <a href="${hrefOf(node.name)}" data-in-place>${node.name}</a> ${said}`;
}

function inner({ inner, state }: Node, drawn: Drawn): Html {
  if (inner.length === 0) return html``;
  const [only] = inner;
  if (state.Type === 'Map' && only) return html`<p>For each item:</p>${inWords(only, drawn)}`;
  return html`${inner.map((branch, index) => html`<p>Branch ${index + 1}:</p>${inWords(branch, drawn)}`)}`;
}

function wayInWords({ kind, to, conditions }: Edge): string {
  if (kind === 'next') return `Then ${to}`;
  if (kind === 'otherwise') return `Otherwise ${to}`;
  return `${kind === 'caught' ? 'After' : 'If'} ${conditions.join(' or ')}: ${to}`;
}
