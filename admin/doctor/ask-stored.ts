/** What the three tables hold of each entry, as far as they have to agree. */
import { everyEntry } from '../../core/clients/entries.ts';
import { isCanary } from '../../core/domain/canary.ts';
import { mailOf, type ProgressItem, recordOf } from '../../core/progress/progress-record.ts';
import type { Stage } from '../stage.ts';

export interface Stored {
  /** The ids of all entries. */
  entries: ReadonlySet<string>;
  /** The ids of all registrations that came from an entry. */
  registrations: ReadonlySet<string>;
  /** By the ids of their entries. */
  progress: ReadonlyMap<string, StoredProgress>;
}

export interface StoredProgress {
  registered: boolean;
  /** By this software: it, and no other system, has to mail the confirmation. */
  admitted: boolean;
  /** There is a badge, and it was not withdrawn. */
  badge: boolean;
  marked: boolean;
  /** There is a record of the confirmation, whatever became of it. */
  confirmation: boolean;
  /** What Stripe says about the payment was read again after it was made: something happened to it. */
  moneyMoved: boolean;
  /** Its data was deleted on purpose. */
  forgotten: boolean;
  /** Epoch milliseconds. */
  updatedAt: number;
}

/** Reads all three tables, canaries left out. What is written first is read first: an entry, then its registration. */
export async function storedIn(stage: Stage): Promise<Stored> {
  const entries = new Set<string>();
  for await (const { entryId } of everyEntry(stage.dynamo, stage.output('EntriesTable'), ['entryId'])) {
    if (entryId?.S !== undefined && !isCanary(entryId.S)) entries.add(entryId.S);
  }
  const registrations = new Set<string>();
  for await (const { entryId } of stage.registrations.rows(['entryId'])) {
    if (entryId?.S !== undefined) registrations.add(entryId.S);
  }
  const progress = new Map<string, StoredProgress>();
  for await (const item of stage.progress.scan({ FilterExpression: 'attribute_not_exists(heldBy)' })) {
    if (!isCanary(item.entryId)) progress.set(item.entryId, progressOf(item));
  }
  return { entries, registrations, progress };
}

function progressOf(item: ProgressItem): StoredProgress {
  const { registrationKey, badge, badgeWithdrawn, money, attention } = recordOf(item);
  return {
    registered: registrationKey !== undefined,
    admitted: item.admittedBy !== undefined,
    badge: badge !== undefined && !badgeWithdrawn,
    marked: Object.keys(attention).length > 0,
    confirmation: item[mailOf('confirmation')] !== undefined,
    moneyMoved: money !== undefined,
    forgotten: item.erasedAt !== undefined,
    updatedAt: Date.parse(item.updatedAt ?? ''),
  };
}
