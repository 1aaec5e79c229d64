import * as z from 'zod';
import { parseOrder } from '../jobs/parse-order.ts';
import { filterKinds } from '../jobs/registration-filter.ts';
import { type SheetPaper, sheetPapers } from './sheet-layout.ts';

/** Which badges to print. */
const sheetFilter = z.discriminatedUnion('kind', [
  ...filterKinds,
  /** Badges that were never on a sheet, or have changed since. */
  z.strictObject({ kind: z.literal('changed') }),
]);

export type SheetFilter = z.infer<typeof sheetFilter>;

/** How to print them. */
export const printSettings = z.strictObject({
  paper: z.enum(sheetPapers as [SheetPaper, ...SheetPaper[]]),
  /** The first badge's position on its page, for a partly used sheet. */
  first: z.int().min(1).default(1),
  /** Labels never have any. */
  cutLines: z.boolean().default(true),
});

/** The input of the badge sheets' execution. It may contain a school's name, but never a person's. */
const sheetOrder = printSettings.extend({ filter: sheetFilter });

export type SheetOrder = z.infer<typeof sheetOrder>;

/** @throws InputInvalidError naming each field at fault. */
export function parseSheetOrder(order: unknown): SheetOrder {
  return parseOrder(sheetOrder, order);
}

/** A filter in words, for the report. */
export function filterInWords(filter: SheetFilter): string {
  switch (filter.kind) {
    case 'all':
      return 'all registrations';
    case 'school':
      return `the school ${filter.school}`;
    case 'type':
      return `every ${filter.registrationType}`;
    case 'changed':
      return 'what has changed since the last sheets';
    case 'ids':
      return filter.ids.length === 1 ? 'one badge' : `a list of ${filter.ids.length} badges`;
  }
}
