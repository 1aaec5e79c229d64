/** What printed pages of words are built of: texts that are set in full, and blocks that stay on one page. */
import type { CSSProperties, JSXNode } from 'satori/jsx';
import { houseColours } from '../badges/colours.ts';
import { lineHeightOf } from '../badges/drawing/fit-text.ts';
import { fontWeight } from '../badges/drawing/font-files.ts';
import { Lines } from '../badges/drawing/lines.tsx';
import { type Typeset, typeset } from '../badges/drawing/typeset.tsx';
import type { Rectangle, Size } from './sheet-layout.ts';

// All measures below are points.
/** Wider than the unprintable margin of any printer. */
export const margin = 36;
export const footerHeight = 24;
const size = 9;

export const { ink, muted, competitor: accent, coach: alarm } = houseColours;
export const hair = '#d3d8df';
export const ground = '#f1f3f6';

/** A part of a page that is never split. */
export interface Block {
  height: number;
  texts: readonly Typeset[];
  content: JSXNode;
  /** Drawn below the content, by their places on the page. In the content, edges would be rounded to whole points. */
  areas?: readonly (Rectangle & { colour: string })[];
}

/** A text that may have any number of lines. */
interface Setting {
  text: string;
  width: number;
  size?: number;
}

/** A longer text is set as several, because a single one would be truncated as a name of that length is. */
const longestText = 250;

/** A text in parts, split between words. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (const word of text.split(' ').flatMap((word) => word.match(longestParts) ?? [''])) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + word.length < longestText)
      parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}

const longestParts = new RegExp(`.{1,${longestText}}`, 'gsu');

/** Sets texts in full. @returns for each text the lines of its parts. */
export async function setInFull(settings: readonly Setting[]): Promise<Typeset[][]> {
  const parts = settings.map(({ text, ...setting }) =>
    partsOf(text).map((part) => ({ ...setting, text: part })),
  );
  const set = await typeset(
    parts.flat().map(({ text, width, size: type = size }) => ({
      text,
      box: { width, height: 100_000, largest: type, floor: type },
    })),
  );
  return parts.map(({ length }) => set.splice(0, length));
}

export const heightOf = (texts: readonly Typeset[]) =>
  texts.reduce((sum, { lines, size: type }) => sum + lines.length * type * lineHeightOf(lines.join(' ')), 0);

export const columnGap = 8;
export const stacked = { display: 'flex', flexDirection: 'column' } as const;

export function Cells({
  cells,
  widths,
  style,
}: {
  cells: readonly Typeset[][];
  widths: readonly number[];
  style: CSSProperties;
}) {
  return (
    <div style={{ display: 'flex', gap: columnGap, ...style }}>
      {cells.map((texts, index) => (
        <Texts texts={texts} style={{ width: widths[index] ?? 0 }} />
      ))}
    </div>
  );
}

/** Typeset texts, one below the other. */
export function Texts({ texts, style }: { texts: readonly Typeset[]; style?: CSSProperties }): JSXNode {
  return (
    <div style={{ ...stacked, ...style }}>
      {texts.map((text) => (
        <Lines text={text} align="flex-start" />
      ))}
    </div>
  );
}

/** The page number, at the bottom. */
export async function footersOf(count: number, width: number): Promise<Typeset[][]> {
  const numbers = Array.from({ length: count }, (_, index) => `Page ${index + 1} of ${count}`);
  return setInFull(numbers.map((text) => ({ text, width, size: 8 })));
}

export function Page({
  paper,
  blocks,
  footer,
}: {
  paper: Size;
  blocks: readonly Block[];
  footer: readonly Typeset[];
}) {
  return (
    <div style={{ ...stacked, ...paper, padding: margin, color: ink, fontWeight }}>
      {blocks.map(({ height, content }) => (
        <div style={{ ...stacked, height, flexShrink: 0 }}>{content}</div>
      ))}
      <div style={{ display: 'flex', position: 'absolute', left: margin, bottom: margin, color: muted }}>
        <Texts texts={footer} />
      </div>
    </div>
  );
}
