import { imageTypes } from '../badges/badge-design.ts';
import type { Badges } from '../clients/badges.ts';
import type { Drive } from '../clients/drive/drive.ts';
import { type KeptFile, keepFile } from '../clients/drive/keep-file.ts';
import type { Registrations } from '../clients/registrations.ts';
import { InputInvalidError } from '../domain/errors.ts';
import type { BadgeLease } from '../progress/badge-lease.ts';
import type { DriveFiles } from '../progress/drive-files.ts';
import type { Progress } from '../progress/progress.ts';
import type { BadgeRecord, DriveRecord } from '../progress/progress-record.ts';
import { BadgeFolders } from './badge-folders.ts';
import { type Arrangement, folderFor } from './folder-for.ts';

export interface PushBadgeDependencies {
  arrangement: Arrangement;
  drive: Drive;
  badges: Pick<Badges, 'read'>;
  files: Pick<DriveFiles, 'fileOf' | 'recordDrive' | 'reserveDriveFile'>;
  lease: Pick<BadgeLease, 'holdingBadge'>;
  progress: Pick<Progress, 'recordDone'>;
  /** Asked only where badges have folders of their own. */
  registrations?: Pick<Registrations, 'find'> | undefined;
}

export interface PushedBadge {
  outcome: KeptFile['outcome'] | 'withdrawn';
  fileId?: string;
}

/**
 * Keeps an entry's badge as one file in the organisers' folder, or in the folder within it where it belongs. When the
 * registration is deleted, the file goes into Drive's trash; if the registration comes back, so does the file.
 *
 * @throws InputInvalidError when no badge has been rendered, or it is gone from the bucket.
 * @throws BadgeInFlightError when another execution is working on the badge.
 * @throws what the Drive client throws.
 */
export async function pushBadge(
  { entryId, execution }: { entryId: string; execution: string },
  { arrangement, drive, badges, files, lease, progress, registrations }: PushBadgeDependencies,
): Promise<PushedBadge> {
  const { mainFolderId, by } = arrangement;
  return lease.holdingBadge(entryId, execution, async (record) => {
    const { badge, badgeWithdrawn, drive: recorded, registrationKeys, erasedAt } = record;
    if (erasedAt !== undefined) return { outcome: 'withdrawn' };
    if (badge) return push(badge, registrationKeys, recorded);
    if (badgeWithdrawn) return withdraw(recorded);
    throw new InputInvalidError(`entry ${entryId}: no badge has been rendered`);
  });

  async function push(
    { key, md5, contentType }: BadgeRecord,
    registrationKeys: readonly string[],
    recorded: DriveRecord | undefined,
  ): Promise<PushedBadge> {
    const folders = new BadgeFolders(mainFolderId, { drive, files });
    const registration = by && (await registrations?.find(entryId, registrationKeys));
    const folder = registration && folderFor(registration.row, arrangement);
    const { outcome, file } = await keepBadge(
      { entryId, key, contentType, md5, read: () => read(key) },
      recorded,
      { drive, files, folders, folderId: await folders.idOf(folder) },
    );
    return { outcome, fileId: file.id };
  }

  async function read(key: string): Promise<Uint8Array> {
    const bytes = await badges.read(key);
    if (!bytes) throw new InputInvalidError(`entry ${entryId}: its badge is gone from the bucket`);
    return bytes;
  }

  async function withdraw(recorded: DriveRecord | undefined): Promise<PushedBadge> {
    const found = await drive.find([mainFolderId], { entryId });
    for (const { id } of found) await drive.trash(id);
    // One that was only reserved may have been created all the same.
    const { fileId, md5 = '' } = recorded ?? { fileId: found[0]?.id, md5: found[0]?.md5 };
    if (fileId === undefined) {
      await progress.recordDone(entryId, 'badge');
    } else {
      // Organisers may have moved it out of the folder.
      await drive.trash(fileId);
      await files.recordDrive(entryId, { fileId, md5, trashed: true });
    }
    return { outcome: 'withdrawn', fileId };
  }
}

/** A badge as it is to be in Drive. */
export interface WantedBadge {
  entryId: string;
  /** In the bucket, which is also the name that the old script gave the file in Drive. */
  key: string;
  contentType: string;
  /** Hex. */
  md5: string;
  read: () => Promise<Uint8Array>;
  /** See WantedFile. */
  knownToBeMissing?: boolean;
}

/** Keeps a badge as one file, and records that it is there. @throws what Drive and the records throw. */
export async function keepBadge(
  { entryId, key, contentType, md5, read, knownToBeMissing }: WantedBadge,
  recorded: DriveRecord | undefined,
  {
    drive,
    files,
    folders,
    folderId,
  }: Pick<PushBadgeDependencies, 'drive' | 'files'> & { folders: BadgeFolders; folderId: string },
): Promise<KeptFile> {
  const names = Object.values(imageTypes).map(({ extension }) => `badge_${entryId}.${extension}`);
  const name = `badge_${entryId}.${extensionOf(contentType)}`;
  const kept = await keepFile(
    {
      id: entryId,
      what: `entry ${entryId}`,
      folderId,
      otherFolders: folders.others,
      tag: { entryId },
      adoptedName: key,
      knownToBeMissing,
      name,
      formerNames: names.filter((other) => other !== name),
      md5,
      content: async () => ({ bytes: await read(), contentType }),
    },
    recorded,
    { drive, records: files },
  );
  await files.recordDrive(entryId, { fileId: kept.file.id, md5: kept.file.md5 });
  return kept;
}

function extensionOf(contentType: string): string {
  return Object.values(imageTypes).find((type) => type.contentType === contentType)?.extension ?? 'jpg';
}
