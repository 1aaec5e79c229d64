import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import { cutLines, type Line } from '../../../core/sheets/cut-lines.ts';
import { paperNames, type SheetLayout, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { positions } from './positions.ts';

const inch = 72;
const layouts = (Object.keys(badgeFormats) as BadgeFormat[]).flatMap((format) =>
  paperNames.map((paper) => sheetLayout(format, paper)),
);

/** Lines in inches, the vertical ones as `x: from-to`, the others as `y: from-to`. */
function spoken(lines: readonly Line[]): { down: string[]; across: string[] } {
  const inches = (points: number) => Number((points / inch).toFixed(4));
  return {
    down: lines
      .filter(({ x1, x2 }) => x1 === x2)
      .map(({ x1, y1, y2 }) => `${inches(x1)}: ${inches(y1)}-${inches(y2)}`)
      .toSorted(),
    across: lines
      .filter(({ y1, y2 }) => y1 === y2)
      .map(({ x1, x2, y1 }) => `${inches(y1)}: ${inches(x1)}-${inches(x2)}`)
      .toSorted(),
  };
}

describe('cut lines', () => {
  const sixUp = sheetLayout('4x3', 'letter');

  test('of a full page are marks in the margins, and lines between the badges', () => {
    expect(spoken(cutLines(sixUp, [1, 2, 3, 4, 5, 6]))).toEqual({
      down: [
        '0.25: 0-1',
        '0.25: 10-11',
        '4.25: 0-1',
        '4.25: 1-4',
        '4.25: 10-11',
        '4.25: 4-7',
        '4.25: 7-10',
        '8.25: 0-1',
        '8.25: 10-11',
      ],
      across: [
        '10: 0-0.25',
        '10: 8.25-8.5',
        '1: 0-0.25',
        '1: 8.25-8.5',
        '4: 0-0.25',
        '4: 0.25-4.25',
        '4: 4.25-8.25',
        '4: 8.25-8.5',
        '7: 0-0.25',
        '7: 0.25-4.25',
        '7: 4.25-8.25',
        '7: 8.25-8.5',
      ],
    });
  });

  test('are those of the badges that are there', () => {
    expect(spoken(cutLines(sixUp, [4]))).toEqual({
      down: ['4.25: 0-1', '4.25: 10-11', '8.25: 0-1', '8.25: 10-11'],
      across: ['4: 0-0.25', '4: 8.25-8.5', '7: 0-0.25', '7: 8.25-8.5'],
    });
    expect(cutLines(sixUp, [])).toEqual([]);
  });

  test('run in the gutters too, where there are some', () => {
    const { down } = spoken(cutLines(sheetLayout('ID-1', 'letter'), [1, 2, 3]));
    expect(down.filter((line) => line.startsWith('0.69:'))).toEqual([
      '0.69: 0-0.6867',
      '0.69: 10.3133-11',
      '0.69: 2.8133-3.1867',
      '0.69: 5.3133-5.6867',
      '0.69: 7.8133-8.1867',
    ]);
  });

  test('of badges that reach the edges of the sheet are those between them', () => {
    const { down } = spoken(cutLines(sheetLayout('A6', 'a4'), [1, 2, 3, 4]));
    expect(down.filter((line) => line.startsWith('4.1339:'))).toHaveLength(4);
  });

  const somePage = fc.constantFrom(...layouts).chain((layout) =>
    fc.record({
      layout: fc.constant(layout),
      taken: fc.uniqueArray(fc.integer({ min: 1, max: layout.perPage })),
    }),
  );

  test('never cross a badge, nor run along an edge that has paper beside it', async () => {
    await fc.assert(
      fc.property(somePage, ({ layout, taken }) => {
        const badges = badgesAt(layout, taken);
        for (const line of cutLines(layout, taken)) {
          const middle = { x: (line.x1 + line.x2) / 2, y: (line.y1 + line.y2) / 2 };
          const touched = badges.filter(
            ({ x, y, width, height }) =>
              middle.x >= x - 1e-6 &&
              middle.x <= x + width + 1e-6 &&
              middle.y >= y - 1e-6 &&
              middle.y <= y + height + 1e-6,
          );
          expect([0, 2]).toContain(touched.length);
          for (const { x, y, width, height } of badges) {
            expect(insideOf(line.x1, line.x2, x, width) && insideOf(line.y1, line.y2, y, height)).toBe(false);
          }
        }
      }),
    );
  });

  test('stay on the paper, and mark every edge of every badge', async () => {
    await fc.assert(
      fc.property(somePage, ({ layout, taken }) => {
        const lines = cutLines(layout, taken);
        for (const { x1, y1, x2, y2 } of lines) {
          expect(Math.min(x1, y1)).toBeGreaterThanOrEqual(0);
          expect(x2).toBeLessThanOrEqual(layout.paper.width);
          expect(y2).toBeLessThanOrEqual(layout.paper.height);
          expect(x2 - x1 + (y2 - y1)).toBeGreaterThanOrEqual(1);
        }
        const marked = (at: number, axis: 'x' | 'y') =>
          lines.some(
            (line) => line[`${axis}1`] === line[`${axis}2`] && Math.abs(line[`${axis}1`] - at) < 1e-6,
          );
        for (const { x, y, width, height } of badgesAt(layout, taken)) {
          // Where badges reach the sheet's own edge there is no room for a mark, and nothing to cut off.
          if (layout.y0 >= 1) expect([x, x + width].every((at) => marked(at, 'x'))).toBe(true);
          if (layout.x0 >= 1) expect([y, y + height].every((at) => marked(at, 'y'))).toBe(true);
        }
      }),
    );
  });
});

function badgesAt(layout: SheetLayout, taken: readonly number[]) {
  return positions(layout, layout.perPage).filter(({ position }) => taken.includes(position));
}

/** Whether a line from `from` to `to` has a part strictly within `start` and `start + length`. */
function insideOf(from: number, to: number, start: number, length: number): boolean {
  return Math.max(from, to) > start + 1e-6 && Math.min(from, to) < start + length - 1e-6;
}
