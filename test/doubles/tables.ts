import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { StoredEntry } from '../../lambdas/shared/clients/entries.ts';
import { parseEntry } from '../../lambdas/shared/domain/entry.ts';
import { toAttributeValues } from '../../lambdas/shared/domain/entry-item.ts';
import { EntryNotFoundError } from '../../lambdas/shared/domain/errors.ts';

/** The entries table, in memory. */
export class MemoryEntries {
  readonly items = new Map<string, StoredEntry>();

  with(entryId: string, item: Record<string, unknown>): this {
    this.items.set(entryId, { ...toAttributeValues(item), entryId: { S: entryId } });
    return this;
  }

  async load(entryId: string) {
    const item = this.items.get(entryId);
    if (!item) throw new EntryNotFoundError(`entry ${entryId} has not arrived`);
    return { item, entry: parseEntry(item, { competitionYear: 2025 }) };
  }

  async get(entryId: string) {
    return (await this.load(entryId)).entry;
  }

  async putIfAbsent(entryId: string, item: StoredEntry) {
    const existing = this.items.get(entryId);
    if (!existing) this.items.set(entryId, { ...item, entryId: { S: entryId } });
    return existing;
  }
}

/** The registrations table, in memory. */
export class MemoryRegistrations {
  readonly items = new Map<string, Record<string, AttributeValue>>();

  async putIfAbsent(item: Record<string, AttributeValue>) {
    const pk = item.pk?.S ?? '';
    const existing = this.items.get(pk);
    if (!existing) this.items.set(pk, item);
    return existing;
  }
}
