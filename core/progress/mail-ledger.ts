import { MailInFlightError, MailOutcomeUnknownError } from '../domain/errors.ts';
import type { Part } from '../domain/state.ts';
import { attentionOf, type MailPurpose, type MailRecord, mailOf } from './progress-record.ts';
import type { Change, ProgressTable } from './progress-table.ts';

/** How long another execution's unfinished attempt counts as running: longer than any step that sends a mail may take. */
const attemptLeaseMs = 60_000;

/** A mail that SES has not taken for this long needs a person. */
const longWaitMs = 15 * 60_000;

/** An execution's attempt to send one of an entry's mails. */
export interface MailAttempt {
  entryId: string;
  purpose: MailPurpose;
  /** The name of the execution. */
  execution: string;
}

/**
 * What has become of an entry's mails: each is sent once, and an attempt whose outcome is unknown is repeated once at
 * most. Whoever sends one claims it first, and then says how the attempt ended.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class MailLedger {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** Whether a mail has been sent for an entry. */
  async hasMailed(entryId: string, purpose: MailPurpose): Promise<boolean> {
    return (await this.#read(entryId, purpose))?.status === 'sent';
  }

  /**
   * Claims a mail: notes that it is being sent by this attempt.
   *
   * @param asked what a person asks for: a mail that has `arrived` counts as sent; to `resend` it forgets, once for
   * the execution, what was attempted before.
   * @returns the message id when the mail has been sent before; undefined when it is now the caller's to send, who
   * then calls `recordSent` or, if SES did not take it, `recordRefusal` or `recordWait`. An attempt that ended in none
   * of them may have sent the mail: it is made once more, never twice.
   * @throws MailOutcomeUnknownError when two attempts have ended in none.
   * @throws MailInFlightError when another execution's attempt is under way.
   */
  async claim(
    { entryId, purpose, execution }: MailAttempt,
    asked?: 'resend' | 'arrived',
  ): Promise<string | undefined> {
    const previous = await this.#read(entryId, purpose);
    if (asked === 'arrived') return previous?.messageId ?? '';
    const resending = asked === 'resend' && previous?.execution !== execution;
    if (previous?.status === 'sent' && !resending) return previous.messageId ?? '';
    const unclear = previous?.status === 'sending';
    if (unclear && previous.attempts >= 2 && !resending) {
      throw new MailOutcomeUnknownError(
        `entry ${entryId}: two attempts to send the ${purpose} mail ended without an answer`,
      );
    }
    const inFlight = `entry ${entryId}: the ${purpose} mail is being sent by another execution`;
    const now = this.#table.now();
    if (unclear && previous.execution !== execution && now - previous.attemptedAt < attemptLeaseMs) {
      throw new MailInFlightError(inFlight);
    }
    const claim: MailRecord = {
      status: 'sending',
      attempts: (resending ? 0 : (previous?.attempts ?? 0)) + 1,
      execution,
      attemptedAt: now,
      waitingSince: previous?.waitingSince,
    };
    const asRead = {
      condition: previous ? '#mail.attemptedAt = :previous' : 'attribute_not_exists(#mail)',
      names: { '#mail': mailOf(purpose) },
      values: previous && { ':previous': previous.attemptedAt },
    };
    const claimed = await this.#table.changeIf(entryId, asRead, { set: { [mailOf(purpose)]: claim } });
    if (!claimed) throw new MailInFlightError(inFlight);
    return undefined;
  }

  /** SES took the mail. @param part what the mail completes. */
  async recordSent(attempt: MailAttempt, messageId: string, part?: Part): Promise<void> {
    const { attempts = 1 } = (await this.#read(attempt.entryId, attempt.purpose)) ?? {};
    await this.#record(attempt, { status: 'sent', messageId, attempts }, part && [attentionOf(part)]);
  }

  /** SES answered that it does not take the mail: the attempt does not count. */
  async recordRefusal(attempt: MailAttempt): Promise<void> {
    const { attempts = 1 } = (await this.#read(attempt.entryId, attempt.purpose)) ?? {};
    await this.#record(attempt, { status: 'refused', attempts: attempts - 1 });
  }

  /**
   * SES did not take the mail and is to be asked again: the attempt does not count. The part that the mail completes is
   * marked once it has waited for long.
   *
   * @param error why it waits, by the error's name.
   * @returns how long the mail has been waiting, in milliseconds, if that is long.
   */
  async recordWait(
    { entryId, purpose, execution }: MailAttempt,
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
    };
    const long = waited >= longWaitMs;
    const reason = `SES has not taken the mail since ${new Date(waitingSince).toISOString()}; it is tried again by itself`;
    const at = new Date(attemptedAt).toISOString();
    const mark = part && long ? { [attentionOf(part)]: { error, reason, at } } : {};
    await this.#table.change(entryId, { set: { [mailOf(purpose)]: record, ...mark } });
    return long ? waited : undefined;
  }

  async #record(
    { entryId, purpose, execution }: MailAttempt,
    end: Pick<MailRecord, 'status' | 'attempts' | 'messageId'>,
    remove?: Change['remove'],
  ): Promise<void> {
    const record: MailRecord = { ...end, execution, attemptedAt: this.#table.now() };
    await this.#table.change(entryId, { set: { [mailOf(purpose)]: record }, remove });
  }

  async #read(entryId: string, purpose: MailPurpose): Promise<MailRecord | undefined> {
    return (await this.#table.read(entryId))[mailOf(purpose)];
  }
}
