import { imageTypes } from '../../../core/badges/badge-design.ts';
import type { Badges } from '../../../core/clients/badges.ts';
import type { Drive } from '../../../core/clients/drive/drive.ts';
import { type KeptFile, keepFile } from '../../../core/clients/drive/keep-file.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import type { BadgeLease } from '../../../core/progress/badge-lease.ts';
import type { DriveFiles } from '../../../core/progress/drive-files.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { BadgeRecord, DriveRecord } from '../../../core/progress/progress-record.ts';

export interface PushToDriveDependencies {
  drive: Drive;
  badges: Pick<Badges, 'read'>;
  files: Pick<DriveFiles, 'fileOf' | 'recordDrive' | 'reserveDriveFile'>;
  lease: Pick<BadgeLease, 'holdingBadge'>;
  progress: Pick<Progress, 'recordDone'>;
}

export interface PushedBadge {
  outcome: KeptFile['outcome'] | 'withdrawn';
  fileId?: string;
}

export interface PushInput {
  entryId: string;
  execution: string;
  folderId: string;
}

/**
 * Keeps an entry's badge as one file in the organisers' folder. When the registration is deleted, the file goes into
 * Drive's trash; if the registration comes back, so does the file.
 *
 * @throws InputInvalidError when no badge has been rendered, or it is gone from the bucket.
 * @throws BadgeInFlightError when another execution is working on the badge.
 * @throws what the Drive client throws.
 */
export async function pushToDrive(
  { entryId, execution, folderId }: PushInput,
  { drive, badges, files, lease, progress }: PushToDriveDependencies,
): Promise<PushedBadge> {
  return lease.holdingBadge(entryId, execution, async ({ badge, badgeWithdrawn, drive: recorded }) => {
    if (badge) return push(badge, recorded);
    if (badgeWithdrawn) return withdraw(recorded);
    throw new InputInvalidError(`entry ${entryId}: no badge has been rendered`);
  });

  async function push(badge: BadgeRecord, recorded: DriveRecord | undefined): Promise<PushedBadge> {
    const { key, md5, contentType } = badge;
    const names = Object.values(imageTypes).map(({ extension }) => `badge_${entryId}.${extension}`);
    const name = `badge_${entryId}.${extensionOf(contentType)}`;
    const { outcome, file } = await keepFile(
      {
        id: entryId,
        what: `entry ${entryId}`,
        folderId,
        tag: { entryId },
        name,
        formerNames: names.filter((other) => other !== name),
        md5,
        content: async () => ({ bytes: await read(key), contentType }),
      },
      recorded,
      { drive, records: files },
    );
    await files.recordDrive(entryId, { fileId: file.id, md5: file.md5 });
    return { outcome, fileId: file.id };
  }

  async function read(key: string): Promise<Uint8Array> {
    const bytes = await badges.read(key);
    if (!bytes) throw new InputInvalidError(`entry ${entryId}: its badge is gone from the bucket`);
    return bytes;
  }

  async function withdraw(recorded: DriveRecord | undefined): Promise<PushedBadge> {
    const found = await drive.find([folderId], { entryId });
    for (const { id } of found) await drive.trash(id);
    const { fileId, md5 = '' } = recorded?.md5 ? recorded : { fileId: found[0]?.id, md5: found[0]?.md5 };
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

function extensionOf(contentType: string): string {
  return Object.values(imageTypes).find((type) => type.contentType === contentType)?.extension ?? 'jpg';
}
