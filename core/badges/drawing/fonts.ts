import { readFileSync } from 'node:fs';
import type { Font } from 'satori';
import { graphemesOf } from './fit-text.ts';
import { alphabets, type Face, facesOf, fontSource, fontWeight, ideographs } from './font-files.ts';
import { withMirroredMarks } from './mirrored-marks.ts';
import { charactersOf } from './woff.ts';

const { simplified, traditional, japanese, korean } = ideographs;

function ideographPackages(text: string): readonly string[] {
  if (/\p{Script=Hiragana}|\p{Script=Katakana}/u.test(text))
    return [japanese, simplified, traditional, korean];
  if (/\p{Script=Hangul}/u.test(text)) return [korean, traditional, japanese, simplified];
  return [simplified, traditional, japanese, korean];
}

const characterSets = new Map<string, Set<number>>();

/** Whether a face really has a character; for a missing one the engine would draw a box. */
function has(file: string, codePoint: number): boolean {
  let characters = characterSets.get(file);
  if (!characters) {
    characters = charactersOf(bufferOf(file));
    characterSets.set(file, characters);
  }
  return characters.has(codePoint);
}

const faceByGrapheme = new Map<string, Face | null>();
const mostRemembered = 20_000;

/** The face that draws a grapheme; null when no face has all its characters. */
function faceOf(grapheme: string, ideographsOf: readonly string[]): Face | null {
  const key = `${ideographsOf[0]} ${grapheme}`;
  let face = faceByGrapheme.get(key);
  if (face === undefined) {
    face = findFace(grapheme, ideographsOf);
    if (faceByGrapheme.size >= mostRemembered) faceByGrapheme.clear();
    faceByGrapheme.set(key, face);
  }
  return face;
}

function findFace(grapheme: string, ideographsOf: readonly string[]): Face | null {
  const [letter = 0, ...marks] = Array.from(grapheme, (character) => character.codePointAt(0) ?? 0);
  // Below the first character of the ideographs' packages, only alphabets can match: the large packages stay closed.
  const packages = letter < 0x1100 ? Object.keys(alphabets) : [...Object.keys(alphabets), ...ideographsOf];
  for (const name of packages) {
    const found = facesOf(name).find(
      (face) =>
        face.ranges.some(([first, last]) => letter >= first && letter <= last) && has(face.file, letter),
    );
    // The engine chooses the face by a grapheme's first character, and draws its marks with the same one.
    if (found) return marks.every((mark) => has(found.file, mark)) ? found : null;
  }
  return null;
}

/** The faces a text needs, always with the Latin one first: the engine takes the first that has a character. */
function facesFor(text: string): Face[] {
  const ideographsOf = ideographPackages(text);
  const faces = new Set<Face>();
  for (const grapheme of [' ', ...graphemesOf(text)]) {
    const face = faceOf(grapheme, ideographsOf);
    if (face) faces.add(face);
  }
  const packages = [...Object.keys(alphabets), ...ideographsOf];
  const rank = (face: Face) => packages.indexOf(face.package) * 1000 + face.index;
  return [...faces].sort((a, b) => rank(a) - rank(b));
}

/** Whether a grapheme of a text can be drawn. */
export function isDrawable(grapheme: string, text: string): boolean {
  return faceOf(grapheme, ideographPackages(text)) !== null;
}

/** A text's CSS font-family: the fonts for all the scripts in it. */
export function familyOf(text: string): string {
  return facesFor(text)
    .map(({ file }) => `'${file}'`)
    .join(', ');
}

/** A part of a text that is drawn in one font. */
export interface FontRun {
  text: string;
  /** Of the font, as in `familyOf`. */
  file: string;
}

/** Which font draws which part of a text, as the engine chooses them. @param family see `familyOf`. */
export function fontRuns(text: string, family: readonly string[]): FontRun[] {
  const runs: FontRun[] = [];
  for (const grapheme of graphemesOf(text)) {
    const letter = grapheme.codePointAt(0) ?? 0;
    const [first = ''] = family;
    const file = family.find((one) => has(one, letter)) ?? first;
    const last = runs.at(-1);
    if (last?.file === file) last.text += grapheme;
    else runs.push({ text: grapheme, file });
  }
  return runs;
}

/** Files read so far; a Lambda that draws thousands of names in every script keeps only those used last. */
const buffers = new Map<string, Buffer>();
const mostBuffers = 150;

function bufferOf(file: string): Buffer {
  const buffer = buffers.get(file) ?? withMirroredMarks(readFileSync(fontSource(file)));
  buffers.delete(file);
  buffers.set(file, buffer);
  const [oldest] = buffers.keys();
  if (buffers.size > mostBuffers && oldest !== undefined) buffers.delete(oldest);
  return buffer;
}

/** The fonts that texts need, the Latin one first. Each text is given whole, not line by line. */
export function fontsFor(texts: readonly string[]): Font[] {
  const files = new Set(['', ...texts].flatMap((text) => facesFor(text).map(({ file }) => file)));
  return [...files].map((file) => ({
    name: file,
    weight: fontWeight,
    style: 'normal' as const,
    data: bufferOf(file),
  }));
}
