import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from '../../bench/percentile.ts';

describe('a percentile', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('at %d of the numbers 1 to 100 is %d', (share, expected) => {
    expect(percentile(oneToHundred, share)).toBe(expected);
  });

  test('of a single value is that value, and of no values is undefined', () => {
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeUndefined();
  });

  test('sorts values numerically, and does not modify its argument', () => {
    const values = [10, 9, 100];
    expect(percentile(values, 0.5)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  test('is one of the values, with at least the given share at or below it', () => {
    const values = fc.array(fc.integer(), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, (all, part) => {
        const found = percentile(all, part) ?? Number.NaN;
        expect(all).toContain(found);
        expect(all.filter((value) => value <= found).length).toBeGreaterThanOrEqual(part * all.length);
      }),
    );
  });
});
