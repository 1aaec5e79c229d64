/**
 * Every id that is made here. None of these formulas may ever change: what they made is in tables, in Drive, in the names
 * of executions and in print. Ids end up in logs and states, so none contains any part of a name: what is made from a
 * name is hashed.
 */
import { createHash } from 'node:crypto';
// zod/mini: the webhook's bundle is to stay small.
import * as z from 'zod/mini';
import { canaryAttribute } from './canary.ts';
import type { Competition } from './competition.ts';
import { canonicalForm, type EntryItem, textOf } from './entry-item.ts';
import type { Identity } from './identity.ts';
import { comparableName } from './names.ts';

/** The first hexadecimal digits of a text's SHA-256, at most 64 of them. */
export function hexHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** `photo_1cf4…`: what an id is about, and 32 hexadecimal digits. */
const idOf = (kind: string, text: string) => `${kind}_${hexHash(text, 32)}`;

/** An entry's id: its Checkout Session's id, or what the intake or front end gave an entry without one. Also the execution's name. */
export const entryId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,80}$/, 'expected 1 to 80 letters, digits, _ or -'));

/** Whether a text is a Checkout Session's id that also fits an execution's name. */
export function isCheckoutSessionId(text: string): boolean {
  return text.length <= 80 && /^cs_(?:test|live)_[A-Za-z0-9]+$/.test(text);
}

/**
 * The id of the entry a message brings: its Checkout Session's, or one made from its content, so that the same
 * message delivered twice is one entry: `entry_`, or for a canary `canary_`, and 32 hexadecimal digits.
 *
 * @throws InputInvalidError like `toAttributeValues`.
 */
export function entryIdOf(item: EntryItem): string {
  const checkout = textOf(item.checkout);
  if (typeof checkout === 'string' && isCheckoutSessionId(checkout.trim())) return checkout.trim();
  return item[canaryAttribute] === undefined ? contentIdOf(item) : idOf('canary', canonicalForm(item));
}

/**
 * An id made from the content alone, whatever its checkout: `entry_` and 32 hexadecimal digits.
 * @throws InputInvalidError like `toAttributeValues`.
 */
export function contentIdOf(item: EntryItem): string {
  return idOf('entry', canonicalForm(item));
}

/**
 * The id a registration has beside its key, which is made of a name: its entry's id, or for one that another system
 * stored, `reg_` and 32 hexadecimal digits of a hash over the key.
 *
 * @param row of the registrations table.
 */
export function registrationIdOf(row: EntryItem): string {
  const own = entryId.safeParse(textOf(row.entryId));
  return own.success ? own.data : idOf('reg', String(textOf(row.pk)));
}

/**
 * What two entries about one person have in common, however they are typed: a hash over type, birth date, and school
 * and name as they are compared. `person_` and 32 hexadecimal digits.
 */
export function personIdOf({ fullName, school, registrationType, birthdate = '' }: Identity): string {
  const person = [registrationType, comparableName(school), comparableName(fullName), birthdate];
  return idOf('person', JSON.stringify(person));
}

/** Same name, school and type, however they are typed, and the same birth date or none on either side. */
export function samePerson(a: Identity, b: Identity): boolean {
  return personIdOf(a) === personIdOf(b);
}

/**
 * What an archive keeps a person under from one tournament to the next: a hash over name, birth date and school, and over
 * the type of registration where there is no birth date. `archived_` and 32 hexadecimal digits.
 *
 * @param birthdate `YYYY-MM-DD`
 */
export function archiveIdOf({ fullName, school, registrationType, birthdate }: Identity): string {
  const person = [comparableName(fullName), comparableName(school), birthdate ?? registrationType];
  return idOf('archived', JSON.stringify(person));
}

/**
 * The id of an address that an entry's mails go to: enough to know the address again, for this entry alone. `to_` and 32
 * hexadecimal digits.
 */
export function addresseeIdOf(entryId: string, address: string): string {
  return idOf('to', JSON.stringify([entryId, address.toLowerCase()]));
}

/** The id of what is kept about a photo, from the photo's object key. `photo_` and 32 hexadecimal digits. */
export function photoIdOf(photoKey: string): string {
  return idOf('photo', photoKey);
}

/** The id of what is kept about a sheet of badges, from the sheet's object key. `sheet_` and 32 hexadecimal digits. */
export function sheetIdOf(sheetKey: string): string {
  return idOf('sheet', sheetKey);
}

/**
 * The id of what is kept about a list's file: the same at every run, and another in each stage.
 * `list_` and 32 hexadecimal digits.
 */
export function listIdOf(bucket: string, fileName: string): string {
  return idOf('list', JSON.stringify([bucket, fileName]));
}

/**
 * The id of what is kept about a document of brackets in Drive, and its tag there: the same for every draw, and another in
 * each stage. `paper_` and 32 hexadecimal digits.
 */
export function paperIdOf(bucket: string, part: string): string {
  return idOf('paper', JSON.stringify([bucket, part]));
}

/**
 * The id of what is kept about one part of a draw where it is published: `brackets_challonge_` and 32 hexadecimal digits.
 * @param target such as `challonge`.
 * @param part what it is called there: a division's key, or a document.
 */
export function bracketPartIdOf(target: string, part: string): string {
  return idOf(`brackets_${target}`, part);
}

/**
 * The id of what is kept about a folder for badges within the stage's folder in Drive, and the folder's tag. `folder_` and
 * 32 hexadecimal digits.
 *
 * @param by what the folders are by, and `name` what this one is of, in the form in which names are compared.
 */
export function driveFolderIdOf(mainFolderId: string, by: string, name: string): string {
  return idOf('folder', JSON.stringify([mainFolderId, by, name]));
}

/** Crockford's alphabet: no I, L, O, U. https://www.crockford.com/base32.html */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A badge's id, as its QR code and the text beside it have it: the version of this scheme, `T1`, and ten characters of
 * a hash over the registration's id. It says nothing of the person, and two of 5,000 badges share one with a
 * probability of one in ninety million.
 */
export function badgeIdOf(registrationId: string): string {
  const bytes = createHash('sha256').update(`badge ${registrationId}`).digest();
  const characters = Array.from({ length: 10 }, (_, index) => alphabet.charAt((bytes[index] ?? 0) % 32)).join(
    '',
  );
  return `T1-${characters.slice(0, 5)}-${characters.slice(5)}`;
}

/**
 * The id of a competition in calendars: the same in every family's, so that the mails of two siblings put it there once.
 * The address distinguishes it from a competition of the same name elsewhere.
 */
export function calendarIdOf({ name, year }: Competition, contactEmail: string): string {
  return `${idOf('competition', JSON.stringify([name, year, contactEmail]))}@tkd-registration`;
}

/**
 * The longest name Step Functions takes is 80 characters; a hyphen and eight hexadecimal digits distinguish a second run from the
 * first. Executions are logged to CloudWatch only under names of letters, digits, - and _.
 */
export const longestStem = 80 - 9;

/** The name of an entry's further execution, asked for by `cause` (an id): the same cause, the same execution. */
export function executionNameOf(entryId: string, cause: string): string {
  return `${entryId.slice(0, longestStem)}-${hexHash(cause, 8)}`;
}

/**
 * The name of a payment change: `charge_refunded-ch_…-1a2b3c4d`. Of what happened, dots become `_`.
 *
 * @param happened the type of Stripe's event, or another word for what asks for it.
 * @param changed the id of Stripe's object.
 * @param cause the same cause, the same execution: the event's id, or what else tells one change of the object from another.
 */
export function paymentChangeNameOf(happened: string, changed: string, cause: string): string {
  return executionNameOf(`${happened.replaceAll('.', '_')}-${changed}`, cause);
}

/** An execution's ARN, which is made of its state machine's and its name. */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}
