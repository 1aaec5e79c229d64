import { everyEntry, type StoredEntry } from '../../core/clients/entries.ts';
import { textOf } from '../../core/domain/entry-item.ts';
import { identityOf } from '../../core/domain/identity.ts';
import { badgeIdOf, registrationIdOf } from '../../core/domain/ids.ts';
import { type PaymentState, paymentStateAttribute, paymentStateOf } from '../../core/domain/payment-state.ts';
import type { Stage } from '../stage.ts';

/** Somebody who is registered, or whose entry has come. */
export interface Person {
  /** Of the registration, which is its entry's. */
  id: string;
  badgeId: string;
  /** The registration's key, where there is one. */
  pk?: string;
  name: string;
  school: string;
  type: string;
  email: string;
  /** What the payment makes of the registration; absent where there is none. */
  payment?: PaymentState;
}

const shown = ['entryId', 'full_name', 'school', 'reg_type', 'email'];

/** Everybody who is registered, and the entries of those who are not. */
export async function everybody(stage: Stage): Promise<Person[]> {
  const people = new Map<string, Person>();
  for await (const row of stage.registrations.rows([...shown, 'pk', paymentStateAttribute])) {
    const id = registrationIdOf(row);
    people.set(id, {
      ...personIn(row, id),
      pk: row.pk?.S ?? '',
      payment: paymentStateOf(row),
    });
  }
  for await (const item of everyEntry(stage.dynamo, stage.output('EntriesTable'), shown)) {
    const id = item.entryId?.S ?? '';
    if (!people.has(id)) people.set(id, personIn(item, id));
  }
  return [...people.values()];
}

function personIn(item: StoredEntry, id: string): Person {
  const { fullName: name, school, registrationType: type } = identityOf(item);
  const email = textOf(item.email);
  return {
    ...{ id, badgeId: badgeIdOf(id), name, school, type },
    email: typeof email === 'string' ? email.trim() : '',
  };
}
