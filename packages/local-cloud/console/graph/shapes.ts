/** The lines of a drawn graph, as the `d` of SVG paths. */
import type { Box, Point } from './layout.ts';

const bend = 8;
const arrowLength = 8;
const arrowWidth = 7;

const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
const round = (value: number) => Math.round(value * 10) / 10;

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(distance, length) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** A line through the points with rounded bends, which ends where its arrow begins. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (!first || !last) return '';
  const middle = others.slice(0, -1);
  const bends = middle.map((corner, index) => {
    const before = points[index] as Point;
    const after = points[index + 2] as Point;
    const half = (to: Point) => Math.min(bend, Math.hypot(to.x - corner.x, to.y - corner.y) / 2);
    return `L${at(towards(corner, before, half(before)))}Q${at(corner)} ${at(towards(corner, after, half(after)))}`;
  });
  const beforeLast = middle.at(-1) ?? first;
  return `M${at(first)}${bends.join('')}L${at(towards(last, beforeLast, arrowLength - 1))}`;
}

/** The arrow at the end of such a line. */
export function arrowOf(points: readonly Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return '';
  const base = towards(tip, before, arrowLength);
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const side = {
    x: ((tip.y - before.y) / length) * (arrowWidth / 2),
    y: ((before.x - tip.x) / length) * (arrowWidth / 2),
  };
  const left = { x: base.x + side.x, y: base.y + side.y };
  const right = { x: base.x - side.x, y: base.y - side.y };
  return `M${at(tip)}L${at(left)}L${at(right)}Z`;
}

/** The outline of a state: a Choice has points at its sides, what ends the execution is round. */
export function outlineOf(type: string, { x, y, width, height }: Box): string {
  if (type === 'Choice') {
    const point = 12;
    return `M${x + point} ${y}H${x + width - point}L${x + width} ${y + height / 2}L${x + width - point} ${y + height}H${x + point}L${x} ${y + height / 2}Z`;
  }
  const radius = type === 'Succeed' || type === 'Fail' ? Math.min(height / 2, 24) : 7;
  const corner = (dx: number, dy: number) => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
  return [
    `M${x + radius} ${y}H${x + width - radius}${corner(radius, radius)}V${y + height - radius}`,
    `${corner(-radius, radius)}H${x + radius}${corner(-radius, -radius)}V${y + radius}${corner(radius, -radius)}Z`,
  ].join('');
}
