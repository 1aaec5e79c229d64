import type { NearMisses } from '../../core/jobs/near-misses.ts';
import type { SheetFilter } from '../../core/sheets/sheet-order.ts';
import { nobodyInWords, schoolInWords } from '../near-misses-in-words.ts';

/** Why there is nothing to print, and what to ask for instead. */
export function nothingInWords(filter: SheetFilter, { school, ids = [] }: NearMisses): string {
  switch (filter.kind) {
    case 'all':
      return 'Nothing to print: nobody is registered yet.';
    case 'changed':
      return 'Nothing to print: nothing has changed since the last sheets.';
    case 'type':
      return `Nothing to print: no ${filter.registrationType} is registered.`;
    case 'ids':
      return nobodyInWords(ids);
    case 'school':
      return schoolInWords(filter.school, school);
  }
}
