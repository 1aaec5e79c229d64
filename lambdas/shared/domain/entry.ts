import type { Belt } from './belts.ts';
import {
  beltFrom,
  birthdateFrom,
  type Checkout,
  checkoutFrom,
  emailFrom,
  entryIdFrom,
  eventsFrom,
  Fields,
  formOf,
  genderFrom,
  heightFrom,
  lineFrom,
  objectKeyFrom,
  type RegistrationType,
  registrationTypeFrom,
  weightFrom,
  yearOf,
} from './entry-fields.ts';
import type { EntryItem } from './entry-item.ts';
import { EntryInvalidError } from './errors.ts';
import type { EventEntry } from './events.ts';

/** One entry of the form, read and checked. */
export interface Entry {
  entryId: string;
  registrationType: RegistrationType;
  fullName: string;
  email: string;
  phone?: string;
  school: string;
  checkout: Checkout;
  parent?: string;
  /** `YYYY-MM-DD` */
  birthdate?: string;
  gender?: 'male' | 'female';
  /** Competition age: the competition's year minus the year of birth. */
  age?: number;
  weightLb?: number;
  heightIn?: number;
  belt?: Belt;
  coach?: string;
  tshirt?: string;
  /** Empty for a coach and for a seminar. */
  events: EventEntry[];
  /** Object key in the profile-picture bucket. */
  photoKey?: string;
}

/**
 * Reads an item of the entries table, or a legacy message body with its `entryId`, in any of the spellings the
 * form's versions have used. The age the message gives is ignored for the one its birth date gives.
 *
 * A competitor needs a birth date, a gender, a belt and an event, a seminar's guest a birth date, everybody a name,
 * a school and an e-mail address; what else is missing is no problem, what is there and wrong is one.
 *
 * @throws EntryInvalidError with every problem, by the names of the message's attributes, without their values.
 */
export function parseEntry(item: EntryItem, { competitionYear }: { competitionYear: number }): Entry {
  const fields = new Fields(item);
  const entryId = fields.required('entryId', entryIdFrom);
  const registrationType = fields.required('reg_type', registrationTypeFrom);
  const competes = registrationType === 'competitor';

  const fullName = fields.required('full_name', lineFrom);
  const email = fields.required('email', emailFrom);
  const phone = fields.optional('phone', lineFrom);
  const school = fields.required('school', lineFrom);
  const checkout = fields.optional('checkout', checkoutFrom) ?? { kind: 'none' };
  const parent = fields.optional('parent', lineFrom);
  const birthdate = fields.read(
    'birthdate',
    (text) => birthdateFrom(text, competitionYear),
    competes || registrationType === 'seminar',
  );
  const gender = fields.read('gender', genderFrom, competes);
  const weightLb = fields.optional('weight', weightFrom);
  const heightIn = fields.optional('height', heightFrom);
  const belt = fields.read('beltRank', beltFrom, competes);
  const coach = fields.optional('coach', lineFrom);
  const tshirt = fields.optional('tshirt', lineFrom);
  const kinds = competes ? (fields.required('events', eventsFrom) ?? []) : [];
  const events = kinds.map((event) => ({ event, form: formOf(event, fields) }));
  const photoKey = fields.optional('imgFilename', objectKeyFrom);

  if (fields.problems.length > 0 || !entryId || !registrationType || !fullName || !email || !school) {
    throw new EntryInvalidError(entryId ?? 'without a usable id', fields.problems);
  }
  return {
    entryId,
    registrationType,
    fullName,
    email,
    phone,
    school,
    checkout,
    parent,
    birthdate,
    gender,
    age: birthdate === undefined ? undefined : competitionYear - yearOf(birthdate),
    weightLb,
    heightIn,
    belt,
    coach,
    tshirt,
    events,
    photoKey,
  };
}
