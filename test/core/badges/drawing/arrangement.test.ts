import { describe, expect, test } from 'vitest';
import type { BadgeFacts } from '../../../../core/badges/badge-facts.ts';
import { type BadgeFormat, badgeFormats } from '../../../../core/badges/badge-formats.ts';
import {
  arrangementOf,
  codeArea,
  headerContent,
  roleContent,
  safeMargin,
} from '../../../../core/badges/drawing/arrangement.ts';
import type { Area } from '../../../../core/badges/drawing/pixels.ts';
import { coach, jordan } from './facts.ts';

const people: [who: string, facts: BadgeFacts][] = [
  ['a competitor', jordan],
  ['a competitor without belt', { ...jordan, belt: undefined }],
  ['a coach', coach],
  ['a coach with a belt', { ...coach, belt: jordan.belt }],
];

const cases = (Object.keys(badgeFormats) as BadgeFormat[]).flatMap((format) =>
  people.map(([who, facts]) => [format, who, facts] as const),
);

const mm = 300 / 25.4;

describe.each(cases)('on a badge of %s for %s', (format, _, facts) => {
  const arrangement = arrangementOf(format, facts);
  const { code, type } = arrangement;
  const areas: [what: string, area: Area][] = [
    ['header', arrangement.header],
    ['photo', arrangement.photo],
    ['name', arrangement.name],
    ['school', arrangement.school],
    ['code', codeArea(arrangement)],
    ['id', arrangement.id],
    ['role', arrangement.role],
  ];
  if (facts.belt) areas.push(['belt', arrangement.belt]);
  if (facts.gender) areas.push(['facts', arrangement.facts]);
  if (facts.events.length > 0) areas.push(['events', arrangement.events]);

  test('everything is on the page', () => {
    const { width, height } = badgeFormats[format];
    for (const [what, { left, top, width: wide, height: high }] of areas) {
      expect(left >= 0 && top >= 0 && left + wide <= width && top + high <= height, what).toBe(true);
    }
  });

  test('nothing overlaps', () => {
    const over = areas.flatMap(([what, area], index) =>
      areas
        .slice(index + 1)
        .flatMap(([other, below]) => (overlap(area, below) ? [`${what} over ${other}`] : [])),
    );
    expect(over).toEqual([]);
  });

  test('a name goes below 18 pt only if a word in it would be broken, and never below 11 pt', () => {
    const pt = 300 / 72;
    const [, floor, smallest] = type.name;
    expect(floor).toBe(18 * pt);
    expect(smallest).toBeGreaterThanOrEqual(11 * pt);
  });

  test('everything but bands and plates is at least 3 mm from the trim', () => {
    const { width, height } = badgeFormats[format];
    const plate = codeArea(arrangement);
    const quiet = 4 * code.module;
    const side = plate.width - 2 * quiet;
    const symbol = { left: plate.left + quiet, top: plate.top + quiet, width: side, height: side };
    expect(safeMargin).toBeGreaterThanOrEqual(3 * mm);
    for (const [what, { left, top, width: wide, height: high }] of [
      ...areas.filter(([what]) => !['header', 'role', 'belt', 'code'].includes(what)),
      ['header', headerContent(arrangement)] as const,
      ['role', roleContent(arrangement)] as const,
      ['code', symbol] as const,
    ]) {
      const margin = Math.min(left, top, width - left - wide, height - top - high);
      expect(margin, what).toBeGreaterThanOrEqual(safeMargin);
    }
  });

  test('the code is large enough to be scanned from a badge that somebody wears', () => {
    const side = (21 * code.module) / mm;
    const least = format === 'ID-1' ? 8.8 : format === '4x3' && (facts.belt || facts.gender) ? 16 : 20;
    expect(side).toBeGreaterThanOrEqual(least);
  });
});

function overlap(a: Area, b: Area): boolean {
  const apart =
    a.left + a.width <= b.left ||
    b.left + b.width <= a.left ||
    a.top + a.height <= b.top ||
    b.top + b.height <= a.top;
  return !apart;
}
