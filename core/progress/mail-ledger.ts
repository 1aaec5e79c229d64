import {
  MailBouncedError,
  MailComplaintError,
  MailInFlightError,
  MailOutcomeUnknownError,
} from '../domain/errors.ts';
import type { Part } from '../domain/state.ts';
import {
  attentionOf,
  type MailPurpose,
  type MailRecord,
  mailOf,
  type ReturnedMail,
} from './progress-record.ts';
import type { Change, ProgressTable } from './progress-table.ts';

/** How long an unfinished attempt of another execution counts as running: longer than any step that sends a mail may run. */
export const attemptLeaseMs = 60_000;

/**
 * Of attempts that may have sent the mail. A mail that comes twice is better than one that never comes; but who gets one
 * again has the first.
 */
export const mostAttemptsAt = (purpose: MailPurpose) => (purpose.startsWith('resend ') ? 1 : 2);

/** A mail that SES has not accepted for this long needs a person. */
const longWaitMs = 15 * 60_000;

/** An execution's attempt to send one of an entry's mails. */
export interface MailAttempt {
  entryId: string;
  purpose: MailPurpose;
  /** The name of the execution. */
  execution: string;
  /** Of a mail to the family: whom it is sent to, as `addresseeIdOf` has it. */
  to?: string;
}

/**
 * What became of an entry's mails. Each is sent once; an attempt whose outcome is unknown is repeated once at most. The
 * sender of a mail claims it first, and then records how the attempt ended.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class MailLedger {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** What became of a mail for an entry, if there was an attempt. */
  async statusOf(entryId: string, purpose: MailPurpose): Promise<MailRecord['status'] | undefined> {
    return (await this.#read(entryId, purpose))?.status;
  }

  /** Whether a mail has been sent for an entry. */
  async hasMailed(entryId: string, purpose: MailPurpose): Promise<boolean> {
    return (await this.#read(entryId, purpose))?.status === 'sent';
  }

  /** What became of mails of these purposes, by the ids of their entries. Scans the whole table. */
  async statuses<const Purposes extends readonly MailPurpose[]>(
    ...purposes: Purposes
  ): Promise<Map<string, Partial<Record<Purposes[number], MailRecord['status']>>>> {
    const names = purposes.map((purpose, index) => [`#mail${index}`, mailOf(purpose)] as const);
    const items = this.#table.scan({
      ProjectionExpression: ['entryId', ...names.map(([name]) => name)].join(', '),
      FilterExpression: names.map(([name]) => `attribute_exists(${name})`).join(' OR '),
      ExpressionAttributeNames: Object.fromEntries(names),
    });
    const statuses = new Map<string, Partial<Record<Purposes[number], MailRecord['status']>>>();
    for await (const item of items) {
      const known = purposes.flatMap((purpose) => {
        const record: MailRecord | undefined = item[mailOf(purpose)];
        return record ? [[purpose, record.status] as const] : [];
      });
      statuses.set(item.entryId, Object.fromEntries(known) as Record<Purposes[number], MailRecord['status']>);
    }
    return statuses;
  }

  /**
   * Whether SES has refused a mail, it came back, it was withheld, or two attempts ended without an answer: what only a
   * person can have sent again.
   */
  async isLeftToPerson(entryId: string, purpose: MailPurpose): Promise<boolean> {
    const { status, attempts = 0 } = (await this.#read(entryId, purpose)) ?? {};
    if (status === 'refused' || status === 'returned' || status === 'withheld') return true;
    return status === 'sending' && attempts >= mostAttemptsAt(purpose);
  }

  /**
   * Claims a mail: records that this attempt is sending it.
   *
   * @param asked what a person asks for: a mail that has `arrived` counts as sent; `resend` disregards earlier attempts,
   * once for each execution, and that an earlier mail to the address came back.
   * @returns the message id if the mail has already been sent. Otherwise undefined: the caller now sends it, and then
   * calls `recordSent` or, if SES did not accept it, `recordRefusal` or `recordWait`. An attempt that ends without one of
   * these may have sent the mail: there is one more attempt, and no third. A mail that is sent again has one attempt.
   * @throws MailOutcomeUnknownError when as many attempts have ended without one of these.
   * @throws MailInFlightError when another execution is sending it.
   * @throws MailBouncedError or MailComplaintError when an earlier mail to the address came back, or was reported as spam.
   */
  async claim(
    { entryId, purpose, execution, to }: MailAttempt,
    asked?: 'resend' | 'arrived',
  ): Promise<string | undefined> {
    const item = await this.#table.read(entryId);
    const previous: MailRecord | undefined = item[mailOf(purpose)];
    const returned: ReturnedMail | undefined = item.returned;
    if (asked === 'arrived') return previous?.messageId ?? '';
    const resending = asked === 'resend' && previous?.execution !== execution;
    if (previous?.status === 'sent' && !resending) return previous.messageId ?? '';
    const sameAddress = returned !== undefined && returned.to === to;
    if (sameAddress && asked !== 'resend') {
      if (!previous) await this.#withhold({ entryId, purpose, execution, to });
      throw returned.why === 'complained'
        ? new MailComplaintError(`entry ${entryId}: an earlier mail to its address was reported as spam`)
        : new MailBouncedError(`entry ${entryId}: an earlier mail to its address came back`);
    }
    const unclear = previous?.status === 'sending';
    const inFlight = `entry ${entryId}: the ${purpose} mail is being sent by another execution`;
    const now = this.#table.now();
    if (unclear && previous.execution !== execution && now - previous.attemptedAt < attemptLeaseMs) {
      throw new MailInFlightError(inFlight);
    }
    if (unclear && previous.attempts >= mostAttemptsAt(purpose) && !resending) {
      const ended = previous.attempts === 1 ? 'an attempt' : 'two attempts';
      throw new MailOutcomeUnknownError(
        `entry ${entryId}: ${ended} to send the ${purpose} mail ended without an answer`,
      );
    }
    const claim: MailRecord = {
      status: 'sending',
      attempts: (resending || previous?.status === 'returned' ? 0 : (previous?.attempts ?? 0)) + 1,
      execution,
      attemptedAt: now,
      waitingSince: previous?.waitingSince,
      to,
    };
    const asRead = {
      condition: previous
        ? '#mail.attemptedAt = :previous AND #mail.#status = :status'
        : 'attribute_not_exists(#mail)',
      names: { '#mail': mailOf(purpose), ...(previous && { '#status': 'status' }) },
      values: previous && { ':previous': previous.attemptedAt, ':status': previous.status },
    };
    const claimed = await this.#table.changeIf(entryId, asRead, {
      set: { [mailOf(purpose)]: claim },
      // A person who asks for the mail says that the address takes mails now.
      remove: sameAddress && returned.why === 'bounced' ? ['returned'] : [],
    });
    if (!claimed) throw new MailInFlightError(inFlight);
    return undefined;
  }

  /** SES accepted the mail. @param part what the mail completes. */
  async recordSent(attempt: MailAttempt, messageId: string, part?: Part): Promise<void> {
    const { attempts = 1 } = (await this.#read(attempt.entryId, attempt.purpose)) ?? {};
    await this.#record(attempt, { status: 'sent', messageId, attempts }, part && [attentionOf(part)]);
  }

  /** SES refused the mail: the attempt does not count. */
  async recordRefusal(attempt: MailAttempt): Promise<void> {
    const { attempts = 1 } = (await this.#read(attempt.entryId, attempt.purpose)) ?? {};
    await this.#record(attempt, { status: 'refused', attempts: attempts - 1 });
  }

  /**
   * SES did not accept the mail yet, and it will be tried again: the attempt does not count. Once the mail has waited for
   * a quarter of an hour, the part that it completes is marked.
   *
   * @param error the name of the error for which it waits.
   * @returns how long the mail has been waiting, in milliseconds, once that is a quarter of an hour.
   */
  async recordWait(
    { entryId, purpose, execution, to }: MailAttempt,
    { error, part }: { error: string; part?: Part },
  ): Promise<number | undefined> {
    const attemptedAt = this.#table.now();
    const { attempts = 1, waitingSince = attemptedAt } = (await this.#read(entryId, purpose)) ?? {};
    const waited = attemptedAt - waitingSince;
    const record: MailRecord = {
      status: 'waiting',
      attempts: attempts - 1,
      execution,
      attemptedAt,
      waitingSince,
      to,
    };
    const long = waited >= longWaitMs;
    const reason = `SES has not taken the mail since ${new Date(waitingSince).toISOString()}; it is tried again by itself`;
    const at = new Date(attemptedAt).toISOString();
    const mark = part && long ? { [attentionOf(part)]: { error, reason, at } } : {};
    await this.#table.change(entryId, { set: { [mailOf(purpose)]: record, ...mark } });
    return long ? waited : undefined;
  }

  /** So that it is known that the family has not had it; the attribute is written once. */
  async #withhold({ entryId, purpose, execution, to }: MailAttempt): Promise<void> {
    const attemptedAt = this.#table.now();
    const record: MailRecord = { status: 'withheld', attempts: 0, execution, attemptedAt, to };
    const absent = { condition: 'attribute_not_exists(#mail)', names: { '#mail': mailOf(purpose) } };
    await this.#table.changeIf(entryId, absent, { set: { [mailOf(purpose)]: record } });
  }

  async #record(
    { entryId, purpose, execution, to }: MailAttempt,
    end: Pick<MailRecord, 'status' | 'attempts' | 'messageId'>,
    remove?: Change['remove'],
  ): Promise<void> {
    const record: MailRecord = { ...end, execution, attemptedAt: this.#table.now(), to };
    await this.#table.change(entryId, { set: { [mailOf(purpose)]: record }, remove });
  }

  async #read(entryId: string, purpose: MailPurpose): Promise<MailRecord | undefined> {
    return (await this.#table.read(entryId))[mailOf(purpose)];
  }
}
