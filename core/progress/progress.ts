import { EntryNotFoundError, PaymentWithoutEntryError } from '../domain/errors.ts';
import type { Part, PartFailure } from '../domain/state.ts';
import { attentionOf, type ProgressRecord, recordOf } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** The errors with which an entry is marked when its execution gives up waiting for it. */
const gaveUpWaiting: readonly string[] = [PaymentWithoutEntryError.errorName, EntryNotFoundError.errorName];

/**
 * Where an entry's registration is, and which parts of it are done or need attention. Recording that a part is done
 * removes the part's attention mark in the same write.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Progress {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  async get(entryId: string): Promise<ProgressRecord> {
    return recordOf(await this.#table.read(entryId));
  }

  /** What has been done for every entry whose registration's key is known, by the entries' ids. Scans the whole table. */
  async records(): Promise<Map<string, ProgressRecord>> {
    const records = new Map<string, ProgressRecord>();
    const registered = 'attribute_exists(registrationKey) AND attribute_not_exists(heldBy)';
    for await (const item of this.#table.scan({ FilterExpression: registered })) {
      records.set(item.entryId, recordOf(item));
    }
    return records;
  }

  /**
   * The registration is stored under `registrationKey`.
   *
   * @param admission.admittedBy a PaymentIntent, by hand, for free.
   * @param admission.due what it should have cost, in the currency's smallest unit, where that is known.
   * @returns the entry's progress after that.
   */
  async recordRegistration(
    entryId: string,
    registrationKey: string,
    { admittedBy, due }: { admittedBy: string; due?: number },
  ): Promise<ProgressRecord> {
    const item = await this.#table.change(entryId, {
      set: { registrationKey, admittedBy, ...(due !== undefined && { due }) },
      remove: [attentionOf('registration')],
      add: { registrationKeys: new Set([registrationKey]) },
    });
    return recordOf(item);
  }

  /** The registration was moved to another key, or was stored by another system. */
  async recordRegistrationKey(entryId: string, registrationKey: string): Promise<void> {
    await this.#table.change(entryId, {
      set: { registrationKey },
      add: { registrationKeys: new Set([registrationKey]) },
    });
  }

  /**
   * Records which registration is this person's, unless one is recorded already.
   * @param replaces the entry recorded for the person, if it is not registered any more.
   */
  async recordPerson(
    personId: string,
    entryId: string,
    registrationKey: string,
    replaces?: string,
  ): Promise<void> {
    const free =
      replaces === undefined
        ? { condition: 'attribute_not_exists(heldBy)' }
        : { condition: 'heldBy = :replaces', values: { ':replaces': replaces } };
    await this.#table.changeIf(personId, free, { set: { heldBy: entryId, registrationKey } });
  }

  /** The registration is one and the same person's under each of these ids: its school has had several spellings. */
  async recordKnownAs(entryId: string, personIds: readonly string[]): Promise<void> {
    await this.#table.change(entryId, { add: { knownAs: new Set(personIds) } });
  }

  /** Takes back what `recordKnownAs` recorded about one id. */
  async forgetKnownAs(entryId: string, personId: string): Promise<void> {
    await this.#table.change(entryId, { take: { knownAs: new Set([personId]) } });
  }

  /** The entry that has registered this person, and its registration's key at that time; undefined if none has. */
  async holderOf(personId: string): Promise<{ heldBy: string; registrationKey: string } | undefined> {
    const { heldBy, registrationKey } = await this.#table.read(personId);
    return heldBy === undefined ? undefined : { heldBy, registrationKey };
  }

  /** Parts were finished in a way that leaves no other record, such as a badge in a stage without a Drive folder. */
  async recordDone(entryId: string, ...parts: readonly Part[]): Promise<void> {
    await this.#table.change(entryId, { remove: parts.map(attentionOf) });
  }

  /** Marks parts of an entry as needing attention. */
  async park(entryId: string, failures: readonly PartFailure[]): Promise<void> {
    await this.#table.change(entryId, { set: this.#marksOf(failures) });
  }

  /**
   * Marks an entry whose execution gives up waiting for it, unless it has arrived. If it arrives afterwards, the Lambda
   * that handles its arrival sees the mark, and starts another execution; if it arrived before, this one finds it. So one
   * of the two takes the entry up, never both.
   *
   * @param entriesTable the table in which the entry would be.
   * @returns false when the entry has arrived and this execution has to take it up.
   */
  async parkMissing(entryId: string, failure: PartFailure, entriesTable: string): Promise<boolean> {
    const marked = await this.#table.changeUnlessIn(entriesTable, entryId, {
      set: this.#marksOf([failure]),
    });
    // The mark may exist all the same, from an attempt whose answer was lost or from an earlier execution.
    return marked || this.wasGivenUp(entryId);
  }

  /** Whether an execution has given up waiting for the entry, so that its arrival has to start another one. */
  async wasGivenUp(entryId: string): Promise<boolean> {
    const { attention } = await this.get(entryId);
    return gaveUpWaiting.includes(attention.registration?.error ?? '');
  }

  /** Whether an execution has registered the entry, or left it to a person. */
  async wasTakenUp(entryId: string): Promise<boolean> {
    const { registrationKey, attention } = await this.get(entryId);
    const { error } = attention.registration ?? {};
    return registrationKey !== undefined || (error !== undefined && !gaveUpWaiting.includes(error));
  }

  #marksOf(failures: readonly PartFailure[]): Record<string, unknown> {
    const at = new Date(this.#table.now()).toISOString();
    return Object.fromEntries(
      failures.map(({ part, ...failure }) => [attentionOf(part), { ...failure, at }]),
    );
  }
}
