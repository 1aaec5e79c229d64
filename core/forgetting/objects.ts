/** Objects that are nobody's in particular, or of many people: they are deleted all together. */
import type { ObjectVersion, ObjectVersions } from '../clients/object-versions.ts';
import { type Extent, includes } from '../domain/forgotten.ts';
import type { Due } from '../domain/retention.ts';

export type Buckets = Record<'photos' | 'badges' | 'config', Pick<ObjectVersions, 'below' | 'delete'>>;

interface Folder {
  bucket: keyof Buckets;
  prefix: string;
  /** With what these objects go. */
  extent: Extent;
  /** Below the prefix, and kept: what this job itself writes, which has ids only. */
  but?: string;
}

/** By the ids of their items. No entry has an id with a colon. */
export const folders: Readonly<Record<string, Folder>> = {
  'folder:photos': { bucket: 'photos', prefix: '', extent: 'pictures' },
  'folder:badges': { bucket: 'badges', prefix: '', extent: 'pictures' },
  'folder:archives': { bucket: 'config', prefix: 'jobs/archive/', extent: 'medical' },
  'folder:exports': { bucket: 'config', prefix: 'exports/', extent: 'medical' },
  'folder:jobs': { bucket: 'config', prefix: 'jobs/', extent: 'names', but: 'jobs/retention/' },
  'folder:lists': { bucket: 'config', prefix: 'lists/', extent: 'names' },
  'folder:draws': { bucket: 'config', prefix: 'brackets/draws/', extent: 'names' },
  'folder:paper': { bucket: 'config', prefix: 'brackets/paper/', extent: 'names' },
  'folder:results': { bucket: 'config', prefix: 'brackets/results/', extent: 'names' },
};

/** The ids of the folders with objects that are due, and how many versions these have. */
export async function foldersToEmpty(due: Due, buckets: Buckets): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [id, folder] of Object.entries(folders)) {
    if (!includes(due.extent, folder.extent)) continue;
    let count = 0;
    for await (const _ of dueIn(folder, due, buckets)) count += 1;
    if (count > 0) found.set(id, count);
  }
  return found;
}

/** Deletes what is due in a folder, with all versions. @param id of the folder. */
export async function emptyFolder(id: string, due: Due, buckets: Buckets): Promise<void> {
  const folder = folders[id];
  if (!folder || !includes(due.extent, folder.extent)) return;
  // All are listed before any is deleted, for a list goes on from the last one of its page.
  const versions: ObjectVersion[] = [];
  for await (const version of dueIn(folder, due, buckets)) versions.push(version);
  await buckets[folder.bucket].delete(versions);
}

async function* dueIn(
  { bucket, prefix, but }: Folder,
  { objectsUntil }: Pick<Due, 'objectsUntil'>,
  buckets: Buckets,
): AsyncGenerator<ObjectVersion> {
  for await (const version of buckets[bucket].below(prefix)) {
    if (version.since < objectsUntil && !(but && version.key.startsWith(but))) yield version;
  }
}
