import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutLines, type Line } from '../../../core/sheets/cut-lines.ts';
import { type SheetLayout, sheetLayout, unprintable } from '../../../core/sheets/sheet-layout.ts';
import { everyLayout, positions } from './positions.ts';

const millimetres = (points: number) => Number(((points / 72) * 25.4).toFixed(1));
const layouts = everyLayout.map(([format, paper]) => sheetLayout(format, paper));

/** Marks in millimetres, the vertical ones as `x: from-to`, the others as `y: from-to`. */
function spoken(lines: readonly Line[]): { down: string[]; across: string[] } {
  return {
    down: lines
      .filter(({ x1, x2 }) => x1 === x2)
      .map(({ x1, y1, y2 }) => `${millimetres(x1)}: ${millimetres(y1)}-${millimetres(y2)}`),
    across: lines
      .filter(({ y1, y2 }) => y1 === y2)
      .map(({ y1, x1, x2 }) => `${millimetres(y1)}: ${millimetres(x1)}-${millimetres(x2)}`),
  };
}

describe('crop marks', () => {
  const fourUp = sheetLayout('3x4', 'a4');

  test('are in the margins: from 5 mm off the edge to 3 mm off the badges', () => {
    expect(spoken(cutLines(fourUp, [1, 2, 3, 4]))).toEqual({
      down: ['25.8', '102', '108', '184.2'].flatMap((x) => [`${x}: 5-40.9`, `${x}: 256.1-292`]),
      across: ['43.9', '145.5', '151.5', '253.1'].flatMap((y) => [`${y}: 5-22.8`, `${y}: 187.2-205`]),
    });
  });

  test('are those of the badges that are there', () => {
    expect(spoken(cutLines(fourUp, [4]))).toEqual({
      down: ['108: 5-40.9', '108: 256.1-292', '184.2: 5-40.9', '184.2: 256.1-292'],
      across: ['151.5: 5-22.8', '151.5: 187.2-205', '253.1: 5-22.8', '253.1: 187.2-205'],
    });
    expect(cutLines(fourUp, [])).toEqual([]);
  });

  test('are on no sheet of labels, which are cut already', () => {
    for (const layout of layouts.filter(({ bleed }) => bleed === 0))
      expect(cutLines(layout, [1])).toEqual([]);
  });

  test('of every page can be printed, are long enough to cut by, and touch no badge nor its bleed', async () => {
    const somePage = fc.constantFrom(...layouts).chain((layout) =>
      fc.record({
        layout: fc.constant(layout),
        taken: fc.uniqueArray(fc.integer({ min: 1, max: layout.perPage })),
      }),
    );
    await fc.assert(
      fc.property(somePage, ({ layout, taken }) => {
        const { paper, bleed } = layout;
        for (const { x1, y1, x2, y2 } of cutLines(layout, taken)) {
          expect(Math.min(x1, y1)).toBeGreaterThanOrEqual(unprintable);
          expect(x2).toBeLessThanOrEqual(paper.width - unprintable);
          expect(y2).toBeLessThanOrEqual(paper.height - unprintable);
          expect(millimetres(x2 - x1 + (y2 - y1))).toBeGreaterThanOrEqual(5);
          for (const { x, y, width, height } of badgesAt(layout, taken)) {
            const besides = x2 <= x - bleed + 1e-6 || x1 >= x + width + bleed - 1e-6;
            const abovesOrBelow = y2 <= y - bleed + 1e-6 || y1 >= y + height + bleed - 1e-6;
            expect(besides || abovesOrBelow).toBe(true);
          }
        }
      }),
    );
  });
});

function badgesAt(layout: SheetLayout, taken: readonly number[]) {
  return positions(layout, layout.perPage).filter(({ position }) => taken.includes(position));
}
