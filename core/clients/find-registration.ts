import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { registrationIdOf } from '../domain/ids.ts';
import type { Registrations } from './registrations.ts';

/** A row of the registrations table under its key. */
export interface FoundRegistration {
  pk: string;
  row: Record<string, AttributeValue>;
}

/** An entry's registration, under whichever of the keys it was seen under it is now. */
export async function findRegistration(
  entryId: string,
  keys: readonly string[],
  registrations: Pick<Registrations, 'get'>,
): Promise<FoundRegistration | undefined> {
  for (const pk of keys) {
    const row = await registrations.get(pk);
    // The key may have become another registration's.
    if (row && registrationIdOf(row) === entryId) return { pk, row };
  }
  return undefined;
}
