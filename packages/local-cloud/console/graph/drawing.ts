/** Draws a graph as SVG, with what happened to each state; each state is a link. */
import { html } from 'hono/html';
import type { Html } from '../../pages/frame.ts';
import type { Step } from '../history/visits.ts';
import {
  type EdgeLine,
  fontSize,
  type Layout,
  labelLineHeight,
  lineHeight,
  type NodeBox,
  smallFontSize,
  startRadius,
  textLeft,
} from './layout.ts';
import type { Edge } from './model.ts';
import type { Note } from './notes.ts';
import { arrowOf, outlineOf, pathOf } from './shapes.ts';
import { classOf, signOf } from './signs.ts';
import { widthOf } from './text.ts';

/** What is drawn on a layout: a machine alone, or what happened to it in an execution. */
export interface Drawn {
  /** The ways that an execution took; absent when none is shown. */
  steps?: readonly Step[];
  /** What is said below a state's name. */
  noteOf(node: NodeBox['node']): Note;
  hrefOf(name: string): string;
  /** The state that is open beside the graph. */
  selected?: string;
}

export function drawing(layout: Layout, drawn: Drawn): Html {
  const { boxes, lines, branches, start } = layout;
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  const taken = new Set((drawn.steps ?? []).map(({ from, to, caught }) => key(from, to, caught)));
  const isTaken = ({ from, to, kind }: Edge) =>
    from === '' ? drawn.steps !== undefined : taken.has(key(from, to, kind === 'caught'));
  // What was taken is drawn over what was not.
  const ordered = lines.toSorted((a, b) => Number(isTaken(a.edge)) - Number(isTaken(b.edge)));
  const size = width > 900 ? 'broad' : width > 480 ? 'medium' : '';
  return html`<svg class="graph ${size}${drawn.steps ? ' executed' : ''}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="The states and the ways between them">
${branches.map(({ x, y, width, height }) => html`<rect class="branch" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`)}
${boxes.map((box) => state(box, drawn))}
<g aria-hidden="true"><circle class="start" cx="${start.x}" cy="${start.y}" r="${startRadius}"/>
${ordered.map((line) => way(line, isTaken(line.edge)))}</g>
</svg>`;
}

/** The id of a state's link, to which readers return when they close the state. */
export const idOf = (name: string) => `state ${name}`;

const separator = ' · ';

const key = (from: string, to: string, caught: boolean) => `${from}\n${to}\n${caught}`;

function state(box: NodeBox, { noteOf, hrefOf, selected }: Drawn): Html {
  const { node, title, x, y, width } = box;
  const { facts, kind, verdict } = noteOf(node);
  const classes = [
    ...['state', verdict ? classOf(verdict) : 'plain'],
    ...(node.inner.length > 0 ? ['container'] : []),
    ...(node.name === selected ? ['selected'] : []),
  ];
  const middle = y + 8 + (title.length * lineHeight + 16) / 2;
  const lines = title.map(
    (line, index) =>
      html`<text class="name" x="${x + textLeft}" y="${y + 8 + fontSize + index * lineHeight}">${line}</text>\n`,
  );
  const note = fitting(facts, width - textLeft - 8);
  // The label begins with the visible text, so that people who control their computer by voice can name the link.
  const whole = facts.join(separator);
  const said = whole.startsWith(note) ? whole : `${note} ${whole}`;
  const noteY = y + 8 + title.length * lineHeight + smallFontSize;
  return html`<a id="${idOf(node.name)}" href="${hrefOf(node.name)}" data-in-place class="${classes.join(' ')}" aria-label="${node.name} ${said}${kind && `, ${kind}`}"${node.name === selected ? html` aria-current="true"` : ''}>
<path class="outline" d="${outlineOf(node.state.Type, box)}"/>
${verdict ? html`<g class="sign ${classOf(verdict)}" transform="translate(${x + 18} ${middle})">${signOf(verdict)}</g>` : ''}
${lines}<text class="note" x="${x + textLeft}" y="${noteY}">${note}</text></a>`;
}

/** As many of the facts as have room; the first is cut if it has to be. */
function fitting([first = '', ...more]: readonly string[], width: number): string {
  let text = first;
  while (text !== '' && widthOf(text, smallFontSize) > width)
    text = `${text.replace(/…$/, '').slice(0, -1).trimEnd()}…`;
  for (const fact of more) {
    if (widthOf(`${text}${separator}${fact}`, smallFontSize) > width) break;
    text = `${text}${separator}${fact}`;
  }
  return text;
}

function way({ edge, points, label }: EdgeLine, isTaken: boolean): Html {
  const conditions = edge.conditions.join(' or ');
  return html`<g class="way ${edge.kind}${isTaken ? ' taken' : ''}">${conditions ? html`<title>${conditions}</title>` : ''}
<path class="line" d="${pathOf(points)}"/><path class="arrow" d="${arrowOf(points)}"/>${label?.lines.map(
    (line, index) =>
      html`<text class="label" x="${label.x + 4}" y="${label.y + 11 + index * labelLineHeight}">${line}</text>`,
  )}</g>`;
}
