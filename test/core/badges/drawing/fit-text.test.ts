import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitText,
  graphemesOf,
  lineHeightOf,
  type TextBox,
} from '../../../../core/badges/drawing/fit-text.ts';
import { printable } from '../../../../core/domain/text.ts';

/** Every grapheme, including the space, is half an em wide. */
const widthOf = (text: string) => graphemesOf(text).length / 2;

/** Holds two lines of 20 letters in the largest type, or four of 40 letters in the smallest. */
const box: TextBox = { width: 1000, height: 230, largest: 100, floor: 50 };

const x = (count: number) => 'x'.repeat(count);
const whole = { atFloor: false, hyphenated: false, truncated: false };

describe('a fitted text', () => {
  test.each([
    ['is on one line in the largest type when it is short', 'Jo Li', 100, ['Jo Li']],
    ['fills one line to its end', `${x(9)} ${x(10)}`, 100, [`${x(9)} ${x(10)}`]],
    ['takes a second line before it shrinks', `${x(10)} ${x(10)}`, 100, [x(10), x(10)]],
    ['takes two lines in the largest type', `${x(20)} ${x(20)}`, 100, [x(20), x(20)]],
    ['shrinks so that its longest word stays whole', `Ana ${x(22)}`, 90, ['Ana', x(22)]],
    ['shrinks when two lines do not hold it', `${x(14)} ${x(14)} ${x(14)}`, 68, [`${x(14)} ${x(14)}`, x(14)]],
    [
      'uses a third line when the type is small enough',
      `${x(22)} ${x(22)} ${x(22)}`,
      66,
      [x(22), x(22), x(22)],
    ],
    ['may be empty', '', 100, ['']],
    [
      'breaks Chinese between words',
      `${'上海跆拳道馆'.repeat(4)}`,
      100,
      ['上海跆拳道馆上海跆拳道馆', '上海跆拳道馆上海跆拳道馆'],
    ],
    ['keeps a double name whole as long as it can', `${x(12)}-${x(12)}`, 80, [`${x(12)}-${x(12)}`]],
    [
      'breaks a double name after its hyphen before it breaks a word',
      `${x(20)}-${x(20)}`,
      94,
      [`${x(20)}-`, x(20)],
    ],
  ])('%s', (_, text, size, lines) => {
    expect(fitText(text, box, widthOf)).toEqual({ size, lines, ...whole });
  });

  test('stays at the smallest type, also where that is less than a step below the floor', () => {
    const low = { width: 60, height: 17, largest: 40, floor: 16, smallest: 15 };
    expect(fitText('! ! ! !!', low, widthOf).size).toBe(15);
  });

  test('goes below the floor before it breaks a word, and reports that', () => {
    expect(fitText(`Ana ${x(60)}`, { ...box, smallest: 30 }, widthOf)).toEqual({
      size: 32,
      lines: ['Ana', x(60)],
      atFloor: true,
      hyphenated: false,
      truncated: false,
    });
    expect(
      fitText(`${x(30)}-${x(30)}`, { ...box, smallest: 30 }, widthOf),
      'and breaks at a hyphen before',
    ).toEqual({
      size: 64,
      lines: [`${x(30)}-`, x(30)],
      ...whole,
    });
  });

  test('breaks a word where it must, with a hyphen, at the floor, and reports that', () => {
    for (const smallest of [undefined, 48]) {
      expect(fitText(x(100), { ...box, smallest }, widthOf)).toEqual({
        size: 50,
        lines: [`${x(39)}-`, `${x(39)}-`, x(22)],
        atFloor: true,
        hyphenated: true,
        truncated: false,
      });
    }
  });

  test('breaks a word below the floor if there are not enough lines at the floor', () => {
    expect(fitText(x(200), { ...box, smallest: 40 }, widthOf)).toMatchObject({
      size: 40,
      hyphenated: true,
      truncated: false,
    });
  });

  test('never leaves a single letter of a word on a line', () => {
    for (const word of [x(41), `${x(38)} ${x(41)}`]) {
      const { lines } = fitText(word, box, widthOf);
      for (const line of lines) expect(line.replace('-', '').length).toBeGreaterThan(1);
    }
  });

  test.each(['上海跆拳道馆', 'で', '김하늘', 'ปิ่นแก้ว'])(
    'breaks %s, whose script has no hyphen, without one',
    (word) => {
      const { lines, hyphenated } = fitText(word.repeat(30), { ...box, width: 100 }, widthOf);
      expect(hyphenated).toBe(false);
      expect(lines.join('')).not.toContain('-');
    },
  );

  test('also breaks shorter words before its end is lost', () => {
    const text = Array.from({ length: 7 }, () => x(21)).join(' ');
    const { lines, hyphenated, truncated } = fitText(text, box, widthOf);
    expect([hyphenated, truncated]).toEqual([true, false]);
    expect(lines.map((line) => line.length)).toEqual([40, 40, 40, 36]);
  });

  test('ends in an ellipsis as the last resort', () => {
    expect(fitText(x(300), box, widthOf)).toEqual({
      size: 50,
      lines: [`${x(39)}-`, `${x(39)}-`, `${x(39)}-`, `${x(39)}…`],
      atFloor: true,
      hyphenated: true,
      truncated: true,
    });
  });

  test('is cut off between words if there are any', () => {
    const { lines } = fitText(Array.from({ length: 12 }, () => x(19)).join(' '), box, widthOf);
    expect(lines[0]).toBe(`${x(19)} ${x(19)}`);
    expect(lines[3]).toBe(`${x(19)} ${x(19)}…`);
  });

  test('in a box lower than its type is shrunk to fit, down to the floor', () => {
    expect(fitText('Jo Li', { ...box, height: 69 }, widthOf)).toMatchObject({ size: 60, lines: ['Jo Li'] });
    expect(fitText('Jo Li', { ...box, height: 20 }, widthOf)).toMatchObject({ size: 50, atFloor: true });
  });

  test('leaves room between lines for the marks of its script', () => {
    for (const text of ['محمد علي', 'लक्ष्मी', 'ปิ่นแก้ว', 'Ali محمد']) expect(lineHeightOf(text)).toBe(1.4);
    for (const text of ['Ẫm Ở', '홍길동', 'Юрий', 'דוד']) expect(lineHeightOf(text)).toBe(1.15);
  });

  test('counts every lost piece, however wide one letter is', () => {
    const wide = (text: string) => (text.includes('﷽') ? 30 : widthOf(text));
    expect(fitText('Ali ﷽ Lee', box, wide)).toEqual({
      size: 50,
      lines: ['Ali Lee…'],
      atFloor: true,
      hyphenated: false,
      truncated: true,
    });
  });

  test.each([
    ['Thai', 'โรงเรียนเทควันโดกรุงเทพมหานครสาขาบางนา'],
    ['Chinese', '上海市浦东新区跆拳道运动协会青少年训练基地'],
    ['Japanese', '東京都立葛西テコンドー道場少年少女クラブ'],
  ])('of %s, which has no spaces, breaks between words', (_, text) => {
    const { lines } = fitText(text, { ...box, width: 600 }, widthOf);
    const words = Array.from(new Intl.Segmenter('en', { granularity: 'word' }).segment(text));
    const starts = new Set(words.map(({ index }) => index));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toBe(text);
    let index = 0;
    for (const line of lines) {
      expect(starts).toContain(index);
      index += line.length;
    }
  });
});

describe('whatever the text and its box, a fitted text', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('x', '-', '上海', 'で', 'ก็', 'क्', '김'), maxLength: 60 }),
  );
  const text = fc.array(word, { maxLength: 12 }).map((words) => printable(words.join(' ')).text);
  const anyBox = fc.record({
    width: fc.integer({ min: 60, max: 1200 }),
    height: fc.integer({ min: 10, max: 400 }),
    largest: fc.integer({ min: 40, max: 120 }),
    floor: fc.integer({ min: 16, max: 40 }),
    smallest: fc.option(fc.integer({ min: 10, max: 16 }), { nil: undefined }),
  });
  const without = (spaces: string) => spaces.replaceAll(' ', '');

  test('stays within its box and floor, reports every loss, and shrinks no more than necessary', async () => {
    await fc.assert(
      fc.property(text, anyBox, (given, within) => {
        const { size, lines, atFloor, hyphenated, truncated } = fitText(given, within, widthOf);
        const lineHeight = size * lineHeightOf(given);

        expect(size).toBeGreaterThanOrEqual(within.smallest ?? within.floor);
        expect(size).toBeLessThanOrEqual(within.largest);
        expect(atFloor).toBe(size <= within.floor);
        for (const line of lines) expect(widthOf(line) * size).toBeLessThanOrEqual(within.width + 1e-6);
        if (lines.length > 1) expect(lines.length * lineHeight).toBeLessThanOrEqual(within.height);
        if (!atFloor) expect(lines.length * lineHeight).toBeLessThanOrEqual(within.height);

        const shown = without(lines.join(''));
        const bare = (all: string) => without(all).replaceAll('-', '');
        if (hyphenated) expect(atFloor).toBe(true);
        if (!truncated && hyphenated) expect(bare(shown)).toBe(bare(given));
        else if (!truncated) expect(shown).toBe(without(given));
        else {
          expect(atFloor).toBe(true);
          expect(lines.at(-1)).toMatch(/…$/);
        }
        // A word stays whole at a smaller size even if breaking it at its hyphen would allow a larger one.
        if (!atFloor && size < within.largest && !/\p{Dash_Punctuation}/u.test(given)) {
          expect(fitText(given, { ...within, floor: size + 1, smallest: undefined }, widthOf).atFloor).toBe(
            true,
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a printable text', () => {
  test.each([
    ['line breaks and NUL', 'Jo\r\nAnn\u0000Lee', 'Jo Ann Lee'],
    ['a direction override', 'Jo\u202eAnn', 'Jo Ann'],
    ['invisible characters', 'Jo\u200b\u00adAnn\ufeff', 'JoAnn'],
    ['half a surrogate pair', 'Jo\ud83e', 'Jo\ufffd'],
    ['a decomposed letter', 'Jose\u0301', 'Jos\u00e9'],
    ['more than four marks on a letter', `o${'\u0323'.repeat(9)}k`, `\u1ecd${'\u0323'.repeat(4)}k`],
  ])('has no %s', (_, text, expected) => {
    expect(printable(text)).toEqual({ text: expected, cut: false });
  });

  test.each(['लक्ष्मी', 'कार्त्स्न्य', 'ปิ่นแก้ว', 'שָּׁלוֹם', 'Nguyễn', '김하늘'])('keeps all of %s', (name) => {
    expect(printable(name)).toEqual({ text: name.normalize('NFC'), cut: false });
  });

  test('is cut when it is longer than any name, between characters and not silently', () => {
    expect(printable('🥋'.repeat(500))).toEqual({ text: `${'🥋'.repeat(300)}…`, cut: true });
    expect(printable('🥋'.repeat(300))).toEqual({ text: '🥋'.repeat(300), cut: false });
  });
});
