import type { ProgressTable } from './progress-table.ts';

/**
 * What the reconcile workflow remembers: which differences the organisers have heard of, and which entry a PaymentIntent
 * paid for, so that Stripe is asked once.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Differences {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** The organisers hear of a difference. @param id of Stripe's object; that of a Checkout Session is the entry's. */
  async recordTold(id: string, key: string): Promise<void> {
    await this.#table.change(id, { add: { differencesTold: new Set([key]) }, untimed: true });
  }

  /** The entry that a PaymentIntent paid for, if that has been recorded. */
  async entryOf(paymentIntentId: string): Promise<string | undefined> {
    return (await this.#table.read(paymentIntentId)).paidFor as string | undefined;
  }

  async recordEntryOf(paymentIntentId: string, entryId: string): Promise<void> {
    await this.#table.change(paymentIntentId, { set: { paidFor: entryId }, untimed: true });
  }
}
