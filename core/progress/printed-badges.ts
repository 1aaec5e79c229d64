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

  /** The badge of this hash is on a sheet. */
  async recordSheet(entryId: string, hash: string): Promise<void> {
    await this.#table.change(entryId, { set: { printedHash: hash } });
  }

  /** The hash that every badge has, and the one it had on its last sheet. */
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
