import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import {
  type Place,
  placeOf,
  type Rectangle,
  type SheetPaper,
  sheetLayout,
  unprintable,
} from '../../../core/sheets/sheet-layout.ts';
import { everyLayout, positions } from './positions.ts';

const inches = (points: number) => points / 72;
const millimetres = (points: number) => (points / 72) * 25.4;

describe('a layout', () => {
  /** Millimetres, by the papers' standards. */
  const letter = [215.9, 279.4] as const;
  const a4 = [210, 297] as const;
  const table: [
    format: BadgeFormat,
    paper: SheetPaper,
    name: string,
    page: readonly number[],
    grid: [columns: number, rows: number],
  ][] = [
    ['3x4', 'letter', 'Letter, 4 a sheet', letter, [2, 2]],
    ['3x4', 'a4', 'A4, 4 a sheet', a4, [2, 2]],
    ['3x4', 'avery-5392', 'Avery 5392 on Letter landscape, 6 a sheet', letter.toReversed(), [3, 2]],
    ['4x3', 'letter', 'Letter landscape, 4 a sheet', letter.toReversed(), [2, 2]],
    ['4x3', 'a4', 'A4 landscape, 4 a sheet', a4.toReversed(), [2, 2]],
    ['4x3', 'avery-5392', 'Avery 5392 on Letter, 6 a sheet', letter, [2, 3]],
    ['A6', 'letter', 'Letter landscape, 2 a sheet', letter.toReversed(), [2, 1]],
    ['A6', 'a4', 'A4 landscape, 2 a sheet', a4.toReversed(), [2, 1]],
    ['ID-1', 'letter', 'Letter, 8 a sheet', letter, [2, 4]],
    ['ID-1', 'a4', 'A4 landscape, 9 a sheet', a4.toReversed(), [3, 3]],
    ['ID-1', 'avery-5395', 'Avery 5395 on Letter, 8 a sheet', letter, [2, 4]],
  ];

  test.each(table)('of %s on %s: %s', (format, paper, name, [width = 0, height = 0], [columns, rows]) => {
    const layout = sheetLayout(format, paper);
    expect(layout).toMatchObject({ name, columns, rows, perPage: columns * rows });
    expect(millimetres(layout.paper.width)).toBeCloseTo(width, 5);
    expect(millimetres(layout.paper.height)).toBeCloseTo(height, 5);
  });

  test('is in the table for every format and paper', () => {
    expect(table.map(([format, paper]) => `${format} ${paper}`).toSorted()).toEqual(
      everyLayout.map(([format, paper]) => `${format} ${paper}`).toSorted(),
    );
  });

  test.each(everyLayout)("has badges of %s's pixels at 300 dpi, on %s", (format, paper) => {
    const layout = sheetLayout(format, paper);
    const { width, height } = badgeFormats[format];
    expect(inches(layout.badge.width) * 300).toBeCloseTo(width, 9);
    expect(inches(layout.badge.height) * 300).toBeCloseTo(height, 9);
  });

  test.each(everyLayout)(
    'of %s on %s is within what an office printer reaches, its bleed too',
    (format, paper) => {
      const layout = sheetLayout(format, paper);
      const { bleed } = layout;
      for (const { x, y, width, height } of positions(layout, layout.perPage)) {
        expect(Math.min(x, y) - bleed).toBeGreaterThanOrEqual(unprintable);
        expect(layout.paper.width - x - width - bleed).toBeGreaterThanOrEqual(unprintable);
        expect(layout.paper.height - y - height - bleed).toBeGreaterThanOrEqual(unprintable);
      }
    },
  );

  test.each(everyLayout.filter(([, paper]) => !paper.startsWith('avery')))(
    'of %s on %s has as many badges as fit with 3 mm of bleed around each, in landscape only where that is more',
    (format, name) => {
      const { badge, paper, perPage, pitch, bleed } = sheetLayout(format, name);
      expect(millimetres(bleed)).toBeCloseTo(3, 9);
      expect(pitch).toEqual({ x: badge.width + 2 * bleed, y: badge.height + 2 * bleed });
      const fitting = (width: number, height: number) =>
        Math.floor((width - 2 * unprintable) / pitch.x) * Math.floor((height - 2 * unprintable) / pitch.y);
      const [short = 0, long = 0] = [paper.width, paper.height].toSorted((a, b) => a - b);
      const portrait = fitting(short, long);
      const landscape = fitting(long, short);
      expect(perPage).toBe(Math.max(portrait, landscape));
      expect(paper.width > paper.height).toBe(landscape > portrait);
    },
  );

  test('of an unknown paper is refused, with a list of the known ones', () => {
    for (const paper of ['legal', '', 'A4', 'toString']) {
      const refused = () => sheetLayout('4x3', paper);
      expect(refused).toThrow(InputInvalidError);
      expect(refused).toThrow('paper: expected one of letter, a4, avery-5395, avery-5392');
    }
  });

  test('of labels for other badges is refused, with what to choose', () => {
    const refused = () => sheetLayout('A6', 'avery-5395');
    expect(refused).toThrow(InputInvalidError);
    expect(refused).toThrow('paper: badges of A6 do not fit on avery-5395; choose one of letter, a4');
  });
});

/** Inches, of the sheets in portrait. */
const labels = {
  'avery-5395': { columns: 2, x0: 0.6875, y0: 0.5833, width: 3.375, height: 2.3333, across: 3.75, down: 2.5 },
  'avery-5392': { columns: 2, x0: 0.25, y0: 1, width: 4, height: 3, across: 4, down: 3 },
} as const;

describe.each<[BadgeFormat, keyof typeof labels]>([
  ['ID-1', 'avery-5395'],
  ['4x3', 'avery-5392'],
  ['3x4', 'avery-5392'],
])('%s on %s', (format, paper) => {
  test('is in the middle of each label, without bleed', () => {
    const layout = sheetLayout(format, paper);
    const { columns, x0, y0, width, height, across, down } = labels[paper];
    expect(layout.bleed).toBe(0);
    const turned = layout.paper.width > layout.paper.height;
    for (const place of positions(layout, layout.perPage)) {
      const at = [inches(place.x), inches(place.y), inches(place.width), inches(place.height)];
      const [left = 0, top = 0, wide = 0, high = 0] = turned ? [at[1], at[0], at[3], at[2]] : at;
      const [column, row] = [Math.round((left - x0) / across), Math.round((top - y0) / down)];
      expect(column).toBeLessThan(columns);
      expect(left - (x0 + column * across)).toBeCloseTo((width - wide) / 2, 3);
      expect(top - (y0 + row * down)).toBeCloseTo((height - high) / 2, 3);
      expect(wide).toBeLessThanOrEqual(width);
      expect(high).toBeLessThanOrEqual(height);
    }
  });
});

describe('positions', () => {
  const layout = sheetLayout('4x3', 'avery-5392');

  test('run row by row from the upper left, and on to the next page', () => {
    expect(
      positions(layout, 8).map(({ page, position, x, y }) => [page, position, inches(x), inches(y)]),
    ).toEqual([
      [1, 1, 0.25, 1],
      [1, 2, 4.25, 1],
      [1, 3, 0.25, 4],
      [1, 4, 4.25, 4],
      [1, 5, 0.25, 7],
      [1, 6, 4.25, 7],
      [2, 1, 0.25, 1],
      [2, 2, 4.25, 1],
    ]);
  });

  test('begin at the first one that is still there, on the first page only', () => {
    expect(positions(layout, 9, 5).map(({ page, position }) => [page, position])).toEqual([
      [1, 5],
      [1, 6],
      [2, 1],
      [2, 2],
      [2, 3],
      [2, 4],
      [2, 5],
      [2, 6],
      [3, 1],
    ]);
  });

  test.each([0, 7, -1, 1.5, Number.NaN])('cannot begin at %s of six', (first) => {
    const refused = () => placeOf(layout, 1, first);
    expect(refused).toThrow(InputInvalidError);
    expect(refused).toThrow('first: expected a whole number from 1 to 6 (Avery 5392 on Letter, 6 a sheet)');
  });

  test('lie on the paper, overlap nowhere, and keep order and offset, for any count and first position', async () => {
    const someBadges = fc.constantFrom(...everyLayout).chain(([format, paper]) => {
      const layout = sheetLayout(format, paper);
      return fc.record({
        layout: fc.constant(layout),
        count: fc.nat({ max: 60 }),
        first: fc.integer({ min: 1, max: layout.perPage }),
      });
    });
    await fc.assert(
      fc.property(someBadges, ({ layout, count, first }) => {
        const places = positions(layout, count, first);
        expect(places).toHaveLength(count);
        const slots = places.map(({ page, position }) => (page - 1) * layout.perPage + position);
        expect(slots).toEqual(Array.from({ length: count }, (_, index) => first + index));
        for (const place of places) {
          expect(place.x).toBeGreaterThanOrEqual(0);
          expect(place.y).toBeGreaterThanOrEqual(0);
          expect(place.x + place.width).toBeLessThanOrEqual(layout.paper.width);
          expect(place.y + place.height).toBeLessThanOrEqual(layout.paper.height);
        }
        for (const [one, other] of pairsOnAPage(places)) expect(overlap(one, other)).toBe(false);
      }),
    );
  });
});

function pairsOnAPage(places: readonly Place[]): [Place, Place][] {
  return places.flatMap((one, index) =>
    places
      .slice(index + 1)
      .filter(({ page }) => page === one.page)
      .map((other): [Place, Place] => [one, other]),
  );
}

/** Edges may touch: a billionth of a point is rounding. */
function overlap(one: Rectangle, other: Rectangle): boolean {
  const rounding = 1e-9;
  return (
    one.x + one.width > other.x + rounding &&
    other.x + other.width > one.x + rounding &&
    one.y + one.height > other.y + rounding &&
    other.y + other.height > one.y + rounding
  );
}
