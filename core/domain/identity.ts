import { dayOf } from './calendar-day.ts';
import { type EntryItem, textOf } from './entry-item.ts';
import { keyword } from './names.ts';
import { normaliseName } from './text.ts';

/** Who a row of the registrations table, or a message, is about. */
export interface Identity {
  fullName: string;
  school: string;
  registrationType: string;
  /** `YYYY-MM-DD`, or whatever was written there. */
  birthdate?: string;
}

/** The identity in a row of the registrations table, or in a message. An organiser may have edited it: nothing is refused. */
export function identityOf(item: EntryItem): Identity {
  const text = (field: string) => {
    const found = textOf(item[field]);
    return typeof found === 'string' ? normaliseName(found) : '';
  };
  const birthdate = text('birthdate');
  return {
    fullName: text('full_name'),
    school: text('school'),
    registrationType: keyword(text('reg_type')),
    birthdate: birthdate === '' ? undefined : (dayOf(birthdate) ?? birthdate),
  };
}
