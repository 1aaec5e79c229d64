import { expect, test } from 'vitest';
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
