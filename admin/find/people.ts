import { everyEntry, type StoredEntry } from '../../core/clients/entries.ts';
import { textOf } from '../../core/domain/entry-item.ts';
import { identityOf } from '../../core/domain/identity.ts';
import { badgeIdOf, registrationIdOf } from '../../core/domain/ids.ts';
import { type PaymentState, paymentStateAttribute, paymentStateOf } from '../../core/domain/payment-state.ts';
import { type MarkedEntry, markedEntries } from '../../core/progress/attention-marks.ts';
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

/** What needs attention, by the id of the entry. */
export type Marks = ReadonlyMap<string, MarkedEntry['marks']>;

/**
 * Everybody who is registered, and the entries of those who are not. An entry that needs attention because it never came
 * is somebody too, of whom nothing but the id is known.
 */
export async function everybody(stage: Stage): Promise<{ people: Person[]; marks: Marks }> {
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
  const marks = new Map<string, MarkedEntry['marks']>();
  for await (const marked of markedEntries(stage.progress)) {
    marks.set(marked.entryId, marked.marks);
    if (!people.has(marked.entryId)) people.set(marked.entryId, personIn({}, marked.entryId));
  }
  return { people: [...people.values()], marks };
}

export function personIn(item: StoredEntry, id: string): Person {
  const { fullName: name, school, registrationType: type } = identityOf(item);
  const email = textOf(item.email);
  return {
    ...{ id, badgeId: badgeIdOf(id), name, school, type },
    email: typeof email === 'string' ? email.trim() : '',
  };
}
