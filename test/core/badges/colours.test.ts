import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, writingOn } from '../../../core/badges/colours.ts';

const colour = fc.nat(0xffffff).map((number) => `#${number.toString(16).padStart(6, '0')}`);

describe('the contrast of two colours', () => {
  // By https://webaim.org/resources/contrastchecker/
  test.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#0000ff', '#ffffff', 8.59],
    ['#ff0000', '#00ff00', 2.91],
  ])('%s and %s is %d to 1', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  });

  test('is from 1 to 21, whichever is the background', async () => {
    await fc.assert(
      fc.property(colour, colour, (one, other) => {
        expect(contrast(one, other)).toBe(contrast(other, one));
        expect(contrast(one, other)).toBeGreaterThanOrEqual(1);
        expect(contrast(one, other)).toBeLessThanOrEqual(21.001);
      }),
    );
  });
});

test('with black ink, text is readable on every background', async () => {
  await fc.assert(
    fc.property(colour, (ground) => {
      expect(contrast(writingOn(ground, '#000000'), ground)).toBeGreaterThan(4.5);
    }),
  );
});
