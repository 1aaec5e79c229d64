import { createHash } from 'node:crypto';
import type { BadgeFacts } from '../badges/badge-facts.ts';
import { badgeStateOf, wantedUnlessInvalid } from '../badges/badge-state.ts';
import { type BringInLineDependencies, bringInLine, learnKey } from '../badges/bring-in-line.ts';
import type { Badges } from '../clients/badges.ts';
import type { Executions } from '../clients/executions.ts';
import type { FoundRegistration } from '../clients/registrations.ts';
import {
  BadgeInFlightError,
  EntryInvalidError,
  notYetErrors,
  RegistrationError,
  rateLimitedErrors,
  transientErrors,
} from '../domain/errors.ts';
import { findingInWords } from '../domain/findings.ts';
import { identityOf } from '../domain/identity.ts';
import { type PaymentState, paymentStateOf } from '../domain/payment-state.ts';
import type { Progress } from '../progress/progress.ts';
import type { BadgeRecord, ProgressRecord } from '../progress/progress-record.ts';
import type { SheetBadge } from './pdf-badges.ts';
import type { SheetAttempt } from './sheet-attempt.ts';
import type { PlannedBadge, SheetRows } from './sheet-state.ts';
import { photoOnBadge } from './stored-photo.ts';

export interface SheetBadgesDependencies extends BringInLineDependencies {
  badges: BringInLineDependencies['badges'] & Pick<Badges, 'read'>;
  progress: BringInLineDependencies['progress'] & Pick<Progress, 'get'>;
  /** Starts the badge refresh, which updates the copies in Drive of badges that were redrawn. */
  refreshes: Pick<Executions, 'startFor'>;
}

/** Carries out the work on one badge, and logs a failure before throwing it on. */
export type ReportFailure = <R>(record: { entryId: string }, work: () => Promise<R>) => Promise<R>;

type Row = FoundRegistration['row'];

/** A badge that is in line with its registration, and the registration. */
export interface ReadyBadge {
  id: string;
  badge: BadgeRecord;
  row: Row;
  /** What the badge shows. */
  facts: BadgeFacts;
}

/** What there is of an entry. */
interface Current {
  row?: Row;
  record: ProgressRecord;
  /** Of a badge that is in line with the registration. */
  inLine?: { badge: BadgeRecord; facts: BadgeFacts };
}

type NotPrinted = SheetRows['notPrinted'][number];

/** A badge that failed for a reason that may pass. */
interface Unsettled {
  error: unknown;
}

/**
 * The badges of one file, each from the plan to its picture. A failure of one badge does not affect the others: it is left
 * out, with the reason. A failure that may pass stays open for the next attempt, until the last.
 */
export class SheetBadges {
  readonly #execution: string;
  readonly #attempt: SheetAttempt;
  readonly #dependencies: SheetBadgesDependencies;
  readonly #reportFailure: ReportFailure;

  constructor(
    execution: string,
    attempt: SheetAttempt,
    dependencies: SheetBadgesDependencies,
    reportFailure: ReportFailure,
  ) {
    this.#execution = execution;
    this.#attempt = attempt;
    this.#dependencies = dependencies;
    this.#reportFailure = reportFailure;
  }

  /** Makes sure that a badge is in line with its registration. Most are: they are only read. */
  async prepare({ id, pk }: PlannedBadge): Promise<ReadyBadge | NotPrinted | Unsettled> {
    let row: Row | undefined;
    const notPrinted = (reason: string) => notPrintedOf(id, row, reason);
    if (pk === undefined) return notPrinted('no registration has this id');
    return this.#settle(id, notPrinted, async () => {
      const { registrations, progress } = this.#dependencies;
      // First, because whoever is not printed is listed by the name in it.
      const found = await registrations.find(id, [pk]);
      row = found?.row;
      if (this.#attempt.wasCutOffAt(id)) {
        return notPrinted('making it takes more memory or time than there is');
      }
      let current = await this.#compare(found, await progress.get(id));
      let drawn = false;
      if (!current.inLine) {
        if (row && !(await learnKey(id, pk, this.#dependencies))) {
          return notPrinted('another registration has the same entryId');
        }
        const execution = this.#execution;
        drawn = (await bringInLine({ entryId: id, execution }, this.#dependencies)).outcome === 'rendered';
        const record = await progress.get(id);
        const { registrationKey: key } = record;
        current = await this.#compare(
          key === undefined ? undefined : await registrations.find(id, [key]),
          record,
        );
      }
      await this.#refreshInDrive(id, current.record, drawn);
      if (!current.row) return notPrinted('the registration is gone');
      const why = whyNotPrinted[paymentStateOf(current.row)];
      if (why !== undefined) return notPrinted(why);
      if (current.inLine) return { id, row: current.row, ...current.inLine };
      if (!current.record.badge) return notPrinted('its badge was removed while the sheet was made');
      throw new BadgeInFlightError(`entry ${id}: its registration changed while its sheet was made`);
    });
  }

  /** Fetches what only a badge's picture holds, the photo, before anything of the next badge is written. */
  async fetchPicture(of: ReadyBadge): Promise<(SheetBadge & { of: ReadyBadge }) | NotPrinted | Unsettled> {
    const { id, badge, row, facts } = of;
    if (badge.photo !== 'used') return { of, facts };
    const notPrinted = (reason: string) => notPrintedOf(id, row, reason);
    return this.#settle(id, notPrinted, async () => {
      const photo = await photoOnBadge(await this.#read(id, badge), {
        facts,
        name: `badge ${id}`,
        ...this.#dependencies,
      });
      return { of, facts, photo };
    });
  }

  /** Compares a registration with its badge. */
  async #compare(found: FoundRegistration | undefined, record: ProgressRecord): Promise<Current> {
    const { photos, badges } = this.#dependencies;
    if (!found) return { record };
    const { row } = found;
    const wanted = wantedUnlessInvalid(found, this.#dependencies);
    if (!wanted || !record.badge) return { row, record };
    const { photoKey } = wanted.subject;
    const [etag, stored] = await Promise.all([
      photoKey === undefined ? 'missing' : photos.etag(photoKey),
      badges.find(wanted.key),
    ]);
    const listings = {
      photos: new Map(photoKey === undefined || etag === 'missing' ? [] : [[photoKey, etag]]),
      badges: new Map(stored && [[wanted.key, stored.md5]]),
      hashOf: async () => stored?.hash,
    };
    const state = await badgeStateOf({ ...found, record }, listings, this.#dependencies);
    return {
      row,
      record,
      ...(state === 'in line' && { inLine: { badge: record.badge, facts: wanted.facts } }),
    };
  }

  /** Also of a badge that an earlier attempt at this file drew before it was cut off. A parked one waits for a person. */
  async #refreshInDrive(
    id: string,
    { badge, drive, attention }: ProgressRecord,
    drawn: boolean,
  ): Promise<void> {
    const { refreshes, pushedToDrive } = this.#dependencies;
    const notYetInDrive = badge && attention.badge === undefined && drive?.md5 !== badge.md5;
    if (pushedToDrive && (drawn || notYetInDrive)) await refreshes.startFor(id, this.#execution);
  }

  /** @throws BadgeInFlightError for a badge that was removed or redrawn after it was prepared: the next attempt finds out why. */
  async #read(id: string, { key, hash, md5 }: BadgeRecord): Promise<Uint8Array> {
    const { badges } = this.#dependencies;
    const image = await badges.read(key);
    if (!image) throw new BadgeInFlightError(`entry ${id}: its badge went while its sheet was made`);
    const isAsDrawn = createHash('md5').update(image).digest('hex') === md5;
    if (isAsDrawn || (await badges.find(key))?.hash === hash) return image;
    throw new BadgeInFlightError(`entry ${id}: its badge was redrawn while its sheet was made`);
  }

  async #settle<T>(
    id: string,
    notPrinted: (reason: string) => NotPrinted,
    work: () => Promise<T>,
  ): Promise<T | NotPrinted | Unsettled> {
    try {
      return await this.#reportFailure({ entryId: id }, work);
    } catch (error) {
      if (isWorthARetry(error) && !this.#attempt.isLast) return { error };
      return notPrinted(reasonOf(error));
    }
  }
}

/** For the person who prints; undefined for a registration that is printed. */
const whyNotPrinted: Record<PaymentState, string | undefined> = {
  paid: undefined,
  refunded: 'the payment was refunded',
  'refund pending': 'the payment is being refunded',
  'dispute lost': 'the payment went back by a dispute',
  'on hold': 'the payment is in dispute, and Stripe has taken the money for now',
  pending: 'the payment has not arrived yet',
  unpaid: 'nothing was paid',
};

function notPrintedOf(id: string, row: Row | undefined, reason: string): NotPrinted {
  const { school, fullName: name } = identityOf(row ?? {});
  return { entryId: id, school, name, reason };
}

/** Whether a later attempt may succeed. */
const isWorthARetry = (error: unknown) =>
  [...transientErrors, ...rateLimitedErrors, ...notYetErrors].some((retried) => error instanceof retried);

/** For the person who prints; the text of an error that is not ours may contain a name. */
function reasonOf(error: unknown): string {
  if (error instanceof EntryInvalidError) return error.problems.map(findingInWords).join('; ');
  if (error instanceof RegistrationError) return error.message;
  return 'something unexpected failed: an engineer finds it in the log of Make sheet, by the entry id';
}
