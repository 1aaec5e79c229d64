import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import {
  type Paper,
  type Place,
  paperNames,
  placeOf,
  type Rectangle,
  sheetLayout,
} from '../../../core/sheets/sheet-layout.ts';
import { positions } from './positions.ts';

const formats = Object.keys(badgeFormats) as BadgeFormat[];
const everyLayout = formats.flatMap((format) =>
  paperNames.map((paper) => ({ format, paper, layout: sheetLayout(format, paper) })),
);
const inches = (points: number) => points / 72;
const millimetres = (points: number) => (points / 72) * 25.4;

describe('a layout', () => {
  /** Inches, from the formats' pixels at 300 dpi and the papers' standards. */
  const a4 = { width: 210 / 25.4, height: 297 / 25.4 };
  const id1 = { width: 1011 / 300, height: 638 / 300 };
  const a6 = { width: 1240 / 300, height: 1748 / 300 };
  const table: [
    format: BadgeFormat,
    paper: Paper,
    name: string,
    page: [number, number],
    grid: [columns: number, rows: number],
    origin: [number, number],
  ][] = [
    ['4x3', 'letter', 'Letter, 6 a sheet', [8.5, 11], [2, 3], [0.25, 1]],
    ['3x4', 'letter', 'Letter landscape, 6 a sheet', [11, 8.5], [3, 2], [1, 0.25]],
    ['ID-1', 'letter', 'Avery 5395 on Letter, 8 a sheet', [8.5, 11], [2, 4], [0.69, 0.68667]],
    [
      'A6',
      'letter',
      'Letter, 2 a sheet',
      [8.5, 11],
      [2, 1],
      [(8.5 - 2 * a6.width) / 2, (11 - a6.height) / 2],
    ],
    ['4x3', 'a4', 'A4, 6 a sheet', [a4.width, a4.height], [2, 3], [(a4.width - 8) / 2, (a4.height - 9) / 2]],
    [
      '3x4',
      'a4',
      'A4 landscape, 6 a sheet',
      [a4.height, a4.width],
      [3, 2],
      [(a4.height - 9) / 2, (a4.width - 8) / 2],
    ],
    [
      'ID-1',
      'a4',
      'A4, 10 a sheet',
      [a4.width, a4.height],
      [2, 5],
      [(a4.width - 2 * id1.width) / 2, (a4.height - 5 * id1.height) / 2],
    ],
    [
      'A6',
      'a4',
      'A4, 4 a sheet',
      [a4.width, a4.height],
      [2, 2],
      [(a4.width - 2 * a6.width) / 2, (a4.height - 2 * a6.height) / 2],
    ],
  ];

  test.each(table)('of %s on %s: %s', (format, paper, name, page, [columns, rows], [x0, y0]) => {
    const layout = sheetLayout(format, paper);
    expect(layout).toMatchObject({ name, columns, rows, perPage: columns * rows });
    expect(inches(layout.paper.width)).toBeCloseTo(page[0], 5);
    expect(inches(layout.paper.height)).toBeCloseTo(page[1], 5);
    expect(inches(layout.x0)).toBeCloseTo(x0, 4);
    expect(inches(layout.y0)).toBeCloseTo(y0, 4);
  });

  test('is in the table for every format and paper', () => {
    expect(table.map(([format, paper]) => `${format} ${paper}`).toSorted()).toEqual(
      everyLayout.map(({ format, paper }) => `${format} ${paper}`).toSorted(),
    );
  });

  test.each(everyLayout)("has badges of $format's pixels at 300 dpi, on $paper", ({ format, layout }) => {
    const { width, height } = badgeFormats[format];
    expect(inches(layout.badge.width) * 300).toBeCloseTo(width, 9);
    expect(inches(layout.badge.height) * 300).toBeCloseTo(height, 9);
  });

  test.each(everyLayout.filter(({ layout }) => !layout.name.startsWith('Avery')))(
    'of $format on $paper has badges edge to edge, as many as fit, in landscape only where that is more',
    ({ layout: { badge, paper, perPage, pitch } }) => {
      expect(pitch).toEqual({ x: badge.width, y: badge.height });
      const fitting = (width: number, height: number) =>
        Math.floor(width / badge.width) * Math.floor(height / badge.height);
      const [short = 0, long = 0] = [paper.width, paper.height].toSorted((a, b) => a - b);
      const portrait = fitting(short, long);
      const landscape = fitting(long, short);
      expect(perPage).toBe(Math.max(portrait, landscape));
      expect(paper.width > paper.height).toBe(landscape > portrait);
    },
  );

  test('has equal margins on Letter: 0.25 and 1 inch for the six-up formats', () => {
    const margins = (format: BadgeFormat) => {
      const { paper, x0, y0, ...layout } = sheetLayout(format, 'letter');
      const [last] = positions({ paper, x0, y0, ...layout }, layout.perPage).slice(-1);
      if (!last) throw new Error('there is no last badge');
      return [x0, y0, paper.width - last.x - last.width, paper.height - last.y - last.height].map(inches);
    };
    expect(margins('4x3')).toEqual([0.25, 1, 0.25, 1]);
    expect(margins('3x4')).toEqual([1, 0.25, 1, 0.25]);
  });

  test('of A6 on A4 reaches the edges to half a millimetre', () => {
    const { x0, y0 } = sheetLayout('A6', 'a4');
    expect(millimetres(x0)).toBeCloseTo(0.013, 3);
    expect(millimetres(y0)).toBeCloseTo(0.503, 3);
  });

  test('of an unknown paper is refused, with a list of the known ones', () => {
    for (const paper of ['legal', '', 'A4', 'toString']) {
      const refused = () => sheetLayout('4x3', paper);
      expect(refused).toThrow(InputInvalidError);
      expect(refused).toThrow('paper: expected one of letter, a4');
    }
  });
});

describe('Avery 5395', () => {
  const layout = sheetLayout('ID-1', 'letter');

  /** Its labels, in inches: 3 3/8 x 2 1/3, the first at 0.6875, 0.5833, with a pitch of 3.75 x 2.5. */
  const labels = Array.from({ length: 8 }, (_, index) => ({
    x: 0.6875 + (index % 2) * 3.75,
    y: 0.5833 + Math.floor(index / 2) * 2.5,
    width: 3 + 3 / 8,
    height: 2 + 1 / 3,
  }));

  test('has each badge in the middle of its label', () => {
    for (const [index, place] of positions(layout, 8).entries()) {
      const label = labels[index];
      if (!label) throw new Error('there is no such label');
      expect(inches(place.x) - label.x).toBeCloseTo(label.x + label.width - inches(place.x + place.width), 3);
      expect(inches(place.y) - label.y).toBeCloseTo(
        label.y + label.height - inches(place.y + place.height),
        3,
      );
      expect(inches(place.x)).toBeGreaterThan(label.x);
      expect(inches(place.y)).toBeGreaterThan(label.y);
    }
  });
});

describe('positions', () => {
  const layout = sheetLayout('4x3', 'letter');

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
    expect(refused).toThrow('first: expected a whole number from 1 to 6 (Letter, 6 a sheet)');
  });

  test('lie on the paper, overlap nowhere, and keep order and offset, for any count and first position', async () => {
    const someBadges = fc.constantFrom(...everyLayout).chain(({ layout }) =>
      fc.record({
        layout: fc.constant(layout),
        count: fc.nat({ max: 60 }),
        first: fc.integer({ min: 1, max: layout.perPage }),
      }),
    );
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
