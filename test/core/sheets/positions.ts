import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import {
  type Place,
  placeOf,
  type SheetLayout,
  type SheetPaper,
  sheetLayout,
  sheetPapers,
} from '../../../core/sheets/sheet-layout.ts';

/** The places of badges 1 to `count`. */
export function positions(layout: SheetLayout, count: number, first = 1): Place[] {
  return Array.from({ length: count }, (_, index) => placeOf(layout, index + 1, first));
}

/** Every format with every paper that it is printed on. */
export const everyLayout = (Object.keys(badgeFormats) as BadgeFormat[]).flatMap((format) =>
  sheetPapers
    .filter((paper) => isPrintable(format, paper))
    .map((paper): [BadgeFormat, SheetPaper] => [format, paper]),
);

function isPrintable(format: BadgeFormat, paper: SheetPaper): boolean {
  try {
    sheetLayout(format, paper);
    return true;
  } catch {
    return false;
  }
}
