/**
 * What is forgotten of a person in the stage's tables, and what is left: pure functions. What stays is listed, not what
 * goes, so that an attribute that nobody has thought of goes too.
 */
import type { AttributeValue } from '../domain/attribute-value.ts';
import { eventKinds, formAttributesOf } from '../domain/events.ts';
import { type Extent, extentOf, forgottenAttribute, includes } from '../domain/forgotten.ts';
import { isCheckoutSessionId } from '../domain/ids.ts';
import { paymentStateAttribute, paymentStateOf } from '../domain/payment-state.ts';
import { type ProgressAttribute, type ProgressItem, recordOf } from '../progress/progress-record.ts';

type Item = Record<string, AttributeValue>;

/** What a person takes part in and how to reach them, in every version of the form. What else it asked may be medical. */
const ofTheForm = [
  ...['entryId', 'reg_type', 'checkout', 'full_name', 'email', 'phone', 'parent', 'school', 'coach'],
  ...['birthdate', 'age', 'gender', 'weight', 'height', 'beltRank', 'tshirt', 'events'],
  ...eventKinds.flatMap(formAttributesOf),
];

/** What says what was paid, and nothing of the person. */
const ofMoney = ['entryId', 'reg_type', 'payment', 'paid_at', paymentStateAttribute, 'payment_read_at'];

const photo = 'imgFilename';

/** The attributes that an entry may still have. After the names, there is no entry. */
const ofEntries: Record<Exclude<Extent, 'names'>, ReadonlySet<string>> = {
  medical: new Set([...ofTheForm, photo]),
  pictures: new Set(ofTheForm),
};

/** Those that a row may still have. After the names, there is no row: it is left like that only on the way there. */
const ofRows: Record<Extent, ReadonlySet<string>> = {
  medical: new Set([
    ...['pk', ...ofTheForm, ...ofMoney, photo, 'photo_shared', 'findings', 'payment_findings'],
    ...['badge_id', 'badge_preflight', 'checked_in', forgottenAttribute],
  ]),
  pictures: new Set([
    ...['pk', ...ofTheForm, ...ofMoney, 'findings', 'payment_findings'],
    ...['badge_id', 'checked_in', forgottenAttribute],
  ]),
  names: new Set(['pk', ...ofMoney, forgottenAttribute]),
};

const ofPictures: readonly ProgressAttribute[] = [
  'badge',
  'badgeWithdrawn',
  'photoId',
  'printedHash',
  'drive',
];

/** What the progress item of somebody whose name is forgotten may still have: ids, sums and times. */
const ofForgotten: ReadonlySet<string> = new Set<ProgressAttribute | 'entryId'>([
  ...(['entryId', 'updatedAt', 'erasedAt', 'admittedBy', 'settled', 'due', 'money'] as const),
  ...(['unsettled', 'lookAgainAt', 'moneyTold', 'differencesTold'] as const),
  // Of whoever is at work; it goes by itself.
  'badgeLease',
]);

/** An entry after that; undefined when nothing is left of it. */
export function entryAfter(item: Item, extent: Extent): Item | undefined {
  return extent === 'names' ? undefined : only(item, ofEntries[extent]);
}

/**
 * A row of the registrations table after that. A row whose names are forgotten is also deleted, for its key is made of a
 * name; but it says first that it is forgotten, so that its deletion, which is in the stream, is no news.
 */
export function registrationAfter(row: Item, extent: Extent): Item {
  const before = extentOf(row);
  const said = includes(before, extent) ? before : extent;
  return { ...only(row, ofRows[extent]), [forgottenAttribute]: { S: said ?? extent } };
}

/**
 * Whether no payment is known and none is on its way, nobody was registered, and nothing needs attention: a person
 * decides about that.
 */
export function isUnpaid(item: ProgressItem): boolean {
  const { registrationKeys, money, attention } = recordOf(item);
  // A bank debit on its way is complete, and not paid yet.
  const trying = money && (money.session.paymentStatus !== 'unpaid' || money.session.status === 'complete');
  return registrationKeys.length === 0 && !trying && Object.keys(attention).length === 0;
}

/**
 * A progress item about an entry after that. Of an entry that was paid, what remains is also its tombstone: news of the
 * payment may still come. One that was not has none: were it paid after all, the organisers must hear of it.
 *
 * @param at ISO 8601.
 */
export function progressAfter(
  item: ProgressItem,
  { extent, at }: { extent: Extent; at: string },
): ProgressItem {
  if (extent === 'medical') return item;
  if (extent === 'pictures') return without(item, new Set(ofPictures));
  const tombstone = isCheckoutSessionId(String(item.entryId)) && !isUnpaid(item) && { erasedAt: at };
  return { ...tombstone, ...only(item, ofForgotten) };
}

/** What a row says of its payment, which is kept without the name. */
export interface Settled {
  /** The PaymentIntent's id, or `manual_entry`, `free` or `no_payment_required`. */
  payment: string;
  /** ISO 8601. */
  paidAt?: string;
  state: string;
}

/** @param row of the registrations table. */
export function settledOf(row: Item): Settled {
  const paidAt = row.paid_at?.S;
  return { payment: row.payment?.S ?? '', ...(paidAt && { paidAt }), state: paymentStateOf(row) };
}

/** The attributes that an item has before and not after. */
export const lost = (before: object, after: object): string[] =>
  Object.keys(before).filter((name) => !Object.hasOwn(after, name));

const only = <T extends Record<string, unknown>>(item: T, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name))) as T;

const without = <T extends Record<string, unknown>>(item: T, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.has(name))) as T;
