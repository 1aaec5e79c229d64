/** Badges are drawn for print, at 300 dots per inch. */
export const dotsPerInch = 300;

/**
 * All badge formats, in px at 300 dpi: 3 x 4 in, 4 x 3 in, A6 (105 x 148 mm), and ID-1 (85.6 x 54 mm, ISO/IEC 7810).
 */
export const badgeFormats = {
  '3x4': { width: 900, height: 1200 },
  '4x3': { width: 1200, height: 900 },
  A6: { width: 1240, height: 1748 },
  'ID-1': { width: 1011, height: 638 },
} as const;

export type BadgeFormat = keyof typeof badgeFormats;
