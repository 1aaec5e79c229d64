import type { Drive } from '../../../core/clients/drive/drive.ts';
import { type KeptFile, keepFile } from '../../../core/clients/drive/keep-file.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { listIdOf } from '../../../core/domain/ids.ts';
import type { DriveFiles } from '../../../core/progress/drive-files.ts';

export interface PushListDependencies {
  drive: Omit<Drive, 'trash'>;
  lists: Pick<JobFiles, 'bucket' | 'read'>;
  files: Pick<DriveFiles, 'fileOf' | 'reserveDriveFile'>;
}

/**
 * Puts a list into the organisers' folder. A list of an earlier execution is replaced: there is one file a list, whose
 * id and link stay.
 *
 * @throws what the Drive client throws.
 */
export async function pushListToDrive(
  { key, folderId }: { key: string; folderId: string },
  { drive, files, lists }: PushListDependencies,
): Promise<{ outcome: KeptFile['outcome']; fileId: string }> {
  const { md5, ...content } = await lists.read(key);
  const name = key.slice(key.lastIndexOf('/') + 1);
  const id = listIdOf(lists.bucket, name);
  const { outcome, file } = await keepFile(
    { id, what: id, folderId, tag: { list: id }, name, md5, content: async () => content },
    await files.fileOf(id),
    { drive, records: files },
  );
  return { outcome, fileId: file.id };
}
