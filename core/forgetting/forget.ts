/** Forgets one person: in the stage's tables, and of the photos and badges all versions. */
import { badgeKeysFor } from '../badges/badge-design.ts';
import type { ForgettableTable } from '../clients/forgettable-table.ts';
import type { ObjectVersions } from '../clients/object-versions.ts';
import type { FoundRegistration, Registrations } from '../clients/registrations.ts';
import type { AttributeValue } from '../domain/attribute-value.ts';
import { Fields, objectKeyFrom } from '../domain/entry-fields.ts';
import type { EntryItem } from '../domain/entry-item.ts';
import { type Extent, forgottenAttribute, includes } from '../domain/forgotten.ts';
import { identityOf } from '../domain/identity.ts';
import { personIdOf, photoIdOf, registrationIdOf } from '../domain/ids.ts';
import type { BadgeLease } from '../progress/badge-lease.ts';
import { type ProgressItem, recordOf } from '../progress/progress-record.ts';
import type { ProgressTable } from '../progress/progress-table.ts';
import { entryAfter, lost, progressAfter, registrationAfter, type Settled, settledOf } from './forgetting.ts';

/** What the stage's tables have of one entry, or of one registration of another system. */
export interface Traces {
  id: string;
  /** Empty when there is none. */
  progress: ProgressItem;
  entry?: Record<string, AttributeValue>;
  /** Each row that is the entry's: usually one. */
  rows: FoundRegistration[];
}

/** Something of a person that is kept outside of tables and buckets, such as a file in Drive. */
export interface Elsewhere {
  /** Does nothing where nothing is left. */
  forget(traces: Traces, extent: Extent): Promise<void>;
}

export interface ForgetDependencies {
  entries: Pick<ForgettableTable, 'get' | 'remove' | 'delete'>;
  rows: Pick<ForgettableTable, 'remove' | 'delete'>;
  registrations: Pick<Registrations, 'find' | 'get'>;
  progress: Pick<ProgressTable, 'read' | 'forget' | 'delete' | 'now'>;
  lease: Pick<BadgeLease, 'holdingBadge'>;
  photos: Pick<ObjectVersions, 'erase'>;
  badges: Pick<ObjectVersions, 'erase'>;
  elsewhere?: readonly Elsewhere[];
}

/** Reads what there is of one entry. A row is found by the keys that the progress item has. */
export async function tracesOf(
  id: string,
  {
    entries,
    registrations,
    progress,
  }: {
    entries: Pick<ForgettableTable, 'get'>;
    registrations: Pick<Registrations, 'find'>;
    progress: Pick<ProgressTable, 'read'>;
  },
): Promise<Traces> {
  const item = await progress.read(id);
  const rows: FoundRegistration[] = [];
  for (const key of recordOf(item).registrationKeys) {
    const found = await registrations.find(id, [key]);
    if (found) rows.push(found);
  }
  return { id, progress: item, entry: await entries.get(id), rows };
}

/**
 * Forgets a person to an extent. It may be repeated, and goes on where it stopped: what leads to the rest is forgotten
 * last. Rows say that they are forgotten before anything else happens, so that nothing draws or mails because of it.
 *
 * @throws BadgeInFlightError while an execution works on the badge.
 */
export async function forget(
  id: string,
  extent: Extent,
  execution: string,
  dependencies: ForgetDependencies,
): Promise<Traces> {
  const { entries, rows, progress, lease, elsewhere = [] } = dependencies;
  return lease.holdingBadge(id, execution, async () => {
    const traces = await tracesOf(id, dependencies);
    for (const { pk, row } of traces.rows) {
      const said = {
        [forgottenAttribute]: registrationAfter(row, extent)[forgottenAttribute] ?? { NULL: true },
      };
      // What is about health does not wait. The name and the photo's key lead to the rest, perhaps from here alone.
      await rows.remove(pk, lost(row, registrationAfter(row, 'medical')), said);
    }
    if (includes(extent, 'pictures')) await forgetPictures(traces, dependencies);
    if (extent === 'pictures') {
      for (const { pk, row } of traces.rows) {
        const gone = lost(row, registrationAfter(row, extent));
        if (gone.length > 0) await rows.remove(pk, gone);
      }
    }
    if (extent === 'names') {
      // Before the entry and the row go, which alone say it.
      const settled = settledIn(traces);
      if (settled) await progress.forget(id, [], { set: { settled } });
      for (const person of personsOf(traces)) {
        await progress.delete(person, { condition: 'heldBy = :id', values: { ':id': id } });
      }
      for (const { pk } of traces.rows) await rows.delete(pk, { [forgottenAttribute]: { S: extent } });
    }
    if (traces.entry) {
      const after = entryAfter(traces.entry, extent);
      const gone = after && lost(traces.entry, after);
      if (!gone) await entries.delete(id);
      else if (gone.length > 0) await entries.remove(id, gone);
    }
    // Where such a place fails, the rest is gone already, and what leads there is not.
    for (const place of elsewhere) await place.forget(traces, extent);
    await forgetProgress(traces, extent, dependencies);
    return traces;
  });
}

/** Every id as which the person is known, so that nobody is registered twice. */
function personsOf({ entry, rows, progress }: Traces): Set<string> {
  const now = [...(entry ? [entry] : []), ...rows.map(({ row }) => row)];
  return new Set([...now.map((item) => personIdOf(identityOf(item))), ...(recordOf(progress).knownAs ?? [])]);
}

/** What the row says of the payment; undefined where there is none. */
function settledIn({ rows: [first] }: Traces): Settled | undefined {
  return first && settledOf(first.row);
}

async function forgetProgress(
  { id, progress: item }: Traces,
  extent: Extent,
  { progress }: Pick<ForgetDependencies, 'progress'>,
): Promise<void> {
  const after = progressAfter(item, { extent, at: new Date(progress.now()).toISOString() });
  const gone = lost(item, after);
  const { erasedAt } = after;
  if (gone.length === 0 && erasedAt === item.erasedAt) return;
  await progress.forget(id, gone, { set: { ...(erasedAt && { erasedAt }) } });
}

/** The photo too, unless the badge of somebody else still shows it. */
async function forgetPictures(
  traces: Traces,
  {
    photos,
    badges,
    progress,
    registrations,
  }: Pick<ForgetDependencies, 'photos' | 'badges' | 'progress' | 'registrations'>,
): Promise<void> {
  for (const key of await ownBadgeKeys()) await badges.erase(key);
  for (const key of photoKeysOf(traces)) {
    const photoId = photoIdOf(key);
    const { followers = [] } = await progress.read(photoId);
    if (!(await anyShows(photoId, [...followers]))) await photos.erase(key);
  }

  /** A key that the row has had may be another's by now, and with it the badge. */
  async function ownBadgeKeys(): Promise<string[]> {
    const { progress: item, id } = traces;
    const others = new Set<string>();
    for (const pk of recordOf(item).registrationKeys) {
      const row = await registrations.get(pk);
      if (row && registrationIdOf(row) !== id) for (const key of badgeKeysFor(pk)) others.add(key);
    }
    return badgeKeysOf(traces).filter((key) => !others.has(key));
  }

  async function anyShows(photoId: string, followers: readonly string[]): Promise<boolean> {
    for (const id of followers.filter((follower) => follower !== traces.id)) {
      if ((await progress.read(id)).photoId === photoId) return true;
    }
    return false;
  }
}

/** The keys of the photos that the entry or its rows name. */
export function photoKeysOf({ entry, rows }: Pick<Traces, 'entry' | 'rows'>): string[] {
  const named = (item: EntryItem) => new Fields(item).optional('imgFilename', objectKeyFrom) ?? [];
  return [...new Set([...(entry ? [entry] : []), ...rows.map(({ row }) => row)].flatMap(named))];
}

/** Every key under which the badge may be, or may have been: a badge moves when its row does. */
export function badgeKeysOf({ progress }: Pick<Traces, 'progress'>): string[] {
  const { badge, registrationKeys } = recordOf(progress);
  return [...new Set([...(badge ? [badge.key] : []), ...registrationKeys.flatMap(badgeKeysFor)])];
}
