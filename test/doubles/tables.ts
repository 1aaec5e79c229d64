import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { StoredEntry } from '../../core/clients/entries.ts';
import type { BadgeNotes, Taken } from '../../core/clients/registrations.ts';
import { parseEntry } from '../../core/domain/entry.ts';
import { toAttributeValues } from '../../core/domain/entry-item.ts';
import { EntryNotFoundError } from '../../core/domain/errors.ts';
import { identityOf } from '../../core/domain/identity.ts';
import { registrationIdOf } from '../../core/domain/ids.ts';
import type { RegisteredState } from '../../core/domain/payment-state.ts';
import type { RegistrationItem } from '../../core/domain/registration.ts';

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

  async find(entryId: string) {
    return this.items.get(entryId);
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

/** The registrations table, and who is registered as which person, in memory. */
export class MemoryRegistrations {
  readonly items: Map<string, Record<string, AttributeValue>>;
  readonly persons = new Map<string, NonNullable<Taken['person']>>();

  constructor(items = new Map<string, Record<string, AttributeValue>>()) {
    this.items = items;
  }

  async get(pk: string) {
    return structuredClone(this.items.get(pk));
  }

  async *summariesWith(attributes: readonly string[]) {
    const listed = new Set(['pk', 'entryId', 'full_name', 'school', 'reg_type', ...attributes]);
    for (const [pk, item] of this.items) {
      const row = Object.fromEntries(Object.entries(item).filter(([name]) => listed.has(name)));
      yield { id: registrationIdOf(row), pk, ...identityOf(row), row };
    }
  }

  async find(entryId: string, keys: readonly string[]) {
    for (const pk of keys) {
      const row = await this.get(pk);
      if (row && registrationIdOf(row) === entryId) return { pk, row };
    }
    return undefined;
  }

  async add(item: RegistrationItem, personId: string, replaces?: string): Promise<Taken | undefined> {
    const pk = item.pk.S;
    const row = this.items.get(pk);
    const holder = this.persons.get(personId);
    const person = holder && ![item.entryId.S, replaces].includes(holder.heldBy) ? holder : undefined;
    if (row || person) return { row, person };
    this.items.set(pk, item);
    this.persons.set(personId, { heldBy: item.entryId.S, registrationKey: pk });
    return undefined;
  }

  async noteBadge(pk: string, { badgeId, preflight, findings }: BadgeNotes) {
    const row = this.items.get(pk);
    if (!row) return;
    const { badge_preflight: _, findings: __, ...others } = row;
    this.items.set(pk, {
      ...others,
      badge_id: { S: badgeId },
      ...(preflight.length > 0 && { badge_preflight: { S: preflight.join('; ') } }),
      ...(findings.length > 0 && { findings: { S: findings.join('; ') } }),
    });
  }

  async notePayment(
    pk: string,
    { entryId, state, readAt }: { entryId: string; state: RegisteredState; readAt: number },
  ) {
    const row = this.items.get(pk);
    if (row?.entryId?.S !== entryId || Number(row.payment_read_at?.N ?? -1) >= readAt) return;
    const read = { ...row, payment_read_at: { N: String(readAt) } };
    const stays = state === 'paid' && !row.payment_state;
    this.items.set(pk, stays ? read : { ...read, payment_state: { S: state } });
  }

  async renameSchool({ id, pk }: { id: string; pk: string }, { from, to }: { from: string; to: string }) {
    const row = this.items.get(pk);
    if (!row || registrationIdOf(row) !== id || row.school?.S !== from) return false;
    this.items.set(pk, { ...row, school: { S: to } });
    return true;
  }

  async noteSharedPhoto(pk: string, photoId: string) {
    const row = this.items.get(pk);
    if (row) this.items.set(pk, { ...row, photo_shared: { S: photoId } });
  }
}
