import { type AgeGroup, ageGroupOf } from '../domain/age-group.ts';
import type { Belt } from '../domain/belts.ts';
import {
  ageFrom,
  ageOf,
  beltFrom,
  birthdateFrom,
  emailFrom,
  eventsIn,
  Fields,
  genderFrom,
  lineFrom,
  registrationTypeFrom,
  weightFrom,
} from '../domain/entry-fields.ts';
import type { EntryItem } from '../domain/entry-item.ts';
import type { EventEntry, EventKind } from '../domain/events.ts';
import type { Finding } from '../domain/findings.ts';
import type { Gender } from '../domain/gender.ts';
import { registrationIdOf } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';
import { paymentStateAttribute } from '../domain/payment-state.ts';
import { participantAttributes } from '../domain/registration.ts';
import type { RegistrationType } from '../domain/registration-type.ts';

/** A registration as lists show it. What is missing or was not understood is absent, and among the findings. */
export interface Participant {
  id: string;
  /** Absent when it is none of the known ones: then the person is on no list but those of schools and findings. */
  registrationType?: RegistrationType;
  name: string;
  school: string;
  /** Equal for two people of one school, however it is typed; absent where no school is given. */
  schoolKey?: string;
  gender?: Gender;
  /** Competition age: the competition's year minus the year of birth. */
  age?: number;
  /** Absent below the youngest group, and without an age. */
  ageGroup?: AgeGroup;
  weightLb?: number;
  belt?: Belt;
  /** Empty for all but competitors. */
  events: EventEntry[];
  /** As the family wrote it. */
  coach?: string;
  email?: string;
  phone?: string;
  findings: Finding[];
  /** The texts of attributes that were not understood, by attribute name. */
  asWritten: Readonly<Record<string, string>>;
}

/** What stands where a row has no name or no school: the old lists' labels. */
export const unnamed = { name: 'Unknown Competitor', school: 'Unknown School' };

/** The attributes of a row that lists are made of. A medical form is not among them. */
export const listedAttributes: readonly string[] = [
  ...participantAttributes,
  'coach',
  'email',
  'phone',
  'payment_findings',
  paymentStateAttribute,
];

/** Reads a row of the registrations table, which an organiser may have edited; refuses none. */
export function participantOf(row: EntryItem, competitionYear: number): Participant {
  const fields = new Fields(row);
  const registrationType = fields.required('reg_type', registrationTypeFrom);
  const name = fields.required('full_name', lineFrom);
  const school = fields.required('school', lineFrom);
  const competes = registrationType === 'competitor';
  const birthdate = fields.read('birthdate', (text) => birthdateFrom(text, competitionYear), competes);
  const statedAge = birthdate === undefined ? fields.optional('age', ageFrom) : undefined;
  const age = birthdate === undefined ? statedAge : ageOf(birthdate, competitionYear);
  return {
    id: registrationIdOf(row),
    registrationType,
    name: name ?? unnamed.name,
    school: school ?? unnamed.school,
    schoolKey: school === undefined ? undefined : comparableName(school),
    gender: fields.read('gender', genderFrom, competes),
    age,
    ageGroup: age === undefined ? undefined : ageGroupOf(age),
    weightLb: fields.optional('weight', weightFrom),
    belt: fields.read('beltRank', beltFrom, competes),
    events: competes ? eventsIn(fields, { required: true }) : [],
    coach: fields.optional('coach', lineFrom),
    email: fields.required('email', emailFrom),
    phone: fields.optional('phone', lineFrom),
    findings: fields.findings,
    asWritten: fields.asWritten,
  };
}

export function enters({ events }: Participant, kind: EventKind): boolean {
  return events.some((entry) => 'event' in entry && entry.event === kind);
}
