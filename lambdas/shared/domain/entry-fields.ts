/** Reads the attributes of an entry or a registration, in any of the spellings the form's versions have used. */
import type * as z from 'zod';
import { type Belt, beltOf } from './belts.ts';
import { dayOf } from './calendar-day.ts';
import { sendableAddress } from './email-address.ts';
import { type EntryItem, isCheckoutSessionId, textOf, unreadable } from './entry-item.ts';
import type { EntryProblem } from './errors.ts';
import { type EventKind, eventOf, formAttributesOf, spokenForm } from './events.ts';
import { hasControlCharacters, keyword, longestLine, normaliseName } from './names.ts';
import { entryId as entryIdSchema, registrationType as registrationTypeSchema } from './state.ts';

export type RegistrationType = z.infer<typeof registrationTypeSchema>;

export type Checkout = { kind: 'session'; id: string } | { kind: 'manual' } | { kind: 'none' };

const heaviestLb = 1000;
const tallestIn = 120;
const oldestAge = 130;
const longestObjectKeyBytes = 1024;

type Outcome<T> = { value: T } | { problem: string };

/** Reads an item's attributes one by one and keeps what is wrong with them. */
export class Fields {
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

export function entryIdFrom(text: string): Outcome<string> {
  return known(entryIdSchema.safeParse(text).data, 'not an id of 1 to 80 letters, digits, _ or -');
}

export function registrationTypeFrom(text: string): Outcome<RegistrationType> {
  return known(registrationTypeSchema.safeParse(keyword(text)).data, 'not a registration type we know');
}

export function lineFrom(text: string): Outcome<string> {
  const line = normaliseName(text);
  if (line === '') return { problem: 'holds nothing visible' };
  if (line.length > longestLine) return { problem: `longer than ${longestLine} characters` };
  if (hasControlCharacters(line)) return { problem: 'has line breaks or control characters' };
  return { value: line };
}

export function emailFrom(text: string): Outcome<string> {
  return known(sendableAddress(text), 'not exactly one e-mail address');
}

export function checkoutFrom(text: string): Outcome<Checkout> {
  const checkout = text.trim();
  if (checkout === 'manual_entry') return { value: { kind: 'manual' } };
  if (isCheckoutSessionId(checkout)) return { value: { kind: 'session', id: checkout } };
  return { problem: 'neither a Checkout Session id nor manual_entry' };
}

export function birthdateFrom(text: string, competitionYear: number): Outcome<string> {
  const day = dayOf(text);
  if (day === undefined) return { problem: 'not a date as MM/DD/YYYY or YYYY-MM-DD' };
  const age = competitionYear - yearOf(day);
  if (age < 0) return { problem: "after the competition's year" };
  if (age > oldestAge) return { problem: `more than ${oldestAge} years before the competition` };
  return { value: day };
}

export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

export function genderFrom(text: string): Outcome<'male' | 'female'> {
  const word = keyword(text);
  if (word === 'male' || word === 'm') return { value: 'male' };
  if (word === 'female' || word === 'f') return { value: 'female' };
  return { problem: 'neither male nor female, M nor F' };
}

export const weightFrom = (text: string) => measureFrom(text, heaviestLb);
export const heightFrom = (text: string) => measureFrom(text, tallestIn);

/** A competition age as an organiser may have typed it. */
export function ageFrom(text: string): Outcome<number> {
  const age = /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return age <= oldestAge ? { value: age } : { problem: `not a whole number up to ${oldestAge}` };
}

function measureFrom(text: string, largest: number): Outcome<number> {
  const measure = /^\d{1,10}(?:\.\d{0,20})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return measure > 0 && measure <= largest
    ? { value: measure }
    : { problem: `not a number above 0 and up to ${largest}` };
}

export function beltFrom(text: string): Outcome<Belt> {
  return known(beltOf(text), 'not a belt we know');
}

export function eventsFrom(text: string): Outcome<EventKind[]> {
  const names = text.split(',').filter((name) => name.trim() !== '');
  const kinds = new Set(names.map(eventOf));
  if (kinds.size === 0) return { problem: 'missing' };
  return kinds.has(undefined)
    ? { problem: 'has an event we do not know' }
    : { value: [...kinds].filter((kind) => kind !== undefined) };
}

export function formOf(event: EventKind, fields: Fields): string | undefined {
  for (const attribute of formAttributesOf(event)) {
    const form = fields.optional(attribute, lineFrom);
    if (form !== undefined) return spokenForm(form);
  }
  return undefined;
}

/** Kept as it is, blanks included: an object is found by its exact key. */
export function objectKeyFrom(text: string): Outcome<string> {
  if (Buffer.byteLength(text) > longestObjectKeyBytes) {
    return { problem: `longer than the ${longestObjectKeyBytes} bytes of an object key` };
  }
  if (hasControlCharacters(text)) return { problem: 'has line breaks or control characters' };
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(text)) return { problem: 'has a path segment of dots' };
  return { value: text };
}
