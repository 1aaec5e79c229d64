import type { Executions } from '../shared/clients/executions.ts';
import { isCheckoutSessionId, textOf } from '../shared/domain/entry-item.ts';
import { InputInvalidError } from '../shared/domain/errors.ts';
import { entryId as entryIdSchema } from '../shared/domain/state.ts';

/** A record of the entries table's stream: the new item's attributes, typed ({"S": …}). */
export interface NewEntry {
  eventId: string;
  item: Record<string, unknown>;
}

/**
 * Starts the workflow for a new entry without a Checkout Session. One with a session, of whatever type, is started by
 * Stripe's webhook; if the webhook came so long before the entry that its execution gave up waiting, the entry is run
 * again now.
 *
 * @throws InputInvalidError when the entry's id cannot name an execution.
 */
export async function startRegistration(
  { eventId, item }: NewEntry,
  { executions }: { executions: Pick<Executions, 'start' | 'restartIfEntryWasMissing'> },
): Promise<void> {
  const id = entryIdSchema.safeParse(textOf(item.entryId));
  if (!id.success) throw new InputInvalidError(`entryId: ${id.error.issues[0]?.message}`);
  if (paidBy(item) === id.data) await executions.restartIfEntryWasMissing(id.data, eventId);
  else await executions.start(id.data, eventId);
}

/** The Checkout Session that an entry names. */
function paidBy({ checkout }: NewEntry['item']): string | undefined {
  const text = textOf(checkout);
  return typeof text === 'string' && isCheckoutSessionId(text.trim()) ? text.trim() : undefined;
}
