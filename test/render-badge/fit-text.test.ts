import { describe, expect, test } from 'vitest';
import { fitText, printable, type TextBox } from '../../lambdas/render-badge/fit-text.ts';

/** Every character is half an em wide. */
const widthOf = (word: string) => word.length / 2;
const box: TextBox = { width: 1000, largest: [140, 100, 60], floor: 50, linesAtFloor: 4 };

describe('a fitted text', () => {
  test('stands on one line in the largest type when it is short', () => {
    expect(fitText('Jo Li', box, widthOf)).toEqual({ size: 140, lines: ['Jo Li'] });
  });

  test('shrinks on one line only down to what two lines would allow', () => {
    expect(fitText('Jordan Rivera Lee', box, widthOf)).toEqual({ size: 116, lines: ['Jordan Rivera Lee'] });
  });

  test('takes a second line before it shrinks below that', () => {
    expect(fitText('Maximiliano Castellanos', box, widthOf)).toEqual({
      size: 100,
      lines: ['Maximiliano', 'Castellanos'],
    });
  });

  test('shrinks so that its longest word stays whole', () => {
    expect(fitText(`Ana ${'x'.repeat(30)}`, box, widthOf)).toEqual({
      size: 66,
      lines: ['Ana', 'x'.repeat(30)],
    });
  });

  test('is broken and cut off at the floor as the last resort', () => {
    const long = 'x'.repeat(300);
    expect(fitText(long, box, widthOf)).toEqual({ size: 50, text: long, maxLines: 4 });
  });

  test('may be empty', () => {
    expect(fitText('', box, widthOf)).toEqual({ size: 140, lines: [''] });
  });
});

describe('a printable text', () => {
  test.each([
    ['line breaks and NUL', 'Jo\r\nAnn\u0000Lee', 'Jo Ann Lee'],
    ['a direction override', 'Jo\u202eAnn', 'Jo Ann'],
    ['half a surrogate pair', 'Jo\ud83e', 'Jo\ufffd'],
    ['a decomposed letter', 'Jose\u0301', 'Jos\u00e9'],
  ])('has no %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test('is cut to what a box could hold, at a whole character', () => {
    expect(printable('🥋'.repeat(500))).toBe('🥋'.repeat(300));
  });
});
