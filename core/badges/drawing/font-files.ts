/** Which files of fonts there are: what drawing may read, and what the deployed asset has to hold. */
import { readFileSync } from 'node:fs';

/** Everything on a badge is bold: it is read from two metres away. */
export const fontWeight = 700;

/** A file of one package that holds some characters. */
export interface Face {
  /** Also its family's name. */
  file: string;
  package: string;
  /** Its place in the package. */
  index: number;
  /** Pairs of first and last code point: what it is there for, which is more than it has. */
  ranges: readonly (readonly [number, number])[];
}

/** Packages whose subsets are alphabets. Each subset is used from one package only, so that its letters match. */
export const alphabets: Readonly<Record<string, readonly string[]>> = {
  'noto-sans': [
    'latin',
    'latin-ext',
    'vietnamese',
    'greek',
    'greek-ext',
    'cyrillic',
    'cyrillic-ext',
    'devanagari',
  ],
  'noto-sans-arabic': ['arabic'],
  'noto-sans-hebrew': ['hebrew'],
  'noto-sans-thai': ['thai'],
};

/**
 * Packages of some hundred small subsets each. Chinese, Japanese and Korean write one code point in different shapes
 * (https://www.unicode.org/faq/han_cjk), so that the text decides whose comes first.
 */
export const ideographs = {
  simplified: 'noto-sans-sc',
  traditional: 'noto-sans-tc',
  japanese: 'noto-sans-jp',
  korean: 'noto-sans-kr',
} as const;

/** Where a file of a font package is, here or in the deployed asset. */
export const fontSource = (path: string) => new URL(import.meta.resolve(`@fontsource/${path}`));

const facesByPackage = new Map<string, readonly Face[]>();

/** The faces of a package, by the list of code points that comes with it; read when first needed. */
export function facesOf(name: string): readonly Face[] {
  const known = facesByPackage.get(name);
  if (known) return known;
  const subsets = JSON.parse(readFileSync(fontSource(`${name}/unicode.json`), 'utf8')) as Record<
    string,
    string
  >;
  const wanted = alphabets[name] ?? Object.keys(subsets).filter((subset) => subset.startsWith('['));
  const faces = wanted.map((subset, index) => ({
    package: name,
    index,
    file: `${name}/files/${name}-${subset.replace(/[[\]]/g, '')}-${fontWeight}-normal.woff`,
    ranges: rangesOf(subsets[subset] ?? ''),
  }));
  facesByPackage.set(name, faces);
  return faces;
}

/** `U+0000-00FF,U+0131` as pairs. */
function rangesOf(list: string): [number, number][] {
  return list.split(',').flatMap((range): [number, number][] => {
    const [, first, last = first] = /^\s*U\+([0-9A-F]+)(?:-([0-9A-F]+))?\s*$/i.exec(range) ?? [];
    return first && last ? [[Number.parseInt(first, 16), Number.parseInt(last, 16)]] : [];
  });
}

const packageNames = [...Object.keys(alphabets), ...Object.values(ideographs)];

/**
 * Every file that drawing may read, as module paths. The deployed asset holds them under the same paths, in its own
 * node_modules.
 */
export function fontFiles(): string[] {
  return packageNames.flatMap((name) => [
    `@fontsource/${name}/unicode.json`,
    ...facesOf(name).map(({ file }) => `@fontsource/${file}`),
  ]);
}
