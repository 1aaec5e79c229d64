import { EntryNotFoundError, PaymentWithoutEntryError } from '../domain/errors.ts';
import type { Part, PartFailure } from '../domain/state.ts';
import { attentionOf, type ProgressRecord, recordOf } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** Why an entry is marked whose execution gave up waiting for it. */
const gaveUpWaiting: readonly string[] = [PaymentWithoutEntryError.errorName, EntryNotFoundError.errorName];

/**
 * Where an entry's registration is, and what of it is done or needs attention. Recording that a part is done removes the
 * part's attention mark in the same write.
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

  /** The registration is stored under `registrationKey`, admitted by `admittedBy` (a PaymentIntent, by hand, for free). */
  async recordRegistration(entryId: string, registrationKey: string, admittedBy: string): Promise<void> {
    await this.#table.change(entryId, {
      set: { registrationKey, admittedBy },
      remove: [attentionOf('registration')],
      add: { registrationKeys: new Set([registrationKey]) },
    });
  }

  /** The registration is to be found under another key, or was stored by another system. */
  async recordRegistrationKey(entryId: string, registrationKey: string): Promise<void> {
    await this.#table.change(entryId, {
      set: { registrationKey },
      add: { registrationKeys: new Set([registrationKey]) },
    });
  }

  /** A registration is about this person from now on, unless another one is. */
  async recordPerson(personId: string, entryId: string, registrationKey: string): Promise<void> {
    await this.#table.changeIf(
      personId,
      { condition: 'attribute_not_exists(heldBy)' },
      { set: { heldBy: entryId, registrationKey } },
    );
  }

  /** A part was finished by something that leaves no other record, such as a badge for a stage without a folder. */
  async recordDone(entryId: string, ...parts: readonly Part[]): Promise<void> {
    await this.#table.change(entryId, { remove: parts.map(attentionOf) });
  }

  /** Marks parts of an entry as needing attention. */
  async park(entryId: string, failures: readonly PartFailure[]): Promise<void> {
    await this.#table.change(entryId, { set: this.#marksOf(failures) });
  }

  /**
   * Marks an entry whose execution gives up waiting for it, unless it has come. Whoever sees the entry come later sees
   * the mark too, and whoever sees none has come before it: one of the two takes the entry up, never both.
   *
   * @param entriesTable where the entry would be.
   * @returns false when the entry has come and nobody else takes it up.
   */
  async parkMissing(entryId: string, failure: PartFailure, entriesTable: string): Promise<boolean> {
    const marked = await this.#table.changeUnlessIn(entriesTable, entryId, {
      set: this.#marksOf([failure]),
    });
    // The mark may be there all the same: of an attempt whose answer was lost, or of an earlier execution.
    return marked || this.wasGivenUp(entryId);
  }

  /** Whether an execution has given up waiting for the entry, so that whoever sees it come is to start another. */
  async wasGivenUp(entryId: string): Promise<boolean> {
    const { attention } = await this.get(entryId);
    return gaveUpWaiting.includes(attention.registration?.error ?? '');
  }

  #marksOf(failures: readonly PartFailure[]): Record<string, unknown> {
    const at = new Date(this.#table.now()).toISOString();
    return Object.fromEntries(
      failures.map(({ part, ...failure }) => [attentionOf(part), { ...failure, at }]),
    );
  }
}
