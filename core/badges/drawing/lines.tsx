/** The lines of a typeset text, in the direction of its script. */
import { lineHeightOf } from './fit-text.ts';
import { familyOf } from './fonts.ts';
import type { Typeset } from './typeset.tsx';

/** A typeset text, line by line. */
export function Lines({
  text: { size, lines },
  align = 'center',
}: {
  text: Typeset;
  align?: 'center' | 'flex-start';
}) {
  // From the whole text: a single line may not show which language it is in.
  const text = lines.join(' ');
  const fontFamily = familyOf(text);
  const direction = directionOf(text);
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        alignItems: align,
        fontSize: size,
        lineHeight: lineHeightOf(text),
      }}
    >
      {lines.map((line) => (
        <div style={{ whiteSpace: 'nowrap', fontFamily, direction }}>{withMarks(line, direction)}</div>
      ))}
    </div>
  );
}

const rightToLeft = /\p{Script=Arabic}|\p{Script=Hebrew}/u;

/** A text runs in the direction of its first letter: https://www.unicode.org/reports/tr9/#The_Paragraph_Level */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const [letter = ''] = /\p{Letter}/u.exec(text) ?? [];
  return rightToLeft.test(letter) ? 'rtl' : 'ltr';
}

export const directionalMarks = { ltr: '\u200e', rtl: '\u200f' };

/** A text that the engine was given, without the marks of its direction. */
export const withoutMarks = (text: string) => text.replace(/[\u200e\u200f]/g, '');

/**
 * Brackets run in the direction of the text around them, not in that of a word inside them. The engine does not pair
 * brackets, so each gets a mark of the direction on either side.
 * https://www.unicode.org/reports/tr9/#N0
 */
function withMarks(line: string, direction: 'ltr' | 'rtl'): string {
  const mark = directionalMarks[direction];
  return rightToLeft.test(line) ? line.replace(/[()[\]{}«»]/gu, `${mark}$&${mark}`) : line;
}
