import {
  MailBouncedError,
  MailComplaintError,
  MailInFlightError,
  MailRejectedError,
} from '../domain/errors.ts';
import { familyPartOf } from '../domain/mail-purpose.ts';
import type { Run } from '../domain/state.ts';
import { attemptLeaseMs } from './mail-ledger.ts';
import {
  attentionOf,
  type MailPurpose,
  type MailRecord,
  mailOf,
  type ProgressItem,
  type ReturnedMail,
} from './progress-record.ts';
import type { Change, ProgressTable } from './progress-table.ts';

/**
 * What became of a mail. `bounced`: the address takes no mail. `not taken`: the mail did not arrive, another one to the
 * address may. `complained`: it was reported as spam. `rejected`: SES did not send it. `noted`: it may have arrived all
 * the same.
 */
export type Fate = 'bounced' | 'not taken' | 'complained' | 'rejected' | 'noted';

/** What SES says of a mail to a family. */
export interface Feedback {
  entryId: string;
  purpose: MailPurpose;
  messageId: string;
  fate: Fate;
  /** In SES's own words, such as `Permanent/General`. */
  what: string;
  /** ISO 8601. */
  at: string;
}

/** The state machines whose executions send mails to families, by ARN. */
export interface SendingMachines {
  confirmation: string;
  payment: string;
}

/**
 * Keeps what SES says later of a mail that it took, and marks the part of the registration that the mail belongs to when a
 * person has to act. The mark, and what the organisers have yet to hear, are one write.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class MailFeedback {
  readonly #table: ProgressTable;
  readonly #machines: SendingMachines;

  constructor(table: ProgressTable, machines: SendingMachines) {
    this.#table = table;
    this.#machines = machines;
  }

  /**
   * @returns `no such mail`: the entry or the mail is not known any more. `superseded`: the mail was sent again since.
   * @throws MailInFlightError while the mail's own attempt has not been recorded as sent.
   */
  async record(feedback: Feedback): Promise<'recorded' | 'known' | 'no such mail' | 'superseded'> {
    const { entryId, purpose, messageId, what, at } = feedback;
    const item = await this.#table.read(entryId);
    const record: MailRecord | undefined = item[mailOf(purpose)];
    if (!record) return 'no such mail';
    if (record.messageId !== messageId) {
      if (record.status !== 'sending') return 'superseded';
      if (this.#table.now() - record.attemptedAt < attemptLeaseMs) {
        throw new MailInFlightError(`entry ${entryId}: the ${purpose} mail is being sent`);
      }
      // The attempt's answer was lost: here it is.
    }
    if (record.feedback?.what === what && record.feedback.at === at) return 'known';
    const asRead = {
      condition: '#mail.attemptedAt = :attemptedAt',
      names: { '#mail': mailOf(purpose) },
      values: { ':attemptedAt': record.attemptedAt },
    };
    const changed = await this.#table.changeIf(entryId, asRead, this.#changeOf(feedback, record, item));
    if (changed) return 'recorded';
    throw new MailInFlightError(`entry ${entryId}: the ${purpose} mail is being sent again`);
  }

  #changeOf(feedback: Feedback, record: MailRecord, item: ProgressItem): Change {
    const { entryId, purpose, messageId, fate, what, at } = feedback;
    const known: MailRecord = { ...record, messageId, feedback: { what, at } };
    const part = familyPartOf(purpose);
    if (fate === 'noted' || !part) {
      const status = record.status === 'sending' ? 'sent' : record.status;
      return { set: { [mailOf(purpose)]: { ...known, status } } };
    }
    const error = errorOf(fate);
    const returned: ReturnedMail | undefined =
      record.to !== undefined && (fate === 'bounced' || fate === 'complained')
        ? { to: record.to, why: fate, at }
        : undefined;
    const status = statusAfter(fate);
    const confirmation: MailRecord | undefined = item[mailOf('confirmation')];
    return {
      set: {
        // Of a confirmation that was sent again, the first is what a run of the workflow goes by.
        ...(part === 'confirmation' &&
          status === 'returned' &&
          confirmation && { [mailOf('confirmation')]: { ...confirmation, status } }),
        [mailOf(purpose)]: { ...known, status },
        ...(returned && { returned }),
        [attentionOf(part)]: {
          error,
          reason: `entry ${entryId}: SES says ${what}`,
          at: new Date(this.#table.now()).toISOString(),
        },
        untold: 'yes',
        untoldSince: this.#table.now(),
        untoldReturn: this.#runOf(part, part === 'confirmation' ? (confirmation ?? record) : record),
      },
    };
  }

  /** The execution that a person runs again to send the mail anew. */
  #runOf(part: keyof SendingMachines, { execution }: MailRecord): Run {
    return { execution, stateMachine: this.#machines[part] };
  }
}

/** A mail that was reported as spam has arrived. */
function statusAfter(fate: Exclude<Fate, 'noted'>): MailRecord['status'] {
  if (fate === 'complained') return 'sent';
  return fate === 'rejected' ? 'refused' : 'returned';
}

function errorOf(fate: Exclude<Fate, 'noted'>): string {
  if (fate === 'complained') return MailComplaintError.errorName;
  return fate === 'rejected' ? MailRejectedError.errorName : MailBouncedError.errorName;
}
