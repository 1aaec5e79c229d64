/** What there is to forget: computed from what the tables have. */
import type { AttributeValue } from '../domain/attribute-value.ts';
import { textOf } from '../domain/entry-item.ts';
import { type Extent, extentOf, includes } from '../domain/forgotten.ts';
import { isCheckoutSessionId } from '../domain/ids.ts';
import type { Due } from '../domain/retention.ts';
import type { ProgressItem } from '../progress/progress-record.ts';
import type { Traces } from './forget.ts';
import { entryAfter, isUnpaid, lost, progressAfter, registrationAfter } from './forgetting.ts';
import type { RetentionItem } from './retention-order.ts';

/** How much of a person is due; undefined when nothing is, or all of it is done. */
export function extentToForget(traces: Traces, due: Due): Extent | undefined {
  const extent = due.neverPaid && neverPaid(traces) ? 'names' : due.extent;
  return extent && isLeft(traces, extent) ? extent : undefined;
}

/**
 * A family that went to the payment page and did not pay: an entry with a Checkout Session of which nothing is known, or
 * only that it was not paid.
 */
export function neverPaid({ entry, rows, progress }: Traces): boolean {
  const checkout = entry && textOf(entry.checkout);
  if (typeof checkout !== 'string' || !isCheckoutSessionId(checkout.trim()) || rows.length > 0) return false;
  return isUnpaid(progress);
}

/** Whether anything is left that is forgotten with this extent. */
function isLeft({ entry, rows, progress }: Traces, extent: Extent): boolean {
  const after = entry && entryAfter(entry, extent);
  if (entry && (!after || lost(entry, after).length > 0)) return true;
  if (rows.length > 0 && extent === 'names') return true;
  const changes = ({ row }: (typeof rows)[number]) =>
    !includes(extentOf(row), extent) || lost(row, registrationAfter(row, extent)).length > 0;
  if (rows.some(changes)) return true;
  return lost(progress, progressAfter(progress, { extent, at: '' })).length > 0;
}

/**
 * What is to be done about an item of the progress table that is not about an entry. A person's hash and the followers of
 * a photo are of no use without the person.
 *
 * @param drive whether the stage has a folder in Drive.
 */
export function noteToForget(
  { entryId: id, heldBy, followers, drive: file }: ProgressItem,
  { extent }: Pick<Due, 'extent'>,
  { drive }: { drive: boolean },
): RetentionItem | undefined {
  if (heldBy !== undefined) return includes(extent, 'names') ? { id, found: 'note' } : undefined;
  if (followers !== undefined) return includes(extent, 'pictures') ? { id, found: 'note' } : undefined;
  if (file === undefined || !drive) return undefined;
  if (id.startsWith('sheet_')) return includes(extent, 'pictures') ? { id, found: 'file' } : undefined;
  return /^(?:list|paper)_/.test(id) && includes(extent, 'names') ? { id, found: 'file' } : undefined;
}

/** Whether an item of the progress table is about an entry that it was not found with: one that never came, say. */
export function isAboutEntry({ entryId, heldBy, registrationKeys }: ProgressItem): boolean {
  return heldBy === undefined && (registrationKeys !== undefined || /^(?:cs|entry|reg)_/.test(entryId));
}

/** Everything about each entry, of what the tables have. */
export function tracesIn({
  entries,
  rows,
  progress,
}: {
  entries: ReadonlyMap<string, Record<string, AttributeValue>>;
  rows: ReadonlyMap<string, Traces['rows']>;
  progress: ReadonlyMap<string, ProgressItem>;
}): Traces[] {
  const ids = new Set([...entries.keys(), ...rows.keys()]);
  for (const [id, item] of progress) if (isAboutEntry(item)) ids.add(id);
  return [...ids].map((id) => ({
    id,
    entry: entries.get(id),
    rows: rows.get(id) ?? [],
    progress: progress.get(id) ?? {},
  }));
}
