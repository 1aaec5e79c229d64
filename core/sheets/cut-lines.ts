import type { SheetLayout } from './sheet-layout.ts';

/** In points, from one end to the other. */
export interface Line {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** The shortest mark that is drawn, in points: near the sheet's edge a shorter one would be a dot. */
const shortest = 1;

/**
 * The cuts of one page: crop marks from the sheet's edges to the badges and in the gutters between them, and a line
 * between two badges that lie edge to edge. No line runs along a badge's edge that has blank paper beside it, because
 * after a slightly inaccurate cut it would be visible on the badge.
 *
 * @param taken the positions on the page that hold a badge; only their cuts are marked.
 */
export function cutLines(
  { paper, badge, columns, rows, ...layout }: SheetLayout,
  taken: Iterable<number>,
): Line[] {
  const across: Axis = {
    paper: paper.width,
    start: layout.x0,
    badge: badge.width,
    pitch: layout.pitch.x,
    count: columns,
  };
  const down: Axis = {
    paper: paper.height,
    start: layout.y0,
    badge: badge.height,
    pitch: layout.pitch.y,
    count: rows,
  };
  const held = new Set(taken);
  const holds: Holds = (column, row) =>
    column !== undefined && row !== undefined && held.has(row * columns + column + 1);
  return [
    ...cutsThrough(across, down, holds).map(({ at, from, to }) => ({ x1: at, y1: from, x2: at, y2: to })),
    ...cutsThrough(down, across, (row, column) => holds(column, row)).map(({ at, from, to }) => ({
      x1: from,
      y1: at,
      x2: to,
      y2: at,
    })),
  ];
}

/** A page's columns or rows. */
interface Axis {
  /** Length of the paper. */
  paper: number;
  start: number;
  badge: number;
  pitch: number;
  count: number;
}

/** Whether there is a badge at an index on each axis; false where either is missing. */
type Holds = (index: number | undefined, otherIndex: number | undefined) => boolean;

/** The cuts at the edges of the badges along one axis, each as the pieces in which it runs along the other. */
function cutsThrough(axis: Axis, other: Axis, holds: Holds): { at: number; from: number; to: number }[] {
  const stretches = stretchesOf(other);
  return edgesOf(axis)
    .filter(({ before, after }) => stretches.some(({ index }) => holds(before, index) || holds(after, index)))
    .flatMap(({ at, before, after }) =>
      stretches
        .filter(({ index }) => index === undefined || (holds(before, index) && holds(after, index)))
        .filter(({ from, to }) => to - from >= shortest)
        .map(({ from, to }) => ({ at, from, to })),
    );
}

/** Every edge of a column or row, and which columns or rows are on either side of it. */
function edgesOf({ start, badge, pitch, count }: Axis): { at: number; before?: number; after?: number }[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  if (pitch === badge) {
    return [...indices, count].map((index) => ({
      at: start + index * pitch,
      before: index > 0 ? index - 1 : undefined,
      after: index < count ? index : undefined,
    }));
  }
  return indices.flatMap((index) => [
    { at: start + index * pitch, after: index },
    { at: start + index * pitch + badge, before: index },
  ]);
}

/** The axis from one end of the paper to the other: margins and gutters, which have no index, and columns or rows. */
function stretchesOf({
  paper,
  start,
  badge,
  pitch,
  count,
}: Axis): { from: number; to: number; index?: number }[] {
  const badges = Array.from({ length: count }, (_, index) => ({
    from: start + index * pitch,
    to: start + index * pitch + badge,
    index,
  }));
  const gaps = Array.from({ length: count + 1 }, (_, index) => ({
    from: badges[index - 1]?.to ?? 0,
    to: badges[index]?.from ?? paper,
  }));
  return [...gaps, ...badges];
}
