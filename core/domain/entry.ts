import type { Belt } from './belts.ts';
import {
  ageOf,
  beltFrom,
  birthdateFrom,
  type Checkout,
  checkoutFrom,
  emailFrom,
  entryIdFrom,
  eventsIn,
  Fields,
  genderFrom,
  heightFrom,
  lineFrom,
  objectKeyFrom,
  registrationTypeFrom,
  weightFrom,
} from './entry-fields.ts';
import type { EntryItem } from './entry-item.ts';
import { EntryInvalidError } from './errors.ts';
import type { EventEntry } from './events.ts';
import type { Finding } from './findings.ts';
import type { Gender } from './gender.ts';
import type { RegistrationType } from './registration-type.ts';

/** A parsed entry of the form. */
export interface Entry {
  entryId: string;
  registrationType: RegistrationType;
  fullName: string;
  /** Absent when what was written is not an address that mail can be sent to. */
  email?: string;
  phone?: string;
  school: string;
  checkout: Checkout;
  parent?: string;
  /** `YYYY-MM-DD` */
  birthdate?: string;
  gender?: Gender;
  /** Competition age: the competition's year minus the year of birth. */
  age?: number;
  weightLb?: number;
  heightIn?: number;
  belt?: Belt;
  coach?: string;
  tshirt?: string;
  /** Empty for coaches and seminar guests. */
  events: EventEntry[];
  /** Object key in the profile-picture bucket. */
  photoKey?: string;
  /** What is uncertain, by the message's attribute names. */
  findings: Finding[];
  /** The texts of attributes that were not understood, by attribute name. */
  asWritten: Readonly<Record<string, string>>;
}

/** The findings to look at. An invalid address is not among them: its confirmation is parked, which reports it. */
export function findingsToLookAt({ findings }: Entry): Finding[] {
  return findings.filter(({ field }) => field !== 'email');
}

/**
 * Parses an item of the entries table, or a legacy message body with its `entryId`, in any spelling that the form's
 * versions have used. The age comes from the birth date; the message's own age is ignored.
 *
 * Only what makes a registration impossible is refused: no name, no school, no type of registration. Anything else
 * that is missing or not understood is a finding. The medical form is not read at all.
 *
 * @throws EntryInvalidError with every problem, by the message's attribute names, without their values.
 */
export function parseEntry(item: EntryItem, { competitionYear }: { competitionYear: number }): Entry {
  const essential = new Fields(item);
  const entryId = essential.required('entryId', entryIdFrom);
  const registrationType = essential.required('reg_type', registrationTypeFrom);
  const fullName = essential.required('full_name', lineFrom);
  const school = essential.required('school', lineFrom);
  if (!entryId || !registrationType || !fullName || !school) {
    throw new EntryInvalidError(entryId ?? 'without a usable id', essential.findings);
  }

  const fields = new Fields(item);
  const competes = registrationType === 'competitor';
  const email = fields.required('email', emailFrom);
  const phone = fields.optional('phone', lineFrom);
  const checkout = fields.optional('checkout', checkoutFrom) ?? { kind: 'none' };
  const parent = fields.optional('parent', lineFrom);
  const birthdate = fields.read('birthdate', (text) => birthdateFrom(text, competitionYear), competes);
  const gender = fields.read('gender', genderFrom, competes);
  const weightLb = fields.optional('weight', weightFrom);
  const heightIn = fields.optional('height', heightFrom);
  const belt = fields.read('beltRank', beltFrom, competes);
  const coach = fields.optional('coach', lineFrom);
  const tshirt = fields.optional('tshirt', lineFrom);
  const events = competes ? eventsIn(fields, { required: true }) : [];
  const photoKey = fields.optional('imgFilename', objectKeyFrom);
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
    age: birthdate === undefined ? undefined : ageOf(birthdate, competitionYear),
    weightLb,
    heightIn,
    belt,
    coach,
    tshirt,
    events,
    photoKey,
    findings: [...essential.findings, ...fields.findings],
    asWritten: fields.asWritten,
  };
}
