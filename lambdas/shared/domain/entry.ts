import * as z from 'zod';
import { type Belt, beltOf } from './belts.ts';
import { dayOf } from './calendar-day.ts';
import { type EntryItem, isCheckoutSessionId, textOf, unreadable } from './entry-item.ts';
import { EntryInvalidError, type EntryProblem } from './errors.ts';
import { type EventEntry, type EventKind, eventOf, formAttributesOf, spokenForm } from './events.ts';
import { type Medical, medicalOf } from './medical.ts';
import { hasControlCharacters, keyword, longestLine, normaliseName } from './names.ts';
import { entryId as entryIdSchema, registrationType as registrationTypeSchema } from './state.ts';

export type RegistrationType = z.infer<typeof registrationTypeSchema>;

export type Checkout = { kind: 'session'; id: string } | { kind: 'manual' } | { kind: 'none' };

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
  medical?: Medical;
  /** Object key in the profile-picture bucket. */
  photoKey?: string;
}

const heaviestLb = 1000;
const tallestIn = 120;
const oldestAge = 130;
const longestEmail = 254;
const longestObjectKeyBytes = 1024;

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
  const weightLb = fields.optional('weight', (text) => measureFrom(text, heaviestLb));
  const heightIn = fields.optional('height', (text) => measureFrom(text, tallestIn));
  const belt = fields.read('beltRank', beltFrom, competes);
  const coach = fields.optional('coach', lineFrom);
  const tshirt = fields.optional('tshirt', lineFrom);
  const kinds = competes ? (fields.required('events', eventsFrom) ?? []) : [];
  const events = kinds.map((event) => ({ event, form: formOf(event, fields) }));
  const medical = fields.optional('medical_form', medicalFrom);
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
    medical,
    photoKey,
  };
}

type Outcome<T> = { value: T } | { problem: string };

/** Reads an item's attributes one by one and keeps what is wrong with them. */
class Fields {
  readonly problems: EntryProblem[] = [];
  readonly #item: EntryItem;

  constructor(item: EntryItem) {
    this.#item = item;
  }

  required<T>(field: string, from: (text: string) => Outcome<T>): T | undefined {
    return this.read(field, from, true);
  }

  optional<T>(field: string, from: (text: string) => Outcome<T>): T | undefined {
    return this.read(field, from, false);
  }

  read<T>(field: string, from: (text: string) => Outcome<T>, required: boolean): T | undefined {
    const text = textOf(this.#item[field]);
    if (text === unreadable) return this.#report(field, 'neither text nor a number');
    if (text === undefined || text.trim() === '') {
      return required ? this.#report(field, 'missing') : undefined;
    }
    const outcome = from(text);
    return 'problem' in outcome ? this.#report(field, outcome.problem) : outcome.value;
  }

  #report(field: string, problem: string): undefined {
    this.problems.push({ field, problem });
  }
}

function known<T>(value: T | undefined, problem: string): Outcome<T> {
  return value === undefined ? { problem } : { value };
}

function entryIdFrom(text: string): Outcome<string> {
  return known(entryIdSchema.safeParse(text).data, 'not an id of 1 to 80 letters, digits, _ or -');
}

function registrationTypeFrom(text: string): Outcome<RegistrationType> {
  return known(registrationTypeSchema.safeParse(keyword(text)).data, 'not a registration type we know');
}

function lineFrom(text: string): Outcome<string> {
  const line = normaliseName(text);
  if (line === '') return { problem: 'holds nothing visible' };
  if (line.length > longestLine) return { problem: `longer than ${longestLine} characters` };
  if (hasControlCharacters(line)) return { problem: 'has line breaks or control characters' };
  return { value: line };
}

/** One address and nothing a mail's header could take for a second one. */
function emailFrom(text: string): Outcome<string> {
  const email = text.trim();
  const fits = email.length <= longestEmail && z.email().safeParse(email).success;
  return fits ? { value: email } : { problem: 'not exactly one e-mail address' };
}

function checkoutFrom(text: string): Outcome<Checkout> {
  const checkout = text.trim();
  if (checkout === 'manual_entry') return { value: { kind: 'manual' } };
  if (isCheckoutSessionId(checkout)) return { value: { kind: 'session', id: checkout } };
  return { problem: 'neither a Checkout Session id nor manual_entry' };
}

function birthdateFrom(text: string, competitionYear: number): Outcome<string> {
  const day = dayOf(text);
  if (day === undefined) return { problem: 'not a date as MM/DD/YYYY or YYYY-MM-DD' };
  const age = competitionYear - yearOf(day);
  if (age < 0) return { problem: "after the competition's year" };
  if (age > oldestAge) return { problem: `more than ${oldestAge} years before the competition` };
  return { value: day };
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

function genderFrom(text: string): Outcome<'male' | 'female'> {
  const word = keyword(text);
  if (word === 'male' || word === 'm') return { value: 'male' };
  if (word === 'female' || word === 'f') return { value: 'female' };
  return { problem: 'neither male nor female, M nor F' };
}

function measureFrom(text: string, largest: number): Outcome<number> {
  const measure = /^\d{1,10}(?:\.\d{0,20})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return measure > 0 && measure <= largest
    ? { value: measure }
    : { problem: `not a number above 0 and up to ${largest}` };
}

function beltFrom(text: string): Outcome<Belt> {
  return known(beltOf(text), 'not a belt we know');
}

function eventsFrom(text: string): Outcome<EventKind[]> {
  const names = text.split(',').filter((name) => name.trim() !== '');
  const kinds = new Set(names.map(eventOf));
  if (kinds.size === 0) return { problem: 'missing' };
  return kinds.has(undefined)
    ? { problem: 'has an event we do not know' }
    : { value: [...kinds].filter((kind) => kind !== undefined) };
}

function formOf(event: EventKind, fields: Fields): string | undefined {
  for (const attribute of formAttributesOf(event)) {
    const form = fields.optional(attribute, lineFrom);
    if (form !== undefined) return spokenForm(form);
  }
  return undefined;
}

function medicalFrom(text: string): Outcome<Medical> {
  return known(medicalOf(text), 'not JSON of the medical form');
}

/** Kept as it is, blanks included: an object is found by its exact key. */
function objectKeyFrom(text: string): Outcome<string> {
  if (Buffer.byteLength(text) > longestObjectKeyBytes) {
    return { problem: `longer than the ${longestObjectKeyBytes} bytes of an object key` };
  }
  if (hasControlCharacters(text)) return { problem: 'has line breaks or control characters' };
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(text)) return { problem: 'has a path segment of dots' };
  return { value: text };
}
