import { describe, expect, test } from 'vitest';
import { badgeDesign, imageTypes } from '../../../core/badges/badge-design.ts';
import { badgeFormats, dotsPerInch } from '../../../core/badges/badge-formats.ts';

describe('the design of a stage’s badges', () => {
  test('is all by default', () => {
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

  test('is what a stage says, and by default what it does not say', () => {
    const stated = { format: 'ID-1', image: 'png', facts: [], colours: { coach: '#ABCDEF' } };
    const { colours, ...others } = badgeDesign.parse(stated);
    expect(others).toEqual({ format: 'ID-1', image: 'png', facts: [] });
    expect(colours).toEqual({ ...badgeDesign.parse({}).colours, coach: '#ABCDEF' });
  });

  test.each<[what: string, stated: unknown, path: string, message: RegExp]>([
    ['a format there is not', { format: 'A5' }, 'format', /"3x4"\|"4x3"\|"A6"\|"ID-1"/],
    ['a kind of image there is not', { image: 'gif' }, 'image', /"jpeg"\|"png"/],
    ['a colour by its name', { colours: { ink: 'red' } }, 'colours.ink', /expected a colour such as #123a6b/],
    ['a colour of three digits', { colours: { ink: '#123' } }, 'colours.ink', /expected a colour/],
    [
      'a colour with something after it',
      { colours: { ink: '#123456;x' } },
      'colours.ink',
      /expected a colour/,
    ],
    ['a colour of a role there is not', { colours: { judge: '#123456' } }, 'colours', /judge/],
    ['a fact there is not', { facts: ['height'] }, 'facts.0', /"school"/],
    ['a fact twice', { facts: ['belt', 'belt'] }, 'facts', /names a fact twice/],
    ['a setting there is not', { logos: 'logo.png' }, '', /logos/],
    ['nothing', undefined, '', /expected object/],
    [
      'ink that is nearly the page',
      { colours: { page: '#101010', ink: '#202020', muted: '#ffffff' } },
      'colours.ink',
      /^ink #202020 on page #101010 has a contrast of 1\.1; to be read it needs 4\.5$/,
    ],
    [
      'muted writing a hair too pale',
      { colours: { muted: '#777777' } },
      'colours.muted',
      /^muted #777777 on page #ffffff has a contrast of 4\.4;/,
    ],
    [
      'a band on which neither white nor ink is read',
      { colours: { page: '#102030', ink: '#e0e0e0', muted: '#c0c0c0', coach: '#ffd426' } },
      'colours.coach',
      /^white #ffffff on coach #ffd426 has a contrast of 1\.4;/,
    ],
  ])('is refused with %s, where that is', (_, stated, path, message) => {
    const { error } = badgeDesign.safeParse(stated);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(error?.issues[0]?.message).toMatch(message);
  });
});

test('every format is as large as it says, to half a dot', () => {
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

test('every kind of image has a type and an extension of its own', () => {
  const types = Object.values(imageTypes);
  expect(new Set(types.map(({ contentType }) => contentType)).size).toBe(types.length);
  expect(new Set(types.map(({ extension }) => extension)).size).toBe(types.length);
});

test('every pair that cannot be read is told at once', () => {
  const colours = { page: '#808080', ink: '#808080', muted: '#808080', seminar: '#808080' };
  const { error } = badgeDesign.safeParse({ colours });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([
    'colours.ink',
    'colours.muted',
    'colours.seminar',
  ]);
});
