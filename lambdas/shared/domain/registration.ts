import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { dayOf } from './calendar-day.ts';
import type { Entry } from './entry.ts';
import { type EntryItem, textOf, toAttributeValues } from './entry-item.ts';
import { normaliseName } from './names.ts';

/** A badge is downloaded as a file of its key, and file systems take 255 bytes; S3 would take 1,024. */
const longestKeyBytes = 200;
const longestObjectKeyBytes = 230;

/**
 * The registration's `pk` by the old system's rule: school, type and name with `_` for spaces, joined by `-`. What an
 * ordinary name has none of (slashes, control characters, leading or repeated dots) becomes `_`; a key over 200 bytes
 * is cut and ends in a hash of the whole.
 *
 * @param ordinal from 2, for another person of the same name: appended as `-2`.
 */
export function registrationKey(
  { school, registrationType, fullName }: Pick<Entry, 'school' | 'registrationType' | 'fullName'>,
  ordinal = 1,
): string {
  const suffix = ordinal > 1 ? `-${ordinal}` : '';
  return objectKey(`${school}-${registrationType}-${fullName}`, suffix, longestKeyBytes);
}

/** The badge's object key, `<pk>_badge.jpg`, at most 230 bytes. */
export function badgeKey(registrationKey: string, extension: string): string {
  return objectKey(registrationKey, `_badge.${extension}`, longestObjectKeyBytes);
}

/**
 * The item of the registrations table that the old front end reads: the message's attributes in the message's own
 * spellings, those we do not know included. Names are normalised, the age is the one the birth date gives,
 * `checkout` gives way to `payment`; `entryId` is ours, to know our own write by.
 *
 * @param payment the PaymentIntent's id, or `manual_entry`.
 * @throws InputInvalidError when an attribute cannot be stored.
 */
export function registrationItem(
  item: EntryItem,
  entry: Entry,
  pk: string,
  payment: string,
): Record<string, AttributeValue> {
  const { checkout: _, ...attributes } = toAttributeValues(item);
  return {
    ...attributes,
    full_name: { S: entry.fullName },
    school: { S: entry.school },
    ...(entry.parent !== undefined && { parent: { S: entry.parent } }),
    ...(entry.age !== undefined && { age: { N: String(entry.age) } }),
    pk: { S: pk },
    payment: { S: payment },
    entryId: { S: entry.entryId },
  };
}

/** What tells one person from another of the same name. Every `Entry` is one. */
export interface Identity {
  fullName: string;
  school: string;
  registrationType: string;
  /** `YYYY-MM-DD`; in an edited row, possibly whatever was written there. */
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
    registrationType: text('reg_type').toLowerCase(),
    birthdate: birthdate === '' ? undefined : (dayOf(birthdate) ?? birthdate),
  };
}

/** Same name, school and type, and the same birth date or none on either side. */
export function samePerson(a: Identity, b: Identity): boolean {
  return (
    a.fullName === b.fullName &&
    a.school === b.school &&
    a.registrationType === b.registrationType &&
    a.birthdate === b.birthdate
  );
}

function objectKey(text: string, suffix: string, longestBytes: number): string {
  const key = text
    .toWellFormed()
    .replace(/[\s/\\\p{Cc}]/gu, '_')
    .replace(/^\.+|\.{2,}/g, (dots) => '_'.repeat(dots.length));
  if (Buffer.byteLength(key + suffix) <= longestBytes) return key + suffix;
  const ending = `-${createHash('sha256').update(text).digest('hex').slice(0, 12)}${suffix}`;
  return startOf(key, longestBytes - Buffer.byteLength(ending)) + ending;
}

/** The longest start of whole code points within so many UTF-8 bytes. */
function startOf(text: string, longestBytes: number): string {
  let start = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestBytes) break;
    start += character;
  }
  return start;
}
