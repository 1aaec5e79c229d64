/** What a move and the trash change in a file. */
import type { Actor, StoredFile } from './stored-file.ts';

/** The ids of folders that a file is put into, and taken out of: `addParents` and `removeParents`. */
export interface Move {
  add: readonly string[];
  remove: readonly string[];
}

/** @param time ISO 8601. */
export function trashOf(before: StoredFile, trashed: boolean, time: string, by: Actor) {
  const { trashedTime = time, trashedBy = by } = before;
  return trashed
    ? { trashed, trashedTime, trashedBy }
    : { trashed, trashedTime: undefined, trashedBy: undefined };
}

/** Adding a parent that a file has, or removing one that it has not, changes nothing. */
export function moved(parents: readonly string[], { add, remove }: Move): string[] {
  return [...new Set([...parents, ...add])].filter((id) => !remove.includes(id));
}
