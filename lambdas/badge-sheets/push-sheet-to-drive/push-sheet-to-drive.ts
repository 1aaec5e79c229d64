import type { Drive } from '../../../core/clients/drive/drive.ts';
import { type KeptFile, keepFile } from '../../../core/clients/drive/keep-file.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { sheetIdOf } from '../../../core/domain/ids.ts';
import type { DriveFiles } from '../../../core/progress/drive-files.ts';

export interface PushSheetDependencies {
  drive: Omit<Drive, 'trash'>;
  sheets: Pick<JobFiles, 'read'>;
  files: Pick<DriveFiles, 'fileOf' | 'reserveDriveFile'>;
}

/**
 * Puts an object of the badge sheets into the organisers' folder, as one file however often it is tried.
 *
 * @throws what the Drive client throws.
 */
export async function pushSheetToDrive(
  { key, folderId }: { key: string; folderId: string },
  { drive, files, sheets }: PushSheetDependencies,
): Promise<{ outcome: KeptFile['outcome']; fileId: string }> {
  const { md5, ...content } = await sheets.read(key);
  const id = sheetIdOf(key);
  const name = key.replace(/^sheets\//, '').replaceAll('/', ' ');
  const { outcome, file } = await keepFile(
    { id, what: id, folderId, tag: { sheet: id }, name, md5, content: async () => content },
    await files.fileOf(id),
    { drive, records: files },
  );
  return { outcome, fileId: file.id };
}
