import type { NewEntries } from '../../../core/clients/entries.ts';
import { sameContent, toAttributeValues } from '../../../core/domain/entry-item.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { contentIdOf, entryIdOf } from '../../../core/domain/ids.ts';
import type { Tombstones } from '../../../core/progress/tombstones.ts';

/**
 * Stores the entry of one queue message as the form sent it. The same entry again changes nothing. A different entry for
 * a Checkout Session that already has one is kept too, under an id of its own; its execution parks it for a person. An entry
 * about somebody who was erased is dropped.
 *
 * @throws InputInvalidError when the body is not a JSON object of attributes; the message then ends in the
 * dead-letter queue.
 */
export async function storeEntry(
  body: string,
  {
    entries,
    tombstones,
  }: { entries: Pick<NewEntries, 'putIfAbsent'>; tombstones: Pick<Tombstones, 'isErased'> },
): Promise<{ entryId: string }> {
  const item = toAttributeValues(parseBody(body));
  const entryId = entryIdOf(item);
  if (await tombstones.isErased(entryId)) return { entryId };
  const existing = await entries.putIfAbsent(entryId, item);
  if (!existing || sameContent(existing, item)) return { entryId };
  const ownId = contentIdOf(item);
  await entries.putIfAbsent(ownId, item);
  return { entryId: ownId };
}

function parseBody(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new InputInvalidError('body: expected JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new InputInvalidError('body: expected a JSON object of attributes');
  }
  return parsed as Record<string, unknown>;
}
