import { describe, expect, test } from 'vitest';
import type { BadgeFacts } from '../../../../core/badges/badge-facts.ts';
import { type BadgeFormat, badgeFormats } from '../../../../core/badges/badge-formats.ts';
import { arrangementOf, codeArea } from '../../../../core/badges/drawing/arrangement.ts';
import { fitText } from '../../../../core/badges/drawing/fit-text.ts';
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

/** How far a line's ascenders and descenders may reach out of its area, in px. */
const overhang = 4;

describe.each(cases)('on a badge of %s for %s', (format, _, facts) => {
  const arrangement = arrangementOf(format, facts);
  const { code, type } = arrangement;
  const codeWithText = codeArea(arrangement);
  codeWithText.height += code.textSize;
  const areas: [what: string, area: Area][] = [
    ['header', arrangement.header],
    ['photo', arrangement.photo],
    ['name', arrangement.name],
    ['school', arrangement.school],
    ['code', codeWithText],
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

  test('two lines of a name fit in its largest size', () => {
    const [largest, floor] = type.name;
    const emPerLine = arrangement.name.width / largest;
    const set = fitText('Jordan Rivera', { ...arrangement.name, largest, floor }, (text) =>
      text === ' ' ? 0.26 : emPerLine,
    );
    expect(set).toEqual({
      size: largest,
      lines: ['Jordan', 'Rivera'],
      atFloor: false,
      hyphenated: false,
      truncated: false,
    });
  });
});

function overlap(a: Area, b: Area): boolean {
  const apart =
    a.left + a.width <= b.left ||
    b.left + b.width <= a.left ||
    a.top + a.height - overhang <= b.top ||
    b.top + b.height - overhang <= a.top;
  return !apart;
}
