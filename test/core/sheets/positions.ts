import { type Place, placeOf, type SheetLayout } from '../../../core/sheets/sheet-layout.ts';

/** The places of badges 1 to `count`. */
export function positions(layout: SheetLayout, count: number, first = 1): Place[] {
  return Array.from({ length: count }, (_, index) => placeOf(layout, index + 1, first));
}
