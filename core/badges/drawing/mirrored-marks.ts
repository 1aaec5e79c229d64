import { tableOf, withTable } from './woff.ts';

/**
 * A WOFF in which the vertical distances that place marks above and below letters are mirrored at the baseline. The
 * engine (satori 0.63.2) confuses the direction: in fonts distances go up, in SVG they go down. So the dots of Arabic
 * letters, for example, would be where they make a different letter. Mirroring the distances cancels the mistake. When
 * the engine is fixed, the goldens of Arabic and Thai will show it, and this can be removed.
 */
export function withMirroredMarks(woff: Buffer): Buffer {
  const gpos = tableOf(woff, 'GPOS');
  if (!gpos) return woff;
  for (const distance of verticalDistances(gpos)) gpos.writeInt16BE(-gpos.readInt16BE(distance), distance);
  return withTable(woff, 'GPOS', gpos);
}

/** Types of lookup that raise or lower a glyph; pair lookups could too, but in none of our fonts they do. */
const single = 1;
const cursive = 3;
const markToBase = 4;
const markToLigature = 5;
const markToMark = 6;
const extension = 9;

/**
 * The offsets of a GPOS table's vertical distances, each once, because letters share anchors. Includes all lookups,
 * whatever their script or feature: https://learn.microsoft.com/en-us/typography/opentype/spec/gpos
 */
function verticalDistances(gpos: Buffer): Set<number> {
  const found = new Set<number>();
  const word = (at: number) => gpos.readUInt16BE(at);
  const words = (at: number, count: number, step = 2) =>
    Array.from({ length: count }, (_, index) => word(at + index * step));

  /** Anchors are given by their offsets from `from`; 0 means none. */
  const noteAnchors = (from: number, distances: readonly number[]) => {
    for (const distance of distances) if (distance !== 0) found.add(from + distance + 4);
  };

  const noteValues = (at: number) => {
    const fields = word(at + 4);
    if ((fields & 2) === 0) return;
    const [first, count] = word(at) === 1 ? [at + 6, 1] : [at + 8, word(at + 6)];
    const width = 2 * fields.toString(2).replaceAll('0', '').length;
    for (let index = 0; index < count; index += 1) found.add(first + index * width + 2 * (fields & 1));
  };

  const noteMarks = (kind: number, at: number) => {
    const classes = word(at + 6);
    const marks = at + word(at + 8);
    noteAnchors(marks, words(marks + 4, word(marks), 4));
    const bases = at + word(at + 10);
    const ligatures = kind === markToLigature ? words(bases + 2, word(bases)) : [0];
    for (const base of ligatures.map((distance) => bases + distance)) {
      noteAnchors(base, words(base + 2, classes * word(base)));
    }
  };

  const noteSubtable = (kind: number, at: number): void => {
    if (kind === extension) noteSubtable(word(at + 2), at + gpos.readUInt32BE(at + 4));
    if (kind === single) noteValues(at);
    if (kind === cursive) noteAnchors(at, words(at + 6, 2 * word(at + 4)));
    if (kind === markToBase || kind === markToLigature || kind === markToMark) noteMarks(kind, at);
  };

  const lookups = word(8);
  for (const lookup of words(lookups + 2, word(lookups)).map((distance) => lookups + distance)) {
    for (const subtable of words(lookup + 6, word(lookup + 4))) noteSubtable(word(lookup), lookup + subtable);
  }
  return found;
}
