import { BadgeInFlightError } from '../domain/errors.ts';
import { type BadgeRecord, type ProgressRecord, recordOf } from './progress-record.ts';
import type { Change, Condition, ProgressTable } from './progress-table.ts';

/** How long an execution holds a badge that it does not release: longer than any step that holds one may run. */
const leaseMs = 120_000;

/**
 * Lets one execution at a time work on an entry's badge. The next one sees what the one before left, so that an older
 * badge never replaces a newer one.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class BadgeLease {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /**
   * Works on a badge.
   *
   * @param work is given the entry's progress, read once the badge is held.
   * @throws BadgeInFlightError when another execution holds the badge, or has taken it over from this one.
   */
  async holdingBadge<T>(
    entryId: string,
    execution: string,
    work: (record: ProgressRecord) => Promise<T>,
  ): Promise<T> {
    const record = await this.#claim(entryId, execution);
    const result = await work(record).catch(async (error: unknown) => {
      // The error of the work is the one to report; a lease that cannot be released ends by itself.
      await this.#release(entryId, execution).catch(() => undefined);
      throw error;
    });
    await this.#release(entryId, execution);
    return result;
  }

  /** @throws BadgeInFlightError when this execution no longer holds the badge. */
  async recordBadge(entryId: string, execution: string, badge: BadgeRecord): Promise<void> {
    await this.#change(entryId, heldBy(execution), { set: { badge }, remove: ['badgeWithdrawn'] });
  }

  /** The badge was removed with its registration. @throws BadgeInFlightError */
  async recordWithdrawal(entryId: string, execution: string): Promise<void> {
    await this.#change(entryId, heldBy(execution), { set: { badgeWithdrawn: true }, remove: ['badge'] });
  }

  async #claim(entryId: string, execution: string): Promise<ProgressRecord> {
    const now = this.#table.now();
    const free: Condition = {
      condition:
        'attribute_not_exists(badgeLease) OR badgeLease.heldBy = :mine OR badgeLease.heldAt < :ended',
      values: { ':mine': execution, ':ended': now - leaseMs },
    };
    const badgeLease = { heldBy: execution, heldAt: now };
    return recordOf(await this.#change(entryId, free, { set: { badgeLease } }));
  }

  async #release(entryId: string, execution: string): Promise<void> {
    await this.#change(entryId, heldBy(execution), { remove: ['badgeLease'] });
  }

  async #change(entryId: string, condition: Condition, change: Change) {
    const item = await this.#table.changeIf(entryId, condition, change);
    if (!item) throw new BadgeInFlightError(`entry ${entryId}: another execution is working on its badge`);
    return item;
  }
}

const heldBy = (execution: string): Condition => ({
  condition: 'badgeLease.heldBy = :mine',
  values: { ':mine': execution },
});
