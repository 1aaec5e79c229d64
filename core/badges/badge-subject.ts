import type { Belt } from '../domain/belts.ts';
import {
  ageFrom,
  ageOf,
  beltFrom,
  birthdateFrom,
  eventsIn,
  Fields,
  genderFrom,
  lineFrom,
  objectKeyFrom,
  registrationTypeFrom,
  weightFrom,
} from '../domain/entry-fields.ts';
import { type EntryItem, textOf } from '../domain/entry-item.ts';
import { EntryInvalidError } from '../domain/errors.ts';
import type { EventEntry } from '../domain/events.ts';
import type { Finding } from '../domain/findings.ts';
import type { Gender } from '../domain/gender.ts';
import { photoIdOf, registrationIdOf } from '../domain/ids.ts';
import { participantAttributes } from '../domain/registration.ts';
import type { RegistrationType } from '../domain/registration-type.ts';

/** The part of a registration that a badge is about. */
export interface BadgeSubject {
  registrationId: string;
  registrationType: RegistrationType;
  fullName: string;
  school: string;
  /** Competition age: the competition's year minus the year of birth. */
  age?: number;
  gender?: Gender;
  weightLb?: number;
  belt?: Belt;
  /** Empty for coaches and seminar guests. */
  events: EventEntry[];
  /** Object key in the profile-picture bucket. */
  photoKey?: string;
  /** What is uncertain, by the row's attribute names. */
  findings: Finding[];
  /** The texts of attributes that were not understood, by attribute name. */
  asWritten: Readonly<Record<string, string>>;
}

/** The attributes of a row that a badge is made of. A medical form is not among them. */
export const badgeAttributes: readonly string[] = [...participantAttributes, 'imgFilename', 'photo_shared'];

const sharedPhoto: Finding = { field: 'imgFilename', code: 'shared' };

/** Whether the row is marked as sharing a photo with another registration, and still has that photo. */
function isShared(row: EntryItem, photoKey: string | undefined): boolean {
  return photoKey !== undefined && textOf(row.photo_shared) === photoIdOf(photoKey);
}

/**
 * Parses a row of the registrations table, which an organiser may have edited. Name, school and type are required;
 * anything else that is not understood is a finding. A birth date wins over a stated age.
 *
 * @throws EntryInvalidError with every problem, by attribute name, without values.
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
  if (!registrationType || !fullName || !school) {
    throw new EntryInvalidError(registrationId, fields.findings);
  }
  const competes = registrationType === 'competitor';
  const birthdate = fields.read('birthdate', (text) => birthdateFrom(text, competitionYear), competes);
  const statedAge = birthdate === undefined ? fields.optional('age', ageFrom) : undefined;
  const gender = fields.read('gender', genderFrom, competes);
  const weightLb = fields.optional('weight', weightFrom);
  const belt = fields.read('beltRank', beltFrom, competes);
  const events = competes ? eventsIn(fields, { required: true }) : [];
  const photoKey = fields.optional('imgFilename', objectKeyFrom);
  return {
    registrationId,
    registrationType,
    fullName,
    school,
    age: birthdate === undefined ? statedAge : ageOf(birthdate, competitionYear),
    gender,
    weightLb,
    belt,
    events,
    photoKey,
    findings: [...fields.findings, ...(isShared(row, photoKey) ? [sharedPhoto] : [])],
    asWritten: fields.asWritten,
  };
}
