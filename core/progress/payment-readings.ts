import type { PaymentReading } from '../domain/payment-reading.ts';
import { type ProgressRecord, recordOf } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** An entry whose payment should be read again. */
export interface UnsettledPayment {
  entryId: string;
  /** From when on, in epoch milliseconds. */
  lookAgainAt: number;
}

/**
 * What Stripe said about each entry's payment when it was last read, and what the organisers have heard of it. The table's
 * index `unsettled-index` finds the payments about which more is expected to happen.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class PaymentReadings {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /**
   * Keeps a reading, unless one that began later is kept already.
   *
   * @param lookAgainAt when to read the payment again, in epoch milliseconds; undefined if nothing more is expected.
   * @returns the entry's progress, with the newer of the two readings.
   */
  async record(reading: PaymentReading, lookAgainAt: number | undefined): Promise<ProgressRecord> {
    const entryId = reading.session.id;
    const newer = {
      condition: 'attribute_not_exists(money) OR money.readAt < :readAt',
      values: { ':readAt': reading.readAt },
    };
    const changed = await this.#table.changeIf(
      entryId,
      newer,
      lookAgainAt === undefined
        ? { set: { money: reading }, remove: ['unsettled', 'lookAgainAt'] }
        : { set: { money: reading, unsettled: 'yes', lookAgainAt } },
    );
    return recordOf(changed ?? (await this.#table.read(entryId)));
  }

  /** The organisers have heard these pieces of news. */
  async recordTold(entryId: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#table.change(entryId, { add: { moneyTold: new Set(keys) } });
  }

  /**
   * Payments to be read again by a time (epoch milliseconds), those that have waited longest first.
   * @param from leaves out those that were to be read again before this time.
   */
  async unsettledBy(time: number, most: number, from = 0): Promise<UnsettledPayment[]> {
    const items = await this.#table.query({
      IndexName: 'unsettled-index',
      KeyConditionExpression: 'unsettled = :yes AND lookAgainAt BETWEEN :from AND :time',
      ExpressionAttributeValues: { ':yes': 'yes', ':from': from, ':time': time },
      Limit: most,
    });
    return items.map(({ entryId, lookAgainAt }) => ({ entryId, lookAgainAt }));
  }
}
