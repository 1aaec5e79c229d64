import { canonicalForm, type EntryItem, textOf } from '../domain/entry-item.ts';
import { type ArchivedPerson, archivedPerson, idOfArchived, isReadable, mergePeople } from './archive.ts';

/** A row of the lookup table that is to be written, and the person's id in archives. */
export interface LookupRow {
  id: string;
  item: ArchivedPerson;
}

export interface LookupChanges {
  /** Rows to write: the new ones, and those that change. */
  rows: LookupRow[];
  counts: {
    new: number;
    changed: number;
    same: number;
    /** People whom the form's autofill could not read, so that they are not loaded. */
    unreadable: number;
  };
}

/**
 * What loading people into the lookup table changes. A person who is there already keeps the row. Rows of others are left
 * alone.
 *
 * @param table every item of the table.
 */
export function lookupChanges(table: readonly EntryItem[], people: readonly ArchivedPerson[]): LookupChanges {
  const present = new Map(table.map((item) => [textOf(item.pk), item]));
  const readable = people.filter(isReadable);
  const counts = { new: 0, changed: 0, same: 0, unreadable: people.length - readable.length };
  const rows: LookupRow[] = [];
  for (const { person, isNew } of mergePeople(table.map(archivedPerson), readable)) {
    if (!isNew) continue;
    const before = present.get(person.pk.S);
    if (before && canonicalForm(before) === canonicalForm(person)) {
      counts.same += 1;
      continue;
    }
    counts[before ? 'changed' : 'new'] += 1;
    rows.push({ id: idOfArchived(person), item: person });
  }
  return { rows, counts };
}
