/** Reads attributes of an entry or a registration, in any spelling that people or the form's versions have used. */
import { type Belt, beltOf } from './belts.ts';
import { dayOf } from './calendar-day.ts';
import { sendableAddress } from './email-address.ts';
import { type EntryItem, textOf, unreadable } from './entry-item.ts';
import { type EventEntry, type EventKind, eventsOf, formAttributesOf, spokenForm } from './events.ts';
import type { Finding, FindingCode } from './findings.ts';
import type { Gender } from './gender.ts';
import { entryId as entryIdSchema, isCheckoutSessionId } from './ids.ts';
import { keyword, longestLine } from './names.ts';
import { type RegistrationType, registrationType as registrationTypeSchema } from './registration-type.ts';
import { hasControlCharacters, normaliseName } from './text.ts';

export type Checkout = { kind: 'session'; id: string } | { kind: 'manual' } | { kind: 'none' };

const heaviestLb = 1000;
const tallestIn = 120;
const likelyAges = { youngest: 3, oldest: 99 };
const longestObjectKeyBytes = 1024;

/** What a text was read as, what is uncertain about it, or both. */
interface Reading<T> {
  value?: T;
  finding?: FindingCode;
}

/** Reads an item's attributes one by one, and collects what is uncertain about them. */
export class Fields {
  readonly findings: Finding[] = [];
  /** The texts that were not understood, by field, each on one line, to be shown as they were written. */
  readonly asWritten: Record<string, string> = {};
  readonly #item: EntryItem;

  constructor(item: EntryItem) {
    this.#item = item;
  }

  /** Reads a field that must be filled in: a missing one is a finding. */
  required<T>(field: string, from: (text: string) => Reading<T>): T | undefined {
    return this.read(field, from, true);
  }

  optional<T>(field: string, from: (text: string) => Reading<T>): T | undefined {
    return this.read(field, from, false);
  }

  read<T>(field: string, from: (text: string) => Reading<T>, required: boolean): T | undefined {
    const text = textOf(this.#item[field]);
    if (text === unreadable) return this.#note(field, 'unreadable');
    if (text === undefined || text.trim() === '') return required ? this.#note(field, 'missing') : undefined;
    const { value, finding } = from(text);
    if (finding) this.#note(field, finding);
    if (finding && finding !== 'missing' && value === undefined) {
      const written = lineFrom(text).value;
      if (written !== undefined) this.asWritten[field] = written;
    }
    return value;
  }

  #note(field: string, code: FindingCode): undefined {
    this.findings.push({ field, code });
  }
}

function known<T>(value: T | undefined, finding: FindingCode): Reading<T> {
  return value === undefined ? { finding } : { value };
}

export function entryIdFrom(text: string): Reading<string> {
  return known(entryIdSchema.safeParse(text).data, 'unknown');
}

export function registrationTypeFrom(text: string): Reading<RegistrationType> {
  return known(registrationTypeSchema.safeParse(keyword(text)).data, 'unknown');
}

/** A text on one line, for display. */
export function lineFrom(text: string): Reading<string> {
  const line = normaliseName(text);
  if (line === '') return { finding: 'missing' };
  const characters = Array.from(line);
  if (characters.length > longestLine) {
    return { value: characters.slice(0, longestLine).join(''), finding: 'too-long' };
  }
  return { value: line, finding: hasControlCharacters(text.trim()) ? 'cleaned' : undefined };
}

export function emailFrom(text: string): Reading<string> {
  return known(sendableAddress(text), 'not-an-address');
}

export function checkoutFrom(text: string): Reading<Checkout> {
  const checkout = text.trim();
  if (checkout === 'manual_entry') return { value: { kind: 'manual' } };
  if (isCheckoutSessionId(checkout)) return { value: { kind: 'session', id: checkout } };
  return { finding: 'unknown' };
}

/** A day, `YYYY-MM-DD`; uncertain when it gives an unlikely age for a competitor. */
export function birthdateFrom(text: string, competitionYear: number): Reading<string> {
  const day = dayOf(text);
  if (day === undefined) return { finding: 'not-a-date' };
  const age = competitionYear - yearOf(day);
  const likely = age >= likelyAges.youngest && age <= likelyAges.oldest;
  return { value: day, finding: likely ? undefined : 'unlikely-age' };
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

/** Competition age: the competition's year minus the year of birth; undefined for somebody born after it. */
export function ageOf(birthdate: string, competitionYear: number): number | undefined {
  const age = competitionYear - yearOf(birthdate);
  return age < 0 ? undefined : age;
}

export function genderFrom(text: string): Reading<Gender> {
  const word = keyword(text);
  if (word === 'male' || word === 'm') return { value: 'male' };
  if (word === 'female' || word === 'f') return { value: 'female' };
  return { finding: 'unknown' };
}

export const weightFrom = (text: string) => measureFrom(text, heaviestLb);
export const heightFrom = (text: string) => measureFrom(text, tallestIn);

/** A competition age as written by the form or an organiser. */
export function ageFrom(text: string): Reading<number> {
  const age = /^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined;
  if (age === undefined) return { finding: 'not-a-number' };
  return { value: age, finding: age > likelyAges.oldest ? 'unlikely-age' : undefined };
}

/** The form sends 0 for a measure that was not filled in. */
function measureFrom(text: string, largest: number): Reading<number> {
  const measure = /^\d{1,10}(?:\.\d{0,20})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (measure === 0) return {};
  return known(measure <= largest ? measure : undefined, 'not-a-number');
}

export function beltFrom(text: string): Reading<Belt> {
  return known(beltOf(text), 'unknown');
}

function eventsFrom(text: string): Reading<(EventKind | { written: string })[]> {
  const value = eventsOf(text);
  if (value.length === 0) return { finding: 'missing' };
  return { value, finding: value.some((event) => typeof event === 'object') ? 'unknown' : undefined };
}

/** The events entered, with their forms; a competitor should have at least one. */
export function eventsIn(fields: Fields, { required }: { required: boolean }): EventEntry[] {
  const events = fields.read('events', eventsFrom, required) ?? [];
  return events.map((event) => (typeof event === 'object' ? event : { event, form: formOf(event, fields) }));
}

function formOf(event: EventKind, fields: Fields): string | undefined {
  for (const attribute of formAttributesOf(event)) {
    const form = fields.optional(attribute, lineFrom);
    if (form !== undefined) return spokenForm(form);
  }
  return undefined;
}

/** Kept unchanged, including blanks: an object is found by its exact key. */
export function objectKeyFrom(text: string): Reading<string> {
  const fits =
    Buffer.byteLength(text) <= longestObjectKeyBytes &&
    !hasControlCharacters(text) &&
    !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text);
  return known(fits ? text : undefined, 'not-a-file');
}
