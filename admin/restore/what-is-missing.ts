/** What of an earlier state of the tables is put back: pure functions of what they held then and hold now. */
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { extentOf } from '../../core/domain/forgotten.ts';
import { registrationIdOf } from '../../core/domain/ids.ts';
import { registrationAfter } from '../../core/forgetting/forgetting.ts';
import { mostAttemptsAt } from '../../core/progress/mail-ledger.ts';
import { type MailPurpose, purposeOf } from '../../core/progress/progress-record.ts';

export type Item = Record<string, AttributeValue>;

export interface PutBack {
  /** Whole items, of keys that are free now. */
  missing: Item[];
  /** Whole items in place of those that are there now. */
  changed: Item[];
  /** Attributes to add to items that lack them, with the item's key. */
  additions: Item[];
  /** What is left as it is, by the reason. */
  left: { same: number; differs: number; moved: number; erased: number };
}

/** What a table held then, and holds now, and the ids of all who were erased. */
export interface BeforeAndNow {
  before: readonly Item[];
  now: readonly Item[];
  erased: ReadonlySet<string>;
}

const nothing = (): PutBack => ({
  ...{ missing: [], changed: [], additions: [] },
  left: { same: 0, differs: 0, moved: 0, erased: 0 },
});

const textOf = (item: Item, name: string) => item[name]?.S ?? '';

const byKey = (items: readonly Item[], key: string) =>
  new Map(items.map((item) => [textOf(item, key), item]));

/** An entry is written once. One that differs now was corrected by hand. */
export function missingEntries({ before, now, erased }: BeforeAndNow): PutBack {
  const plan = nothing();
  const present = byKey(now, 'entryId');
  for (const item of before) {
    const id = textOf(item, 'entryId');
    const current = present.get(id);
    if (erased.has(id)) plan.left.erased += 1;
    else if (!current) plan.missing.push(item);
    else plan.left[isDeepStrictEqual(item, current) ? 'same' : 'differs'] += 1;
  }
  return plan;
}

/** What this software notes on a row: where a row is put back in place of another, this stays as it is now. */
const ownNotes = [
  ...['payment', 'paid_at', 'payment_state', 'payment_read_at', 'payment_findings', 'photo_shared'],
  ...['badge_id', 'badge_preflight'],
];

/**
 * A registration that has another key now was corrected, and is not missing. What was forgotten since stays forgotten.
 * @param changed whether rows that are not as they were are put back too.
 */
export function missingRegistrations({ before, now, erased }: BeforeAndNow, changed: boolean): PutBack {
  const plan = nothing();
  const present = byKey(now, 'pk');
  const idsNow = new Set(now.map(registrationIdOf));
  for (const row of before) {
    const id = registrationIdOf(row);
    const current = present.get(textOf(row, 'pk'));
    if (erased.has(id)) plan.left.erased += 1;
    else if (!current) {
      if (idsNow.has(id)) plan.left.moved += 1;
      else plan.missing.push(row);
    } else if (registrationIdOf(current) !== id) plan.left.moved += 1;
    else {
      const asItWas = inPlaceOf(current, row);
      if (isDeepStrictEqual(asItWas, current)) plan.left.same += 1;
      else if (changed) plan.changed.push(asItWas);
      else plan.left.differs += 1;
    }
  }
  return plan;
}

function inPlaceOf(current: Item, row: Item): Item {
  const notes = Object.entries(current).filter(([name]) => ownNotes.includes(name));
  const people = Object.entries(row).filter(([name]) => !ownNotes.includes(name));
  const put = Object.fromEntries([...people, ...notes]);
  const extent = extentOf(current);
  return extent === undefined ? put : registrationAfter(put, extent);
}

/** Of the moment, or of whoever is at work: what was to be reported then has been reported, or is in no mail any more. */
const ofTheMoment = [
  ...['badgeLease', 'partLease', 'untold', 'untoldSince', 'untoldRun', 'untoldNews', 'untoldReturn'],
  'toLookAt',
];
const itemsOfTheMoment = /^(?:digest|drive_pause|drive_pace|mail_pace|challonge_pace|told .*)$/;

/** Facts that belong together: they are added only where none of them is there. Each mail is one of its own. */
const facts = [
  ['registrationKey', 'admittedBy', 'due', 'heldBy'],
  ['registrationKeys'],
  ['knownAs'],
  ['badge', 'badgeWithdrawn', 'drive', 'photoId', 'printedHash'],
  ['money', 'unsettled', 'lookAgainAt'],
  ['moneyTold'],
  ['differencesTold'],
  ['followers'],
  ['paidFor'],
];

/**
 * What has been done counts, whenever it was: an item that is there now only gains what it lacks, and loses nothing. A mail
 * that was being sent then may have been sent: it counts as one of which nobody knows, so that none is sent twice.
 */
export function missingProgress({ before, now, erased }: BeforeAndNow): PutBack {
  const plan = nothing();
  const present = byKey(now, 'entryId');
  for (const item of before) {
    const id = textOf(item, 'entryId');
    if (itemsOfTheMoment.test(id)) continue;
    const current = present.get(id);
    const kept = settled(item);
    // Nor does the note that is kept under a hash of their name.
    if (erased.has(textOf(item, 'heldBy')) || (current && erased.has(id))) plan.left.erased += 1;
    else if (!current) plan.missing.push(kept);
    else {
      const lacking = Object.fromEntries(groupsOf(kept, current).flat());
      if (Object.keys(lacking).length === 0) plan.left.same += 1;
      else plan.additions.push({ ...lacking, entryId: { S: id } });
    }
  }
  return plan;
}

function groupsOf(item: Item, current: Item): [string, AttributeValue][][] {
  const mails = Object.keys(item).filter((name) => purposeOf(name) !== undefined);
  return [...facts, ...mails.map((name) => [name])]
    .filter((group) => !group.some((name) => name in current))
    .map((group) => Object.entries(item).filter(([name]) => group.includes(name)));
}

function settled(item: Item): Item {
  const kept = Object.entries(item).filter(([name]) => !ofTheMoment.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const purpose = purposeOf(name);
      return [name, purpose === undefined ? value : knownToNobody(purpose, value)];
    }),
  );
}

function knownToNobody(purpose: MailPurpose, mail: AttributeValue): AttributeValue {
  const status = mail.M?.status?.S;
  if (status !== 'sending' && status !== 'waiting') return mail;
  return { M: { ...mail.M, status: { S: 'sending' }, attempts: { N: String(mostAttemptsAt(purpose)) } } };
}

export const countsOf = ({ missing, changed, additions, left }: PutBack) => ({
  ...{ missing: missing.length, changed: changed.length, incomplete: additions.length },
  ...left,
});
