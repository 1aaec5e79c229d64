import type { Executions } from '../../../core/clients/executions.ts';
import { textOf } from '../../../core/domain/entry-item.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { entryId as entryIdSchema, isCheckoutSessionId } from '../../../core/domain/ids.ts';
import type { Progress } from '../../../core/progress/progress.ts';

/** A record of the entries table's stream: the new item's attributes, typed ({"S": …}). */
export interface NewEntry {
  eventId: string;
  item: Record<string, unknown>;
}

/**
 * Starts the workflow for a new entry without a Checkout Session. Entries with a session, of any type, are started by
 * Stripe's webhook. If the webhook came so long before the entry that its execution has given up waiting, another one is
 * started now, even while the first is still reporting it. None is started for an entry that is put back into the table
 * after an execution has registered it or given it to a person.
 *
 * @throws InputInvalidError when the entry's id cannot name an execution.
 */
export async function startRegistration(
  { eventId, item }: NewEntry,
  {
    executions,
    progress,
  }: {
    executions: Pick<Executions, 'start' | 'startFor'>;
    progress: Pick<Progress, 'wasGivenUp' | 'wasTakenUp'>;
  },
): Promise<void> {
  const id = entryIdSchema.safeParse(textOf(item.entryId));
  if (!id.success) throw new InputInvalidError(`entryId: ${id.error.issues[0]?.message}`);
  if (paidBy(item) !== id.data) {
    if (!(await progress.wasTakenUp(id.data))) await executions.start(id.data, eventId);
  } else if (await progress.wasGivenUp(id.data)) await executions.startFor(id.data, eventId);
}

/** The Checkout Session that an entry names. */
function paidBy({ checkout }: NewEntry['item']): string | undefined {
  const text = textOf(checkout);
  return typeof text === 'string' && isCheckoutSessionId(text.trim()) ? text.trim() : undefined;
}
