import { createHash } from 'node:crypto';
import type { Belt } from './belts.ts';
import {
  ageFrom,
  beltFrom,
  birthdateFrom,
  eventsFrom,
  Fields,
  formOf,
  genderFrom,
  lineFrom,
  objectKeyFrom,
  type RegistrationType,
  registrationTypeFrom,
  weightFrom,
  yearOf,
} from './entry-fields.ts';
import { type EntryItem, textOf } from './entry-item.ts';
import { EntryInvalidError } from './errors.ts';
import type { EventEntry } from './events.ts';
import { entryId } from './state.ts';

/** A registration, as far as a badge is about it. */
export interface BadgeSubject {
  registrationId: string;
  registrationType: RegistrationType;
  fullName: string;
  school: string;
  /** Competition age: the competition's year minus the year of birth. */
  age?: number;
  gender?: 'male' | 'female';
  weightLb?: number;
  belt?: Belt;
  /** Empty for a coach and for a seminar. */
  events: EventEntry[];
  /** Object key in the profile-picture bucket. */
  photoKey?: string;
}

/**
 * The id a registration has beside its key, which is made of a name: its entry's id, or for one that another system
 * stored, `reg_` and 32 hexadecimal digits of a hash over the key.
 */
export function registrationIdOf(row: EntryItem): string {
  const own = entryId.safeParse(textOf(row.entryId));
  if (own.success) return own.data;
  const digest = createHash('sha256').update(String(textOf(row.pk)));
  return `reg_${digest.digest('hex').slice(0, 32)}`;
}

/**
 * Reads a row of the registrations table, which an organiser may have edited. Name, school and type must be there;
 * what else is missing is no problem, what is there and wrong is one. A birth date goes before the age beside it.
 *
 * @throws EntryInvalidError with every problem, by the attributes' names, without their values.
 */
export function parseBadgeSubject(
  row: EntryItem,
  { competitionYear }: { competitionYear: number },
): BadgeSubject {
  const registrationId = registrationIdOf(row);
  const fields = new Fields(row);
  const registrationType = fields.required('reg_type', registrationTypeFrom);
  const fullName = fields.required('full_name', lineFrom);
  const school = fields.required('school', lineFrom);
  const birthdate = fields.optional('birthdate', (text) => birthdateFrom(text, competitionYear));
  const statedAge = fields.optional('age', ageFrom);
  const gender = fields.optional('gender', genderFrom);
  const weightLb = fields.optional('weight', weightFrom);
  const belt = fields.optional('beltRank', beltFrom);
  const kinds = registrationType === 'competitor' ? (fields.optional('events', eventsFrom) ?? []) : [];
  const events = kinds.map((event) => ({ event, form: formOf(event, fields) }));
  const photoKey = fields.optional('imgFilename', objectKeyFrom);

  if (fields.problems.length > 0 || !registrationType || !fullName || !school) {
    throw new EntryInvalidError(registrationId, fields.problems);
  }
  const age = birthdate === undefined ? statedAge : competitionYear - yearOf(birthdate);
  return {
    registrationId,
    registrationType,
    fullName,
    school,
    age,
    gender,
    weightLb,
    belt,
    events,
    photoKey,
  };
}
