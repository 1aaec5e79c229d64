import { basename } from 'node:path';
import type { Drive, Tag } from '../../../core/clients/drive/drive.ts';
import { type KeptFile, keepFile } from '../../../core/clients/drive/keep-file.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { listIdOf, sheetIdOf } from '../../../core/domain/ids.ts';
import type { DriveFiles } from '../../../core/progress/drive-files.ts';

export interface PushFileDependencies {
  drive: Omit<Drive, 'trash'>;
  /** The badge bucket, for what is below `sheets/`. */
  sheets: Pick<JobFiles, 'read'>;
  /** The config bucket, for what is below `lists/`. */
  lists: Pick<JobFiles, 'bucket' | 'read'>;
  files: Pick<DriveFiles, 'fileOf' | 'reserveDriveFile'>;
}

/**
 * Puts a file of badge sheets or a list into the organisers' folder, as one file however often it is tried. A list of an
 * earlier execution is replaced: there is one file a list, whose id and link stay.
 *
 * @throws what the Drive client throws.
 */
export async function pushFileToDrive(
  { key, folderId }: { key: string; folderId: string },
  { drive, sheets, lists, files }: PushFileDependencies,
): Promise<{ outcome: KeptFile['outcome']; fileId: string }> {
  const isList = key.startsWith('lists/');
  const { md5, ...content } = await (isList ? lists : sheets).read(key);
  const name = isList ? basename(key) : key.replace(/^sheets\//, '').replaceAll('/', ' ');
  const id = isList ? listIdOf(lists.bucket, name) : sheetIdOf(key);
  const tag: Tag = isList ? { list: id } : { sheet: id };
  const { outcome, file } = await keepFile(
    { id, what: id, folderId, tag, name, md5, content: async () => content },
    await files.fileOf(id),
    { drive, records: files },
  );
  return { outcome, fileId: file.id };
}
