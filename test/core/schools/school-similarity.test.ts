import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schoolSimilarity } from '../../../core/schools/school-similarity.ts';

test.each([
  ['Golden Dragon TKD - Owasso', 'golden dragon tae kwon do, owasso', 1],
  ['River City Martial Arts', 'RiverCity Martial Arts', 1],
  ['Kim’s Martial Arts', 'Kims Martial Arts', 1],
  ['Académie José', 'Academie Jose', 1],
  ['김씨 태권도', '김씨태권도', 1],
  ['Golden Dragon TKD - Owasso', 'Golden Dragon Taekwondo Owaso', 0.98],
  ['Golden Dragon TKD - Owasso', 'Golden Dragon', 0.78],
  ['Golden Dragon TKD - Owasso', 'Golden Dragon TKD - Tulsa', 0.7],
  ['River City Martial Arts', 'River Valley Martial Arts', 0.61],
  ['Northside Taekwondo', 'Southside Taekwondo', 0.08],
  ['Tiger TKD 1', 'Tiger TKD 2', 0],
])('%s and %s are %s alike', (a, b, alike) => {
  expect(schoolSimilarity(a, b)).toBeCloseTo(alike, 2);
});

test('is a share, and 1 for a name and itself', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(name, name, (a, b) => {
      const alike = schoolSimilarity(a, b);
      expect(alike).toBeGreaterThanOrEqual(0);
      expect(alike).toBeLessThanOrEqual(1 + Number.EPSILON);
      expect(schoolSimilarity(a, a)).toBeCloseTo(/[\p{L}\p{N}&]/u.test(a.normalize('NFKD')) ? 1 : 0);
    }),
  );
});
