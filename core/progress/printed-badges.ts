import type { ProgressTable } from './progress-table.ts';

/**
 * Which badges are on sheets that are ready to print.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class PrintedBadges {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** The entry's badge is on a sheet, as drawn with this hash. */
  async recordSheet(entryId: string, hash: string): Promise<void> {
    await this.#table.change(entryId, { set: { printedHash: hash } });
  }

  /** The hash of every badge, and the one it had on its last sheet. */
  async *sheetStates(): AsyncGenerator<{ id: string; hash?: string; printedHash?: string }> {
    const badges = this.#table.scan({
      ProjectionExpression: 'entryId, badge, printedHash',
      FilterExpression: 'attribute_exists(badge)',
    });
    for await (const { entryId, badge, printedHash } of badges) {
      yield { id: entryId, hash: badge?.hash, printedHash };
    }
  }
}
