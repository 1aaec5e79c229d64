import * as z from 'zod';
import { InputInvalidError } from '../domain/errors.ts';
import { registrationType } from '../domain/registration-type.ts';
import { type Paper, paperNames } from './sheet-layout.ts';

/** An execution's input is limited to 256 KB. */
export const mostIds = 2_000;
export const longestId = 80;

/** Which badges to print. */
const sheetFilter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('school'), school: z.string().trim().min(1).max(1_000) }),
  z.strictObject({ kind: z.literal('type'), registrationType }),
  /** Badges that were never on a sheet, or have changed since. */
  z.strictObject({ kind: z.literal('changed') }),
  /** The ids of entries, or of badges as in their codes (`T1-7K3M9-QXAB2`). */
  z.strictObject({
    kind: z.literal('ids'),
    ids: z.array(z.string().min(1).max(longestId)).min(1).max(mostIds),
  }),
]);

export type SheetFilter = z.infer<typeof sheetFilter>;

/** How to print them. */
export const printSettings = z.strictObject({
  paper: z.enum(paperNames as [Paper, ...Paper[]]),
  /** The first badge's position on its page, for a partly used sheet. */
  first: z.int().min(1).default(1),
  /** Off for labels, which are cut already. */
  cutLines: z.boolean().default(true),
});

/** The input of the badge sheets' execution. It may contain a school's name, but never a person's. */
const sheetOrder = printSettings.extend({ filter: sheetFilter });

export type SheetOrder = z.infer<typeof sheetOrder>;

/** @throws InputInvalidError naming each field at fault. */
export function parseSheetOrder(order: unknown): SheetOrder {
  const parsed = sheetOrder.safeParse(order);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'order'}: ${message}`);
  throw new InputInvalidError(problems.join('; '));
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
