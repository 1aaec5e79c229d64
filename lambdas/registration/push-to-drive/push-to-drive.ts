import { imageTypes } from '../../../core/badges/badge-design.ts';
import type { Badges } from '../../../core/clients/badges.ts';
import type { Drive, DriveFile } from '../../../core/clients/drive/drive.ts';
import { InputInvalidError, ServiceUnavailableError } from '../../../core/domain/errors.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { BadgeRecord, DriveRecord } from '../../../core/progress/progress-record.ts';

export interface PushToDriveDependencies {
  drive: Drive;
  badges: Pick<Badges, 'read'>;
  progress: Pick<Progress, 'get' | 'holdingBadge' | 'recordDone' | 'recordDrive' | 'reserveDriveFile'>;
}

export interface PushedBadge {
  outcome: 'created' | 'updated' | 'already there' | 'withdrawn';
  fileId?: string;
}

export interface PushInput {
  entryId: string;
  execution: string;
  folderId: string;
}

/** A file may be deleted while it is updated (1), its id then turns out to be used up (2), a new one is created (3). */
const rounds = 3;

/**
 * Puts an entry's badge into the organisers' folder: one file an entry, whatever failed before, however many runs
 * there are at once. A file that is there is kept, and only given the badge's content if it has another; so its id
 * and link stay. The id of a new file is reserved and stored before the file is created, so that whoever creates it
 * again is told that it exists. Where the registration is gone its file goes into Drive's trash, and comes out of it
 * should the registration come back.
 *
 * @throws InputInvalidError when no badge has been rendered.
 * @throws BadgeInFlightError when another execution is at work on the badge.
 * @throws what the Drive client throws.
 */
export async function pushToDrive(
  { entryId, execution, folderId }: PushInput,
  { drive, badges, progress }: PushToDriveDependencies,
): Promise<PushedBadge> {
  return progress.holdingBadge(entryId, execution, async ({ badge, badgeWithdrawn, drive: recorded }) => {
    if (badge) return push(badge, recorded);
    if (badgeWithdrawn) return withdraw(recorded);
    throw new InputInvalidError(`entry ${entryId}: no badge has been rendered`);
  });

  async function push(badge: BadgeRecord, before: DriveRecord | undefined): Promise<PushedBadge> {
    let recorded = before;
    for (let round = 1; round <= rounds; round += 1) {
      const done = async (outcome: PushedBadge['outcome'], file: DriveFile) => {
        await progress.recordDrive(entryId, { fileId: file.id, md5: file.md5 });
        return { outcome, fileId: file.id };
      };

      const present = await existing(recorded);
      if (present?.md5 === badge.md5) return done('already there', present);

      const content = { bytes: await badges.read(badge.key), contentType: badge.contentType };
      const name = `badge_${entryId}.${extensionOf(badge.contentType)}`;
      if (present) {
        const renamed = ownNames(entryId).includes(present.name) && present.name !== name;
        const updated = await drive.update({
          fileId: present.id,
          name: renamed ? name : undefined,
          ...content,
        });
        if (updated) return done('updated', updated);
      } else {
        const { fileId } = recorded ?? (await progress.reserveDriveFile(entryId, await drive.reserveId()));
        const created = await drive.create({ id: fileId, folderId, tag: { entryId }, name, ...content });
        if (created?.md5 === badge.md5) return done('created', created);
        // Created before with the content of another badge: the next round updates it. Created before and gone since:
        // an id serves once, so the next round creates the file with another.
        if (!created) await progress.reserveDriveFile(entryId, await drive.reserveId(), fileId);
      }
      recorded = (await progress.get(entryId)).drive;
    }
    throw new ServiceUnavailableError(`entry ${entryId}: its file in Drive changes while it is written`);
  }

  /** The entry's file: the one that is recorded, out of the trash if we put it there, or else one that carries its id. */
  async function existing(recorded: DriveRecord | undefined): Promise<DriveFile | undefined> {
    const known =
      recorded &&
      (recorded.trashed ? await drive.restore(recorded.fileId) : await drive.get(recorded.fileId));
    return known ?? (await drive.find(folderId, { entryId }))[0];
  }

  async function withdraw(recorded: DriveRecord | undefined): Promise<PushedBadge> {
    const found = await drive.find(folderId, { entryId });
    for (const { id } of found) await drive.trash(id);
    const { fileId, md5 = '' } = recorded?.md5 ? recorded : { fileId: found[0]?.id, md5: found[0]?.md5 };
    if (fileId === undefined) {
      await progress.recordDone(entryId, 'badge');
    } else {
      // Organisers may have moved it out of the folder.
      await drive.trash(fileId);
      await progress.recordDrive(entryId, { fileId, md5, trashed: true });
    }
    return { outcome: 'withdrawn', fileId };
  }
}

/** The names we give, which organisers may change. */
const ownNames = (entryId: string) =>
  Object.values(imageTypes).map(({ extension }) => `badge_${entryId}.${extension}`);

function extensionOf(contentType: string): string {
  return Object.values(imageTypes).find((type) => type.contentType === contentType)?.extension ?? 'jpg';
}
