/** What the progress table holds: one item for each entry, one attribute for each fact. */
import type { FamilyMail } from '../domain/mail-purpose.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import type { Part, PartFailure } from '../domain/state.ts';

/**
 * The mails an entry can cause, each sent once. A confirmation is sent again once for each occasion that a person names. A
 * mail about what needs attention is sent once for each execution, one to
 * the organisers about a payment once for each piece of news.
 */
export type MailPurpose =
  | 'confirmation'
  | `resend ${string}`
  | 'findings'
  | FamilyMail
  | `attention ${string}`
  | `news ${string}`
  | 'digest'
  | 'differences'
  | 'retention';

/**
 * Every attribute of the table's items, of those about an entry and of the few about something else, except for the
 * attributes about each part and each mail. docs/architecture.md explains all of them.
 */
export const progressAttributes = {
  ofEntries: [
    'updatedAt',
    'registrationKey',
    'admittedBy',
    'due',
    'registrationKeys',
    'knownAs',
    'badge',
    'badgeWithdrawn',
    'badgeLease',
    'photoId',
    'drive',
    'untold',
    'untoldSince',
    'untoldRun',
    'toLookAt',
    'untoldNews',
    'untoldReturn',
    'returned',
    'printedHash',
    'money',
    'unsettled',
    'lookAgainAt',
    'moneyTold',
    'differencesTold',
    'erasedAt',
    'settled',
  ],
  ofOthers: [
    'heldBy',
    'followers',
    'alone',
    'notices',
    'pause',
    'pace',
    'month',
    'calls',
    'paidFor',
    'draw',
    'started',
    'target',
    'part',
    'partLease',
  ],
} as const;

export type ProgressAttribute =
  | (typeof progressAttributes)[keyof typeof progressAttributes][number]
  | ReturnType<typeof attentionOf>
  | ReturnType<typeof mailOf>;

export interface MailRecord {
  /**
   * `waiting`: SES has not accepted it yet, and will be tried again. `returned`: SES has sent it, and it did not arrive.
   * `withheld`: it was not sent, because an earlier one to this address came back or was reported as spam.
   */
  status: 'sending' | 'sent' | 'refused' | 'waiting' | 'returned' | 'withheld';
  /** Attempts that may have sent the mail: one that SES did not accept does not count. */
  attempts: number;
  /** The execution that made the last attempt, and when (epoch milliseconds). */
  execution: string;
  attemptedAt: number;
  messageId?: string;
  /** Since when SES has not accepted it (epoch milliseconds). */
  waitingSince?: number;
  /** Whom it was sent to, as `addresseeIdOf` has it; of mails to families. */
  to?: string;
  /** What SES said of it later, such as `Permanent/General`, and when (ISO 8601). */
  feedback?: { what: string; at: string };
}

/** The address that mails to an entry's family are not sent to by themselves any more. */
export interface ReturnedMail {
  /** As `addresseeIdOf` has it. */
  to: string;
  why: 'bounced' | 'complained';
  /** ISO 8601. */
  at: string;
}

/** The badge in the bucket. */
export interface BadgeRecord {
  key: string;
  /** A hash of everything it was drawn from: the same hash is never drawn twice. */
  hash: string;
  /** Hex. */
  md5: string;
  contentType: string;
  /** What became of the photo. */
  photo: string;
  /** What a person should check, by codes and fields. */
  preflight: string[];
}

export interface DriveRecord {
  /** The file's id or, while `md5` is absent, the one with which it is about to be created. */
  fileId: string;
  md5?: string;
  /** We put the file into Drive's trash when the registration was deleted. If that comes back, so does the file. */
  trashed?: boolean;
}

/** What is kept of a part of a published draw, such as a division's bracket or a document. It holds no names. */
export interface PartRecord {
  part: string;
  divisions: readonly string[];
  /** Of what is shown; absent until the first publication has succeeded, and while a later one is under way. */
  contentHash?: string;
  /** When it was started on the target, as far as we know (ISO 8601). */
  startedAt?: string;
  /** Its page for people, where the target has one. */
  link?: string;
  /** What the target itself keeps: ids there, what was tried. JSON. */
  remote?: unknown;
}

/** Why a part needs attention, and since when. */
export type AttentionMark = Omit<PartFailure, 'part'> & { at: string };

/** What has been done for one entry. A field is absent until it has been. */
export interface ProgressRecord {
  registrationKey?: string;
  /** Every key the registration was seen under, the latest first. Events about two keys arrive in any order. */
  registrationKeys: string[];
  /** The persons (`person_…`) that the registration is known as, after its school was given its canonical name. */
  knownAs?: string[];
  badge?: BadgeRecord;
  /** What the entry should have cost, in the currency's smallest unit, where a price list says so. */
  due?: number;
  /** The registration is gone or its payment has gone back, and the badge with it. */
  badgeWithdrawn?: boolean;
  /** The photo whose arrival is followed, as `photoIdOf` has it. */
  photoId?: string;
  drive?: DriveRecord;
  /** An address of the family's from which a mail came back, or where one was reported as spam. */
  returned?: ReturnedMail;
  /** What Stripe said about the payment when it was last read. */
  money?: PaymentReading;
  /** The keys of the news about the payment that the organisers have heard. */
  moneyTold?: string[];
  /** The keys of the differences between Stripe and here that the organisers have heard of. */
  differencesTold?: string[];
  attention: Partial<Record<Part, AttentionMark>>;
  /** Since when the person has been erased (ISO 8601): nothing about them may come back. */
  erasedAt?: string;
}

const attention = 'attention ';

/** The attribute that marks a part as needing attention. */
export const attentionOf = (part: Part) => `${attention}${part}` as const;

const mail = 'mail ';

/** The attribute about a mail. */
export const mailOf = (purpose: MailPurpose) => `${mail}${purpose}` as const;

/** The purpose of the mail that an attribute is about; undefined for an attribute about anything else. */
export const purposeOf = (attribute: string) =>
  attribute.startsWith(mail) ? (attribute.slice(mail.length) as MailPurpose) : undefined;

/** The mails about an entry, by their purposes. */
export function mailsIn(item: ProgressItem): [MailPurpose, MailRecord][] {
  return Object.entries(item).flatMap(([name, record]) => {
    const purpose = purposeOf(name);
    return purpose === undefined ? [] : [[purpose, record] as const];
  });
}

// biome-ignore lint/suspicious/noExplicitAny: an item is whatever was stored
export type ProgressItem = Record<string, any>;

/** Reads an item of the progress table that is about an entry. */
export function recordOf(item: ProgressItem): ProgressRecord {
  const marks: ProgressRecord['attention'] = {};
  for (const [name, value] of Object.entries(item)) {
    if (name.startsWith(attention)) marks[name.slice(attention.length) as Part] = value;
  }
  const { registrationKey, due, badge, badgeWithdrawn, photoId, drive, returned, money, erasedAt } = item;
  const seen = (item.registrationKeys as Set<string> | undefined) ?? [];
  const registrationKeys = registrationKey === undefined ? [] : [...new Set([registrationKey, ...seen])];
  const knownAs = item.knownAs && [...(item.knownAs as Set<string>)];
  const moneyTold = item.moneyTold && [...(item.moneyTold as Set<string>)];
  const differencesTold = item.differencesTold && [...(item.differencesTold as Set<string>)];
  return {
    registrationKey,
    registrationKeys,
    knownAs,
    due,
    badge,
    badgeWithdrawn,
    photoId,
    drive,
    returned,
    money,
    moneyTold,
    differencesTold,
    attention: marks,
    erasedAt,
  };
}
