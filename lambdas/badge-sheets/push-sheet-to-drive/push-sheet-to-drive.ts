import type { Drive } from '../../../core/clients/drive/drive.ts';
import type { Sheets } from '../../../core/clients/sheets.ts';
import { ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { sheetIdOf } from '../../../core/domain/ids.ts';
import type { Progress } from '../../../core/progress/progress.ts';

export interface PushSheetDependencies {
  drive: Pick<Drive, 'create' | 'get' | 'reserveId' | 'update'>;
  sheets: Pick<Sheets, 'read'>;
  progress: Pick<Progress, 'get' | 'reserveDriveFile'>;
}

/** A file may be deleted while it is updated (1), its id then turns out to be used up (2), a new one is created (3). */
const rounds = 3;

/**
 * Puts an object of the badge sheets into the organisers' folder: one file an object, however often it is tried. As
 * with a badge, the file's id is reserved and kept before the file is created.
 *
 * @throws what the Drive client throws.
 */
export async function pushSheetToDrive(
  { key, folderId }: { key: string; folderId: string },
  { drive, sheets, progress }: PushSheetDependencies,
): Promise<{ outcome: 'created' | 'updated' | 'already there'; fileId: string }> {
  const { bytes, contentType, md5 } = await sheets.read(key);
  const id = sheetIdOf(key);
  for (let round = 1; round <= rounds; round += 1) {
    const reserved =
      (await progress.get(id)).drive ?? (await progress.reserveDriveFile(id, await drive.reserveId()));
    const { fileId } = reserved;
    const present = await drive.get(fileId);
    if (present?.md5 === md5) return { outcome: 'already there', fileId };
    if (present) {
      if (await drive.update({ fileId, bytes, contentType })) return { outcome: 'updated', fileId };
    } else {
      const name = key.replace(/^sheets\//, '').replaceAll('/', ' ');
      const created = await drive.create({
        id: fileId,
        folderId,
        tag: { sheet: id },
        name,
        bytes,
        contentType,
      });
      if (created?.md5 === md5) return { outcome: 'created', fileId };
      // Created before and gone since: an id serves once.
      if (!created) await progress.reserveDriveFile(id, await drive.reserveId(), fileId);
    }
  }
  throw new ServiceUnavailableError(`${id}: its file in Drive changes while it is written`);
}
