import { readFileSync } from 'node:fs';
import type { Font } from 'satori';

/** Everything on a badge is bold: it is read from two metres away. */
export const fontWeight = 700;

const faces = [
  'noto-sans/files/noto-sans-latin',
  'noto-sans/files/noto-sans-latin-ext',
  'noto-sans/files/noto-sans-vietnamese',
  'noto-sans/files/noto-sans-cyrillic',
  'noto-sans/files/noto-sans-cyrillic-ext',
  'noto-sans/files/noto-sans-greek',
  'noto-sans/files/noto-sans-greek-ext',
  'noto-sans/files/noto-sans-devanagari',
  'noto-sans-kr/files/noto-sans-kr-korean',
].map((subset) => ({ name: subset, file: `@fontsource/${subset}-${fontWeight}-normal.woff` }));

/** The fonts' files as module paths. The deployed asset holds them under the same paths, in its own node_modules. */
export const fontFiles: readonly string[] = faces.map(({ file }) => file);

/** One list of families in which each script finds its own; what none covers is drawn as a crossed box. */
export const fontFamily = faces.map(({ name }) => `'${name}'`).join(', ');

let loaded: Font[] | undefined;

/** Read once and always the same array, by which satori knows fonts that it has parsed before. */
export function loadFonts(): Font[] {
  loaded ??= faces.map(({ name, file }) => ({
    name,
    weight: fontWeight,
    style: 'normal',
    data: readFileSync(new URL(import.meta.resolve(file))),
  }));
  return loaded;
}
