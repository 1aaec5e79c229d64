import satori from 'satori';
import { printable } from '../../domain/text.ts';
import { type FittedText, fitText, graphemesOf, type TextBox } from './fit-text.ts';
import { fontWeight } from './font-files.ts';
import { familyOf, fontsFor, isDrawable } from './fonts.ts';

/** The type size for measuring, in px: large, because the engine rounds widths up to whole px. */
const size = 200;

/** Noto Sans' space, in em. */
const space = 0.26;

/** Replaces what no font has: a question mark in a black diamond. */
const missingMark = '\uFFFD';

/** A text set into its box, with the graphemes in it that no font has. */
export interface Typeset extends FittedText {
  missing: string[];
}

interface Setting {
  text: string;
  box: TextBox;
}

/** Sets each text into its box, measured by the engine in the fonts that will draw it. */
export async function typeset<S extends readonly Setting[]>(
  settings: readonly [...S],
): Promise<{ [K in keyof S]: Typeset }> {
  const texts = settings.map(({ text: given, box }) => {
    const { text: shown, cut } = printable(given);
    const graphemes = graphemesOf(shown);
    const missing = graphemes.filter((grapheme) => !isDrawable(grapheme, given));
    const text = graphemes.map((grapheme) => (missing.includes(grapheme) ? missingMark : grapheme)).join('');
    return { text, box, cut, missing: [...new Set(missing)] };
  });
  // What remains to be measured only becomes known while setting: a word that turns out to be too long needs the
  // widths of its letters.
  for (;;) {
    const unmeasured = new Set<string>();
    const widthOf = (part: string) => {
      const width = widths.get(part);
      if (width === undefined) unmeasured.add(part);
      return width ?? 1;
    };
    const set = texts.map(({ text, box, cut, missing }) => {
      const fitted = fitText(text, box, widthOf);
      return { ...fitted, truncated: fitted.truncated || cut, missing };
    });
    if (unmeasured.size === 0) return set as { [K in keyof S]: Typeset };
    await measure([...unmeasured]);
  }
}

/** Widths in em, cached because families, schools and events recur and measuring is a fifth of the drawing time. */
const widths = new Map([[' ', space]]);
const mostWidths = 10_000;

/** Measures texts, each as one piece. */
async function measure(texts: readonly string[]): Promise<void> {
  if (widths.size + texts.length > mostWidths) {
    widths.clear();
    widths.set(' ', space);
  }
  const measured = new Map(texts.map((text) => [text, 0]));
  const sheet = (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'flex-start',
        fontSize: size,
        fontWeight,
      }}
    >
      {texts.map((text) => (
        <div style={{ whiteSpace: 'nowrap', fontFamily: familyOf(text) }}>{text}</div>
      ))}
    </div>
  );
  await satori(sheet, {
    width: 1_000_000,
    fonts: fontsFor(texts),
    onNodeDetected: ({ textContent, width }) => {
      if (textContent !== undefined) measured.set(textContent, width / size);
    },
  });
  // Only now, so that a concurrent caller does not take an unmeasured text for one without width.
  for (const [text, width] of measured) widths.set(text, width);
}
