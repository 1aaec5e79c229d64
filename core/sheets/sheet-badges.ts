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
import type { BadgeRecord } from '../progress/progress-record.ts';
import type { SheetAttempt } from './sheet-attempt.ts';
import { embeddable, type SheetBadge } from './sheet-pdf.ts';
import type { PlannedBadge, SheetRows } from './sheet-state.ts';

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

  /** Brings a badge in line with its registration. */
  async prepare({ id, pk }: PlannedBadge): Promise<ReadyBadge | NotPrinted | Unsettled> {
    let row: Row | undefined;
    const notPrinted = (reason: string) => notPrintedOf(id, row, reason);
    if (pk === undefined) return notPrinted('no registration has this id');
    return this.#settle(id, notPrinted, async () => {
      row = (await this.#dependencies.registrations.find(id, [pk]))?.row;
      if (this.#attempt.wasCutOffAt(id)) {
        return notPrinted('making it takes more memory or time than there is');
      }
      if (row && !(await learnKey(id, pk, this.#dependencies))) {
        return notPrinted('another registration has the same entryId');
      }
      const ready = await this.#bringInLine(id, pk);
      return typeof ready === 'string' ? notPrinted(ready) : ready;
    });
  }

  /** Fetches a badge's picture, and checks it before anything of the next badge is written. */
  async fetchPicture(of: ReadyBadge): Promise<(SheetBadge & { of: ReadyBadge }) | NotPrinted | Unsettled> {
    const { id, badge, row } = of;
    const notPrinted = (reason: string) => notPrintedOf(id, row, reason);
    return this.#settle(id, notPrinted, async () => {
      const image = await embeddable(await this.#read(id, badge.key), `badge ${id}`);
      return { of, id, image };
    });
  }

  /** @returns why the badge is not to be printed, where that is so. */
  async #bringInLine(id: string, pk: string): Promise<ReadyBadge | string> {
    const { registrations, progress, refreshes, pushedToDrive } = this.#dependencies;
    const { outcome } = await bringInLine({ entryId: id, execution: this.#execution }, this.#dependencies);
    const { badge, registrationKey = pk, drive, attention } = await progress.get(id);
    // Also for a badge that an earlier attempt at this file drew before it was cut off. A parked one waits for a person.
    const notYetInDrive = badge && attention.badge === undefined && drive?.md5 !== badge.md5;
    if (pushedToDrive && (outcome === 'rendered' || notYetInDrive)) {
      await refreshes.startFor(id, this.#execution);
    }
    const found = await registrations.find(id, [registrationKey]);
    if (!found) return 'the registration is gone';
    const { row } = found;
    const why = whyNotPrinted[paymentStateOf(row)];
    if (why !== undefined) return why;
    return badge ? { id, badge, row } : 'its badge was removed while the sheet was made';
  }

  /** @throws BadgeInFlightError for a badge that was removed after it was brought in line: the next attempt finds out why. */
  async #read(id: string, key: string): Promise<Uint8Array> {
    const image = await this.#dependencies.badges.read(key);
    if (!image) throw new BadgeInFlightError(`entry ${id}: its badge went while its sheet was made`);
    return image;
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
