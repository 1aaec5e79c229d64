import { PersonErasedError } from '../domain/errors.ts';
import type { ProgressTable } from './progress-table.ts';

/**
 * Who has been erased. A tombstone is an attribute of the item that an entry has in the progress table, and of an item of its
 * own for somebody of earlier tournaments (`archived_…`). It holds an id and a time. What comes late (a message, a webhook, an
 * execution that is run again, a backup) is recognised by it.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Tombstones {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** @param id of an entry, of a registration (`reg_…`), or in archives (`archived_…`). */
  async isErased(id: string): Promise<boolean> {
    return (await this.#table.read(id)).erasedAt !== undefined;
  }

  /** @throws PersonErasedError when the entry's person has been erased. */
  async check(entryId: string): Promise<void> {
    if (await this.isErased(entryId)) throw new PersonErasedError(`entry ${entryId}: its person was erased`);
  }

  /** Sets a tombstone. One that stands already keeps its time. */
  async set(id: string): Promise<void> {
    const none = { condition: 'attribute_not_exists(erasedAt)' };
    const erasedAt = new Date(this.#table.now()).toISOString();
    await this.#table.changeIf(id, none, { set: { erasedAt } });
  }

  /** Since when each has been erased (ISO 8601), by their ids. Scans the whole table. */
  async all(): Promise<Map<string, string>> {
    const erased = new Map<string, string>();
    const items = this.#table.scan({
      ProjectionExpression: 'entryId, erasedAt',
      FilterExpression: 'attribute_exists(erasedAt)',
    });
    for await (const { entryId, erasedAt } of items) erased.set(entryId, erasedAt);
    return erased;
  }
}
