import type { AttributeValue, TextAttribute } from './attribute-value.ts';
import type { Entry } from './entry.ts';
import { type EntryItem, textOf, toAttributeValues } from './entry-item.ts';
import { eventKinds, formAttributesOf } from './events.ts';
import { type Finding, findingAsText, findingInWords } from './findings.ts';
import { hexHash } from './ids.ts';
import type { RegistrationType } from './registration-type.ts';
import { fileName } from './text.ts';

/** The attributes of a row that say who takes part, and in what. A medical form is not among them. */
export const participantAttributes: readonly string[] = [
  'pk',
  'entryId',
  'reg_type',
  'full_name',
  'school',
  'birthdate',
  'age',
  'gender',
  'weight',
  'beltRank',
  'events',
  ...new Set(eventKinds.flatMap(formAttributesOf)),
];

/** DynamoDB's limit for a partition key. */
const longestKeyBytes = 2048;
/** A downloaded badge is named by its key, and file systems accept names of 255 bytes; S3 would accept keys of 1,024. */
const longestObjectKeyBytes = 230;

/**
 * The registration's `pk` by the old system's rule, byte for byte, because the form looks up exactly this key before it
 * charges: school, type and name as they were written, with `_` for spaces, joined by `-`. Only a key that is too long
 * for the table is cut, and ends in a hash of the whole key.
 *
 * @param item the message, whose school and name are texts.
 * @param ordinal from 2, for another person of the same name: appended as `-2`.
 */
export function registrationKey(item: EntryItem, registrationType: RegistrationType, ordinal = 1): string {
  const written = (field: string) => String(textOf(item[field])).replaceAll(' ', '_');
  const key = `${written('school')}-${registrationType}-${written('full_name')}`.toWellFormed();
  return cutTo(longestKeyBytes, key, ordinal > 1 ? `-${ordinal}` : '');
}

/**
 * The badge's object key, `<pk>_badge.jpg`, at most 230 bytes. What a file name should not contain (slashes, control
 * characters, leading or repeated dots) becomes `_`. A key that is changed or cut has a hash of the whole key before its
 * ending, so that no two registrations share one.
 */
export function badgeKey(registrationKey: string, extension: string): string {
  const ending = `_badge.${extension}`;
  const safe = fileName(registrationKey);
  return safe === registrationKey
    ? cutTo(longestObjectKeyBytes, safe, ending)
    : cutTo(longestObjectKeyBytes, safe, `-${shortHash(registrationKey)}${ending}`);
}

/** The attribute that `payment` replaces, and those that this software, or an organiser, notes on a row: a message cannot set them. */
const notFromTheForm = [
  'checkout',
  'findings',
  'payment_findings',
  'paid_at',
  'payment_state',
  'payment_read_at',
  'photo_shared',
  'badge_id',
  'badge_preflight',
  'checked_in',
  'forgotten',
];

export type RegistrationItem = Record<string, AttributeValue> &
  Record<'pk' | 'payment' | 'entryId', TextAttribute>;

/** How an entry came to be registered. */
export interface Admission {
  /** The PaymentIntent's id, or `manual_entry`, `free` or `no_payment_required`. */
  payment: string;
  /** When it was paid, in epoch seconds. */
  paidAt?: number;
  /** What differs between the payment and what the entry costs. */
  findings?: readonly Finding[];
}

/**
 * The item of the registrations table, as the old front end reads it: the message's attributes as they came, including
 * those we do not know. The type is spelt as in the table's index, a competitor's age follows from the birth date,
 * `payment` replaces `checkout`, `entryId` lets us recognise our own write, and `findings` says what is uncertain.
 *
 * @throws InputInvalidError like `toAttributeValues`.
 */
export function registrationItem(
  item: EntryItem,
  entry: Entry,
  pk: string,
  { payment, paidAt, findings: paymentFindings = [] }: Admission,
): RegistrationItem {
  const attributes = Object.entries(toAttributeValues(item)).filter(
    ([name]) => !notFromTheForm.includes(name),
  );
  return {
    ...Object.fromEntries(attributes),
    reg_type: { S: entry.registrationType },
    ...(entry.registrationType === 'competitor' &&
      entry.age !== undefined && { age: { N: String(entry.age) } }),
    ...(entry.findings.length > 0 && { findings: { S: entry.findings.map(findingAsText).join('; ') } }),
    ...(paymentFindings.length > 0 && {
      payment_findings: { S: paymentFindings.map(findingInWords).join('; ') },
    }),
    pk: { S: pk },
    payment: { S: payment },
    ...(paidAt !== undefined && { paid_at: { S: new Date(paidAt * 1_000).toISOString() } }),
    entryId: { S: entry.entryId },
  };
}

const shortHash = (text: string) => hexHash(text, 12);

/** A text and its ending within so many bytes; what is cut off is replaced by a hash. */
function cutTo(longestBytes: number, text: string, ending: string): string {
  if (Buffer.byteLength(text + ending) <= longestBytes) return text + ending;
  const hashed = `-${shortHash(text)}${ending}`;
  return startOf(text, longestBytes - Buffer.byteLength(hashed)) + hashed;
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
