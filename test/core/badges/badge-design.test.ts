import { describe, expect, test } from 'vitest';
import { badgeDesign, imageTypes } from '../../../core/badges/badge-design.ts';
import { badgeFormats, dotsPerInch } from '../../../core/badges/badge-formats.ts';

describe('the design of a stage’s badges', () => {
  test('has defaults for everything', () => {
    expect(badgeDesign.parse({})).toEqual({
      format: '3x4',
      image: 'jpeg',
      colours: {
        page: '#ffffff',
        ink: '#14181f',
        muted: '#59616e',
        competitor: '#123a6b',
        coach: '#9f1d2e',
        seminar: '#0c6152',
      },
      facts: ['school', 'ageGroup', 'gender', 'weight', 'belt', 'events'],
    });
  });

  test('is what a stage sets, with defaults for the rest', () => {
    const stated = { format: 'ID-1', image: 'png', facts: [], colours: { coach: '#ABCDEF' } };
    const { colours, ...others } = badgeDesign.parse(stated);
    expect(others).toEqual({ format: 'ID-1', image: 'png', facts: [] });
    expect(colours).toEqual({ ...badgeDesign.parse({}).colours, coach: '#ABCDEF' });
  });

  test.each<[what: string, stated: unknown, path: string, message: RegExp]>([
    ['an unknown format', { format: 'A5' }, 'format', /"3x4"\|"4x3"\|"A6"\|"ID-1"/],
    ['an unknown kind of image', { image: 'gif' }, 'image', /"jpeg"\|"png"/],
    [
      'a colour given by name',
      { colours: { ink: 'red' } },
      'colours.ink',
      /expected a colour such as #123a6b/,
    ],
    ['a colour with three digits', { colours: { ink: '#123' } }, 'colours.ink', /expected a colour/],
    [
      'a colour with something after it',
      { colours: { ink: '#123456;x' } },
      'colours.ink',
      /expected a colour/,
    ],
    ['a colour of an unknown role', { colours: { judge: '#123456' } }, 'colours', /judge/],
    ['an unknown fact', { facts: ['height'] }, 'facts.0', /"school"/],
    ['a fact twice', { facts: ['belt', 'belt'] }, 'facts', /names a fact twice/],
    ['an unknown setting', { logos: 'logo.png' }, '', /logos/],
    ['nothing', undefined, '', /expected object/],
    [
      'ink that is nearly the colour of the page',
      { colours: { page: '#101010', ink: '#202020', muted: '#ffffff' } },
      'colours.ink',
      /^ink #202020 on page #101010 has a contrast of 1\.1; to be read it needs 4\.5$/,
    ],
    [
      'muted text slightly too pale',
      { colours: { muted: '#777777' } },
      'colours.muted',
      /^muted #777777 on page #ffffff has a contrast of 4\.4;/,
    ],
    [
      'a band on which neither white nor ink is readable',
      { colours: { page: '#102030', ink: '#e0e0e0', muted: '#c0c0c0', coach: '#ffd426' } },
      'colours.coach',
      /^white #ffffff on coach #ffd426 has a contrast of 1\.4;/,
    ],
  ])('is refused with %s, naming its place', (_, stated, path, message) => {
    const { error } = badgeDesign.safeParse(stated);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(error?.issues[0]?.message).toMatch(message);
  });
});

test('every format has its stated size, to half a dot', () => {
  const inches = {
    '3x4': [3, 4],
    '4x3': [4, 3],
    A6: [105 / 25.4, 148 / 25.4],
    'ID-1': [85.6 / 25.4, 54 / 25.4],
  };
  for (const [format, { width, height }] of Object.entries(badgeFormats)) {
    const [across, down] = inches[format as keyof typeof inches];
    expect(Math.abs(width - (across ?? 0) * dotsPerInch)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(height - (down ?? 0) * dotsPerInch)).toBeLessThanOrEqual(0.5);
  }
});

test('every kind of image has its own type and extension', () => {
  const types = Object.values(imageTypes);
  expect(new Set(types.map(({ contentType }) => contentType)).size).toBe(types.length);
  expect(new Set(types.map(({ extension }) => extension)).size).toBe(types.length);
});

test('every unreadable pair is reported at once', () => {
  const colours = { page: '#808080', ink: '#808080', muted: '#808080', seminar: '#808080' };
  const { error } = badgeDesign.safeParse({ colours });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([
    'colours.ink',
    'colours.muted',
    'colours.seminar',
  ]);
});
