import type { Box, Layout, NodeBox } from '../../../console/graph/layout.ts';
import { edgesOf, type Graph, nodesOf } from '../../../console/graph/model.ts';
import { widthOf } from '../../../console/graph/text.ts';

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

/** What is wrong with a graph's layout: states that overlap or hang over, ways that are not drawn or end elsewhere. */
export function layoutProblems(graph: Graph, layout: Layout): string[] {
  const { boxes, lines } = layout;
  const boxOf = (name: string) => boxes.find(({ node }) => node.name === name) as NodeBox;
  const nodes = [...nodesOf(graph)];
  const isInside = (inner: NodeBox, outer: NodeBox) =>
    outer.node.inner.some((one) => [...nodesOf(one)].some(({ name }) => name === inner.node.name));
  const missing = nodes.filter(({ name }) => !boxOf(name)).map(({ name }) => `${name} is missing`);
  const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b): [NodeBox, NodeBox] => [a, b]));
  const misplaced = pairs.flatMap(([a, b]) => {
    const [outer, inner] = isInside(b, a) ? [a, b] : isInside(a, b) ? [b, a] : [];
    if (outer && inner)
      return within(inner, outer) ? [] : [`${inner.node.name} is not in ${outer.node.name}`];
    return overlap(a, b) ? [`${a.node.name} overlaps ${b.node.name}`] : [];
  });
  const undrawn = edgesOf(graph).flatMap((edge) => {
    const line = lines.find((one) => one.edge === edge);
    const [start, end] = [line?.points[0], line?.points.at(-1)];
    if (!start || !end) return [`${edge.from} → ${edge.to} is not drawn`];
    const touches = (point: { x: number; y: number }, { x, y, width, height }: Box) =>
      within({ ...point, width: 0, height: 0 }, { x: x - 1, y: y - 1, width: width + 2, height: height + 2 });
    const right = touches(start, boxOf(edge.from)) && touches(end, boxOf(edge.to));
    return right ? [] : [`${edge.from} → ${edge.to} ends elsewhere`];
  });
  const outside = boxes
    .filter((box) => !within(box, { x: 0, y: 0, width: layout.width, height: layout.height }))
    .map(({ node }) => `${node.name} is outside the picture`);
  const wide = boxes
    .filter(({ title, width }) => title.some((line) => widthOf(line, 13) > width - 32))
    .map(({ node }) => `the name of ${node.name} is too wide`);
  return [...missing, ...misplaced, ...undrawn, ...outside, ...wide];
}
