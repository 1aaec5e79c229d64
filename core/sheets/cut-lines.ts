import { type SheetLayout, unprintable } from './sheet-layout.ts';

/** In points, from one end to the other. */
export interface Line {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/**
 * The crop marks of one page: in its margins, in line with the edges of the badges, as near to the paper's edges as a
 * printer can reach, and as near to the badges as their bleed leaves paper. A cut goes from a mark to the one opposite. On
 * labels, which are cut already, there are none.
 *
 * @param taken the positions on the page that hold a badge; only their edges are marked.
 */
export function cutLines(layout: SheetLayout, taken: Iterable<number>): Line[] {
  const { paper, badge, x0, y0, pitch, columns, rows, bleed } = layout;
  if (bleed === 0) return [];
  const held = [...taken].map((position) => position - 1);
  const across: Axis = { start: x0, badge: badge.width, pitch: pitch.x, count: columns };
  const down: Axis = { start: y0, badge: badge.height, pitch: pitch.y, count: rows };
  const xs = edges(
    held.map((index) => index % columns),
    across,
  );
  const ys = edges(
    held.map((index) => Math.floor(index / columns)),
    down,
  );
  const above = margins(paper.height, down, bleed);
  const beside = margins(paper.width, across, bleed);
  return [
    ...xs.flatMap((x) => above.map(({ from, to }) => ({ x1: x, y1: from, x2: x, y2: to }))),
    ...ys.flatMap((y) => beside.map(({ from, to }) => ({ x1: from, y1: y, x2: to, y2: y }))),
  ];
}

/** A page's columns or rows. */
interface Axis {
  start: number;
  badge: number;
  pitch: number;
  count: number;
}

/** Where the columns or rows begin and end. */
function edges(indices: readonly number[], { start, badge, pitch }: Axis): number[] {
  return [...new Set(indices)].flatMap((index) => [start + index * pitch, start + index * pitch + badge]);
}

/** What a printer can reach of a page before all badges and after them. */
function margins(length: number, { start, badge, pitch, count }: Axis, bleed: number) {
  const end = start + (count - 1) * pitch + badge;
  return [
    { from: unprintable, to: start - bleed },
    { from: end + bleed, to: length - unprintable },
  ];
}
