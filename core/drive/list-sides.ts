import type { Badges } from '../clients/badges.ts';
import type { Drive, ListedFile } from '../clients/drive/drive.ts';
import type { Registrations } from '../clients/registrations.ts';
import { type CurrentRegistration, readRegistrations } from '../jobs/current-registrations.ts';
import type { DriveFiles } from '../progress/drive-files.ts';
import type { Progress } from '../progress/progress.ts';
import { isOurs } from './badge-folders.ts';
import { type Arrangement, folderFor } from './folder-for.ts';
import { planAttributes, type Sides } from './sync-plan.ts';

export interface ListSidesDependencies {
  drive: Pick<Drive, 'getFolder' | 'list'>;
  badges: Pick<Badges, 'list'>;
  files: Pick<DriveFiles, 'fileOf'>;
  progress: Pick<Progress, 'records'>;
  registrations: Pick<Registrations, 'summariesWith'>;
}

/**
 * Lists everything once: Drive a thousand files at a time, the bucket, the registrations and what is recorded about them.
 * Changes nothing.
 *
 * @throws DriveFolderNotFoundError, and what Drive, S3 and the tables throw.
 */
export async function listSides(
  arrangement: Arrangement,
  { drive, badges, files, progress, registrations }: ListSidesDependencies,
): Promise<Sides> {
  // First, so that a file that arrives with its registration in the meantime is not taken for one that nobody needs.
  const inMain = await drive.list([arrangement.mainFolderId]);
  const folders = inMain.filter((one) => one.isFolder && isOurs(one));
  const stored = await badges.list();
  const { registered: current } = await readRegistrations({ registrations, progress }, planAttributes);
  const elsewhere = await foldersElsewhere(arrangement, { current, folders, drive, files });
  const ids = [...folders, ...elsewhere].map(({ id }) => id);
  const inFolders = ids.length > 0 ? await drive.list(ids) : [];
  return { registrations: current, badges: stored, files: [...inMain, ...elsewhere, ...inFolders] };
}

/** Our folders that people moved out of the main one. */
async function foldersElsewhere(
  arrangement: Arrangement,
  {
    current,
    folders,
    drive,
    files,
  }: Pick<ListSidesDependencies, 'drive' | 'files'> & {
    current: readonly CurrentRegistration[];
    folders: readonly ListedFile[];
  },
): Promise<ListedFile[]> {
  const wanted = new Set(current.flatMap(({ row }) => folderFor(row, arrangement)?.id ?? []));
  for (const { tag } of folders) wanted.delete(tag.folder ?? '');
  const found: ListedFile[] = [];
  for (const id of wanted) {
    const recorded = await files.fileOf(id);
    const folder = recorded && (await drive.getFolder(recorded.fileId));
    if (folder?.isFolder && folder.tag.folder === id) found.push(folder);
  }
  return found;
}
