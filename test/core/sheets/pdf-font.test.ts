import { describe, expect, test } from 'vitest';
import { familyOf, fontRuns } from '../../../core/badges/drawing/fonts.ts';
import { newDocument } from '../../../core/sheets/pdf-document.ts';
import { PdfFont } from '../../../core/sheets/pdf-font.ts';

const document = newDocument({ width: 100, height: 100 }, { title: '', createdAt: new Date(0) });
document.addPage();

/** A name is shaped as on a sheet, in the fonts that it needs. */
const shaped = (text: string, rightToLeft = false) =>
  fontRuns(
    text,
    familyOf(text)
      .split(', ')
      .map((font) => font.slice(1, -1)),
  ).flatMap((run) => new PdfFont(document, run.file).shape(run.text, rightToLeft));

test.each([
  ['a Thai tone above a vowel, on a letter with no room below it', 'ฬู้', false],
  ['two Thai vowels typed one after the other', 'ฬุิ', false],
  ['rare letters of Arabic', 'ݸݰݠ', true],
])('a word whose marks have no place in the font is drawn nevertheless: %s', (_, text, rightToLeft) => {
  const letters = shaped(text, rightToLeft).filter(({ advance }) => advance > 0);
  expect(letters).toHaveLength(Array.from(text.matchAll(/\p{Letter}/gu)).length);
});

test('marks with a place are moved to it', () => {
  expect(shaped('ที่').some(({ up }) => up !== 0)).toBe(true);
});

const arabic = () => new PdfFont(document, 'noto-sans-arabic/files/noto-sans-arabic-arabic-700-normal.woff');
const codesOf = (font: PdfFont, text: string) => font.shape(text, true).flatMap(({ code = [] }) => code);

describe('a font in a PDF', () => {
  test('lays the sign of a doubled letter between the letter and its vowel, in whichever order they are written', () => {
    const font = arabic();
    const heights = (text: string) => font.shape(text, true).map(({ up }) => up);
    const [meem, fatha, shadda] = ['\u0645', '\u064e', '\u0651'];
    expect(heights(`${meem}${fatha}${shadda}`)).toEqual(heights(`${meem}${shadda}${fatha}`));
    expect(new Set(heights(`${meem}${fatha}${shadda}`)).size).toBe(3);
  });

  test('draws dots by their outlines, and has a code for each letter that shares a body', () => {
    const font = arabic();
    const [beh, teh] = ['\u0628\u0627', '\u062a\u0627'].map((text) => codesOf(font, text));
    expect(beh).toHaveLength(2);
    expect(font.shape('\u0628\u0627', true).filter(({ outline }) => outline)).toHaveLength(1);
    expect(beh?.[0], 'the alef').toBe(teh?.[0]);
    expect(beh?.[1], 'the body below which there is a dot, or above').not.toBe(teh?.[1]);
  });
});
