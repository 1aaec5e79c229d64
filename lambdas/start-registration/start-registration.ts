import type { Executions } from '../shared/clients/executions.ts';
import type { RegistrationType } from '../shared/domain/entry-fields.ts';
import { entryIdOf, isCheckoutSessionId } from '../shared/domain/entry-item.ts';
import { InputInvalidError } from '../shared/domain/errors.ts';
import { entryId as entryIdSchema } from '../shared/domain/state.ts';

/** A record of the entries table's stream: the new item's attributes, typed ({"S": …}). */
export interface NewEntry {
  eventId: string;
  item: Record<string, unknown>;
}

/**
 * Starts the workflow for a new entry that needs no payment. One that does is started by Stripe's webhook; if the
 * webhook came so long before the entry that its execution gave up waiting, the entry is run again now.
 *
 * @throws InputInvalidError when the entry's id cannot name an execution.
 */
export async function startRegistration(
  { eventId, item }: NewEntry,
  {
    executions,
    freeTypes,
  }: {
    executions: Pick<Executions, 'start' | 'restartIfEntryWasMissing'>;
    freeTypes: readonly RegistrationType[];
  },
): Promise<void> {
  const id = entryIdSchema.safeParse(stringOf(item.entryId));
  if (!id.success) throw new InputInvalidError(`entryId: ${id.error.issues[0]?.message}`);
  const free = (freeTypes as readonly string[]).includes(stringOf(item.reg_type)?.trim().toLowerCase() ?? '');
  const waitsForPayment = !free && entryIdOf(item) === id.data && isCheckoutSessionId(id.data);
  if (waitsForPayment) await executions.restartIfEntryWasMissing(id.data, eventId);
  else await executions.start(id.data, eventId);
}

function stringOf(attribute: unknown): string | undefined {
  return (attribute as { S?: string } | undefined)?.S;
}
