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
  /** The config bucket, for lists and for the results of brackets. */
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
  const isSheet = key.startsWith('sheets/');
  const { md5, ...content } = await (isSheet ? sheets : lists).read(key);
  const name = isSheet ? key.replace(/^sheets\//, '').replaceAll('/', ' ') : basename(key);
  const id = isSheet ? sheetIdOf(key) : listIdOf(lists.bucket, name);
  const tag: Tag = isSheet ? { sheet: id } : { list: id };
  const { outcome, file } = await keepFile(
    { id, what: id, folderId, tag, name, md5, content: async () => content },
    await files.fileOf(id),
    { drive, records: files },
  );
  return { outcome, fileId: file.id };
}
