import type { Drive } from '../shared/clients/drive.ts';
import type { Progress } from '../shared/clients/progress.ts';
import { InputInvalidError, ServiceUnavailableError } from '../shared/domain/errors.ts';

export interface PushToDriveDependencies {
  drive: Drive;
  badges: { read(key: string): Promise<Uint8Array> };
  progress: Pick<Progress, 'get' | 'recordDrive' | 'reserveDriveFile'>;
}

export interface PushedBadge {
  outcome: 'created' | 'updated' | 'already there';
  fileId: string;
}

/** A file may be deleted while it is updated (1), its id then turns out to be used up (2), a new one is created (3). */
const rounds = 3;

/**
 * Puts an entry's badge into the organisers' folder: one file an entry, whatever failed before, however many runs
 * there are at once. A file that is there is kept, and only given the badge's content if it has another; so its id
 * and link stay. The id of a new file is reserved and stored before the file is created, so that whoever creates it
 * again is told that it exists. Nothing is ever deleted.
 *
 * @throws InputInvalidError when no badge has been rendered.
 * @throws what the Drive client throws.
 */
export async function pushToDrive(
  { entryId, folderId }: { entryId: string; folderId: string },
  { drive, badges, progress }: PushToDriveDependencies,
): Promise<PushedBadge> {
  for (let round = 1; round <= rounds; round += 1) {
    const { badge, drive: recorded } = await progress.get(entryId);
    if (!badge) throw new InputInvalidError(`entry ${entryId}: no badge has been rendered`);

    const done = async (outcome: PushedBadge['outcome'], file: { id: string; md5: string }) => {
      await progress.recordDrive(entryId, { fileId: file.id, md5: file.md5 });
      return { outcome, fileId: file.id };
    };

    const present =
      (recorded && (await drive.get(recorded.fileId))) ?? (await drive.findByEntry(folderId, entryId))[0];
    if (present?.md5 === badge.md5) return done('already there', present);

    const content = { bytes: await badges.read(badge.key), contentType: 'image/jpeg' };
    if (present) {
      const updated = await drive.update({ fileId: present.id, ...content });
      if (updated) return done('updated', updated);
      continue;
    }

    const { fileId } = recorded ?? (await progress.reserveDriveFile(entryId, await drive.reserveId()));
    const name = `badge_${entryId}.jpg`;
    const created = await drive.create({ id: fileId, folderId, entryId, name, ...content });
    if (created?.md5 === badge.md5) return done('created', created);
    // Created before with the content of another badge: the next round updates it. Created before and gone since: an
    // id serves once, so the next round creates the file with another.
    if (!created) await progress.reserveDriveFile(entryId, await drive.reserveId(), fileId);
  }
  throw new ServiceUnavailableError(`entry ${entryId}: its file in Drive changes while it is written`);
}
