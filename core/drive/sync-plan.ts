/** What it takes to make a stage's folder in Drive equal to its badge bucket, from one listing of each side. */
import { badgeKeysFor } from '../badges/badge-design.ts';
import type { ListedFile } from '../clients/drive/drive.ts';
import { isCanary } from '../domain/canary.ts';
import { consequencesFor } from '../domain/payment-state.ts';
import type { CurrentRegistration } from '../jobs/current-registrations.ts';
import type { DriveRecord } from '../progress/progress-record.ts';
import { type Arrangement, folderAttributes, folderFor } from './folder-for.ts';

/** The attributes of a registration that a plan is made from. */
export const planAttributes: readonly string[] = [...folderAttributes, 'payment_state', 'forgotten'];

export interface Sides {
  registrations: readonly CurrentRegistration[];
  /** The MD5 (hex) of every object in the badge bucket, by its key. */
  badges: ReadonlyMap<string, string>;
  /** Everything in the main folder and in our folders, those included; oldest first. */
  files: readonly ListedFile[];
}

/**
 * Why a badge needs work: it is not in Drive; its file has another content; is in another of our folders; is the old
 * system's and not tagged; was in our trash; is not recorded; or is recorded and not to be seen, which is looked into:
 * people may have moved or deleted it.
 */
export type Reason = 'missing' | 'changed' | 'misplaced' | 'adoptable' | 'trashed' | 'unrecorded' | 'unseen';

/** A file of ours that no badge needs. */
export interface Orphan {
  fileId: string;
  name: string;
  entryId: string;
  /** `nobody`: there is no such registration, or its badge was withdrawn. `duplicate`: the badge has another file. */
  of: 'nobody' | 'duplicate';
}

export interface SyncPlan {
  work: { id: string; reason: Reason }[];
  orphans: Orphan[];
  unchanged: number;
  /** Registrations whose badge is not in the bucket. */
  withoutBadge: number;
  /** Badges in the bucket that belong to no registration. */
  withoutRegistration: number;
  /** Files that are not ours. */
  strangers: number;
}

/** Pure: reads and writes nothing. */
export function planSync({ registrations, badges, files }: Sides, arrangement: Arrangement): SyncPlan {
  const seen = new SeenFiles(files, arrangement.mainFolderId);
  const plan: SyncPlan = {
    ...{ work: [], orphans: [], unchanged: 0, withoutBadge: 0, withoutRegistration: 0, strangers: 0 },
  };
  const entitled = new Set<string>();
  const keys = new Set<string>();
  for (const registration of registrations) {
    const { id, pk, row, record } = registration;
    if (record.badgeWithdrawn || !consequencesFor(row).badge) continue;
    entitled.add(id);
    const key = keysOfBadge(pk, record.badge?.key).find((one) => badges.has(one));
    if (key === undefined) {
      plan.withoutBadge += 1;
      continue;
    }
    keys.add(key);
    const folder = folderFor(row, arrangement);
    const wanted = {
      ...{ id, key },
      md5: badges.get(key) ?? '',
      // A folder that is still to be made contains nothing.
      folderId: folder ? seen.folders.get(folder.id) : arrangement.mainFolderId,
    };
    const { reason, file } = seen.compare(wanted, record.drive);
    if (reason) plan.work.push({ id, reason });
    else plan.unchanged += 1;
    if (file) plan.orphans.push(...seen.othersOf(id, file).map((one) => orphanOf(one, 'duplicate')));
  }
  for (const file of seen.tagged) {
    const { entryId = '' } = file.tag;
    if (!entitled.has(entryId) && !isCanary(entryId)) plan.orphans.push(orphanOf(file, 'nobody'));
  }
  plan.strangers = seen.strangers(plan.work);
  plan.withoutRegistration = [...badges.keys()].filter((key) => isBadge(key) && !keys.has(key)).length;
  return plan;
}

/** The keys that a registration's badge may have, the likeliest first. */
export function keysOfBadge(pk: string, recorded: string | undefined): string[] {
  return recorded === undefined ? badgeKeysFor(pk) : [recorded];
}

/** Print sheets are in the bucket too. */
const isBadge = (key: string) => !key.startsWith('sheets/');

const orphanOf = ({ id: fileId, name, tag: { entryId = '' } }: ListedFile, of: Orphan['of']): Orphan => ({
  ...{ fileId, name, entryId, of },
});

interface Wanted {
  id: string;
  key: string;
  md5: string;
  folderId: string | undefined;
}

/** What was found in Drive. */
class SeenFiles {
  readonly tagged: readonly ListedFile[];
  /** Ids in Drive of our folders, by their tags. */
  readonly folders: ReadonlyMap<string, string>;
  readonly #byId: ReadonlyMap<string, ListedFile>;
  readonly #byEntry: ReadonlyMap<string, readonly ListedFile[]>;
  /** Without any tag. */
  readonly #strange: readonly ListedFile[];
  readonly #strangeByName: ReadonlyMap<string, readonly ListedFile[]>;
  readonly #mainFolderId: string;

  constructor(listed: readonly ListedFile[], mainFolderId: string) {
    this.#mainFolderId = mainFolderId;
    const files = listed.filter(({ isFolder }) => !isFolder);
    const folders = listed.filter(({ isFolder, tag }) => isFolder && tag.folder !== undefined);
    // Of two folders with one tag, the oldest.
    this.folders = new Map(folders.toReversed().map(({ id, tag }) => [tag.folder ?? '', id]));
    this.tagged = files.filter(({ tag }) => tag.entryId !== undefined);
    this.#byId = new Map(files.map((file) => [file.id, file]));
    this.#byEntry = Map.groupBy(this.tagged, ({ tag }) => tag.entryId ?? '');
    this.#strange = files.filter(({ tag, md5 }) => Object.keys(tag).length === 0 && md5 !== undefined);
    this.#strangeByName = Map.groupBy(this.#strange, ({ name }) => name);
  }

  /** Why a badge needs work, if it does, and which file it has. */
  compare(wanted: Wanted, recorded: DriveRecord | undefined): { reason?: Reason; file?: ListedFile } {
    const { id, key, md5, folderId } = wanted;
    const file = this.#byId.get(recorded?.fileId ?? '');
    if (!file && recorded?.trashed) return { reason: 'trashed' };
    if (!file && recorded?.md5 !== undefined) return { reason: 'unseen' };
    const current = file ?? this.#byEntry.get(id)?.[0];
    if (!current) return { reason: this.#adoptable(key, folderId) ? 'adoptable' : 'missing' };
    if (current.md5 !== md5) return { reason: 'changed', file: current };
    if (current.folderId !== folderId) return { reason: 'misplaced', file: current };
    if (current.tag.entryId !== id) return { reason: 'adoptable', file: current };
    const isRecorded = recorded?.fileId === current.id && recorded.md5 === md5 && !recorded.trashed;
    return isRecorded ? { file: current } : { reason: 'unrecorded', file: current };
  }

  othersOf(id: string, file: ListedFile): readonly ListedFile[] {
    return (this.#byEntry.get(id) ?? []).filter((other) => other.id !== file.id);
  }

  strangers(work: SyncPlan['work']): number {
    return this.#strange.length - work.filter(({ reason }) => reason === 'adoptable').length;
  }

  /** Where the file will be searched for. */
  #adoptable(name: string, folderId: string | undefined): boolean {
    return (this.#strangeByName.get(name) ?? []).some((file) =>
      [this.#mainFolderId, folderId].includes(file.folderId ?? ''),
    );
  }
}
