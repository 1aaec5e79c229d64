/** Where each state of a graph and each way between states is drawn, in pixels. */
import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { anyError } from './condition.ts';
import type { Edge, Graph, Node } from './model.ts';
import { widthOf, wrapped } from './text.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

export interface NodeBox extends Box {
  node: Node;
  /** The state's name, line by line. */
  title: string[];
}

export interface EdgeLine {
  edge: Edge;
  points: Point[];
  label?: Box & { lines: string[] };
}

export interface Layout {
  width: number;
  height: number;
  /** A state comes before those inside it. */
  boxes: NodeBox[];
  lines: EdgeLine[];
  /** The branches of Parallel states. */
  branches: Box[];
  start: Point;
}

export const fontSize = 13;
export const lineHeight = 17;
export const smallFontSize = 11;
export const labelLineHeight = 14;
export const startRadius = 7;
const nodeWidth = 162;
/** Left of the text is the sign of the state's outcome. */
export const textLeft = 32;
const textRight = 10;
/** The name's lines, and one for what happened. */
const heightOf = (title: readonly string[]) => 16 + title.length * lineHeight + 16;
const mostLabelLines = 2;
const labelWidth = 112;

const common: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.separateConnectedComponents': 'false',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

const padding = (top: number, side: number) => `[top=${top},left=${side},bottom=${side},right=${side}]`;

/** @throws Error when the graph cannot be laid out. */
export async function layoutOf(graph: Graph): Promise<Layout> {
  // Loading it takes a while, and many a console never shows a graph.
  const { default: elk } = await import('elkjs/lib/elk.bundled.js');
  const known = new Map<string, Known>();
  const start: ElkNode = { id: 'start', width: startRadius * 2, height: startRadius * 2 };
  const root = sequence('root', graph, known, padding(8, 8));
  root.children?.unshift(start);
  root.edges?.unshift({ id: 'start:', sources: ['start'], targets: [idOf('root', graph.startAt)] });
  const placed = await new elk.default().layout(root);
  const layout: Layout = {
    ...{ width: placed.width ?? 0, height: placed.height ?? 0 },
    ...{ boxes: [], lines: [], branches: [], start: { x: 0, y: 0 } },
  };
  collect(placed, { x: 0, y: 0 }, known, layout);
  return layout;
}

/** What an id of the layout stands for. */
type Known = { node: Node; title: string[] } | { edge: Edge; lines: string[] };

const idOf = (place: string, name: string) => `${place}/${name}`;

function sequence(place: string, graph: Graph, known: Map<string, Known>, inset: string): ElkNode {
  const order = new Map(graph.nodes.map(({ name }, index) => [name, index]));
  const isBack = ({ from, to }: Edge) => (order.get(to) ?? 0) <= (order.get(from) ?? 0);
  return {
    id: place,
    layoutOptions: { ...common, 'elk.padding': inset, 'elk.alignment': 'TOP' },
    children: graph.nodes.map((node) => box(idOf(place, node.name), node, known)),
    edges: graph.edges.map((edge) => line(place, edge, isBack(edge), known)),
  };
}

function box(id: string, node: Node, known: Map<string, Known>): ElkNode {
  const title = wrapped(node.name, nodeWidth - textLeft - textRight, fontSize);
  known.set(id, { node, title });
  const height = heightOf(title);
  if (node.inner.length === 0) return { id, width: nodeWidth, height };
  const branches = node.inner.map((inner, index) =>
    sequence(`${id}#${index}`, inner, known, padding(10, 10)),
  );
  return {
    id,
    layoutOptions: {
      ...common,
      'elk.padding': padding(height + 2, 10),
      'elk.spacing.nodeNode': '10',
      'elk.nodeSize.constraints': '[MINIMUM_SIZE]',
      'elk.nodeSize.minimum': `(${nodeWidth},${height})`,
    },
    children: branches,
  };
}

function line(place: string, edge: Edge, back: boolean, known: Map<string, Known>): ElkExtendedEdge {
  const id = `${place}:${edge.from}:${edge.to}:${edge.kind}`;
  const lines = labelOf(edge);
  known.set(id, { edge, lines });
  const width = Math.max(...lines.map((text) => widthOf(text, smallFontSize)), 0) + 8;
  // The main path is drawn as straight as it can be.
  const straightness = edge.kind === 'caught' || back ? 0 : edge.kind === 'next' ? 20 : 5;
  return {
    id,
    layoutOptions: { 'elk.layered.priority.straightness': String(straightness) },
    sources: [idOf(place, edge.from)],
    targets: [idOf(place, edge.to)],
    labels:
      lines.length > 0 ? [{ text: lines.join('\n'), width, height: lines.length * labelLineHeight }] : [],
  };
}

/** Most failure handlers take every error, as the dashes already say. */
function labelOf({ kind, conditions }: Edge): string[] {
  if (kind === 'next') return [];
  const texts =
    kind === 'caught' ? conditions.filter((text) => text !== anyError) : conditions.map(shortened);
  const lines = wrapped(texts.join(' or '), labelWidth, smallFontSize);
  if (lines.length <= mostLabelLines) return lines;
  return [...lines.slice(0, mostLabelLines - 1), `${lines[mostLabelLines - 1]} …`];
}

/** Without the first part of each path of several: `validated.paymentNeeded` is `paymentNeeded`. */
const shortened = (condition: string) => condition.replaceAll(/(?<![\w.])\w+\.(?=[a-z])/g, '');

function collect(placed: ElkNode, at: Point, known: Map<string, Known>, layout: Layout): void {
  const move = ({ x, y }: Point): Point => ({ x: at.x + x, y: at.y + y });
  for (const { id, x = 0, y = 0, width = 0, height = 0, ...rest } of placed.children ?? []) {
    const corner = move({ x, y });
    const entry = known.get(id);
    if (id === 'start') layout.start = { x: corner.x + startRadius, y: corner.y + startRadius };
    else if (entry && 'node' in entry) layout.boxes.push({ ...corner, width, height, ...entry });
    else layout.branches.push({ ...corner, width, height });
    collect({ id, ...rest }, corner, known, layout);
  }
  for (const { id, sections = [], labels = [] } of placed.edges ?? []) {
    const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
      [startPoint, ...bendPoints, endPoint].map(move),
    );
    const entry = known.get(id);
    const edge: Edge =
      entry && 'edge' in entry ? entry.edge : { from: '', to: placed.id, kind: 'next', conditions: [] };
    const [label] = labels;
    layout.lines.push({
      ...{ edge, points },
      ...(label &&
        entry &&
        'lines' in entry && {
          label: {
            ...move({ x: label.x ?? 0, y: label.y ?? 0 }),
            ...{ width: label.width ?? 0, height: label.height ?? 0, lines: entry.lines },
          },
        }),
    });
  }
}
