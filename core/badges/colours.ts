import type { Belt } from '../domain/belts.ts';

/** The colours of our own documents, and the default ones of badges. */
export const houseColours = {
  page: '#ffffff',
  ink: '#14181f',
  muted: '#59616e',
  competitor: '#123a6b',
  coach: '#9f1d2e',
  seminar: '#0c6152',
} as const;

/** The minimum contrast for text of any size: https://www.w3.org/TR/WCAG22/#contrast-minimum */
export const leastContrast = 4.5;

/** From 1 for equal colours to 21 for black and white: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** White or ink, whichever has more contrast with a colour. */
export function writingOn(background: string, ink: string): string {
  return contrast(background, '#ffffff') >= contrast(background, ink) ? '#ffffff' : ink;
}

/** @param colour such as `#123a6b`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour of a belt's cloth, and the number of gold bars for a black belt's degree. */
export const beltColours: Record<Belt, { cloth: string; bars: number }> = {
  white: { cloth: '#ffffff', bars: 0 },
  yellow: { cloth: '#ffd426', bars: 0 },
  orange: { cloth: '#f98a1b', bars: 0 },
  green: { cloth: '#1c8440', bars: 0 },
  blue: { cloth: '#1f5fc0', bars: 0 },
  red: { cloth: '#c9202e', bars: 0 },
  brown: { cloth: '#6a3d1e', bars: 0 },
  black: { cloth: '#101114', bars: 0 },
  '1 degree black': { cloth: '#101114', bars: 1 },
  '2 degree black': { cloth: '#101114', bars: 2 },
  '3 degree black': { cloth: '#101114', bars: 3 },
  master: { cloth: '#101114', bars: 4 },
};

/** An unknown belt. */
export const unknownBelt = { cloth: '#d5d9df', bars: 0 };

/** The colour of the bars for a black belt's degree. */
export const gold = '#e8b93a';

/** For text on lighter belts; a design's own ink may be light. */
export const beltInk = houseColours.ink;
