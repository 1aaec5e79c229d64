import { createHash } from 'node:crypto';
import { imageTypes } from '../badges/badge-design.ts';
import type { Registrations } from '../clients/registrations.ts';
import { consequencesFor } from '../domain/payment-state.ts';
import type { ProgressRecord } from '../progress/progress-record.ts';
import type { BadgeFolders } from './badge-folders.ts';
import { folderFor } from './folder-for.ts';
import { keepBadge, type PushBadgeDependencies } from './push-badge.ts';
import { keysOfBadge } from './sync-plan.ts';

export interface SyncDependencies extends Omit<PushBadgeDependencies, 'progress' | 'registrations'> {
  folders: BadgeFolders;
  registrations: Pick<Registrations, 'find'>;
}

/** Runs alone on each badge, whatever the plan was made from: what has changed since then is seen here. */
interface Item {
  entryId: string;
  execution: string;
}

/**
 * Makes a badge's file in Drive equal to what the bucket has. Unlike `pushBadge`, it goes by the bucket rather than by what
 * is recorded, and so it also serves the badges of another system.
 *
 * @param missing no file of it was in our folders when the plan was made. Whoever has created one since has recorded its id.
 * @returns what was done, or why nothing was.
 * @throws BadgeInFlightError when another execution is working on the badge; what Drive, S3 and the tables throw.
 */
export async function syncBadge(
  { entryId, execution, missing = false }: Item & { missing?: boolean },
  dependencies: SyncDependencies,
): Promise<string> {
  const { arrangement, badges, drive, files, folders, lease, registrations } = dependencies;
  return lease.holdingBadge(entryId, execution, async (record) => {
    const registration = await entitled(entryId, record, registrations);
    if (!registration) return 'not registered any more';
    for (const key of keysOfBadge(registration.pk, record.badge?.key)) {
      const bytes = await badges.read(key);
      if (!bytes) continue;
      const folderId = await folders.idOf(folderFor(registration.row, arrangement));
      const md5 = createHash('md5').update(bytes).digest('hex');
      const contentType = record.badge?.contentType ?? contentTypeOf(key);
      const badge = { entryId, key, contentType, md5, read: async () => bytes, knownToBeMissing: missing };
      return (await keepBadge(badge, record.drive, { drive, files, folders, folderId })).outcome;
    }
    return 'no badge any more';
  });
}

/**
 * Puts a file of ours that no badge needs into Drive's trash, unless it belongs to somebody by now.
 *
 * @returns what was done, or why nothing was.
 * @throws what syncBadge throws.
 */
export async function trashOrphan(
  { fileId, execution }: { fileId: string; execution: string },
  { drive, files, folders, lease, registrations }: SyncDependencies,
): Promise<string> {
  const file = await drive.get(fileId);
  if (!file) return 'not there any more';
  const { entryId } = file.tag;
  const isOurs = file.folderId !== undefined && (await folders.others.include(file.folderId));
  if (entryId === undefined || !isOurs) return 'left in peace';
  return lease.holdingBadge(entryId, execution, async (record) => {
    const recorded = record.drive?.fileId;
    if (await entitled(entryId, record, registrations)) {
      const hasAnother = recorded !== undefined && recorded !== fileId && (await drive.get(recorded));
      if (!hasAnother) return 'needed again';
    }
    await drive.trash(fileId);
    if (recorded === fileId) await files.recordDrive(entryId, { fileId, md5: file.md5, trashed: true });
    return 'trashed';
  });
}

/** The registration, if there is to be a badge of it. */
async function entitled(
  entryId: string,
  { registrationKeys, badgeWithdrawn }: ProgressRecord,
  registrations: Pick<Registrations, 'find'>,
) {
  if (badgeWithdrawn) return undefined;
  const found = await registrations.find(entryId, registrationKeys);
  return found && consequencesFor(found.row).badge ? found : undefined;
}

function contentTypeOf(key: string): string {
  const type = Object.values(imageTypes).find(({ extension }) => key.endsWith(`.${extension}`));
  return (type ?? imageTypes.jpeg).contentType;
}
