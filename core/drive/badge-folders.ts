import type { Drive } from '../clients/drive/drive.ts';
import type { OtherFolders } from '../clients/drive/keep-file.ts';
import { ServiceUnavailableError } from '../domain/errors.ts';
import type { DriveFiles } from '../progress/drive-files.ts';
import type { BadgeFolder } from './folder-for.ts';

interface BadgeFoldersDependencies {
  drive: Pick<Drive, 'createFolder' | 'findFolder' | 'getFolder' | 'reserveId'>;
  files: Pick<DriveFiles, 'fileOf' | 'reserveDriveFile'>;
}

/** Whether a folder in Drive is one that our software made. */
export const isOurs = ({ tag }: { tag: Readonly<Record<string, string>> }): boolean =>
  tag.folder !== undefined;

/** A folder may be deleted while it is looked up (1); its id then turns out to be used up (2); a new one is made (3). */
const rounds = 3;

/**
 * The folders in the stage's folder that badges are sorted into. It remembers what it has seen: of use for one invocation,
 * not for longer, because people change folders too.
 */
export class BadgeFolders {
  readonly #mainFolderId: string;
  readonly #dependencies: BadgeFoldersDependencies;
  readonly #made = new Map<string, Promise<string>>();
  readonly #ours = new Map<string, Promise<boolean>>();

  /** Where a badge may be instead of the folder it belongs in; from any of our folders it is moved there. */
  readonly others: OtherFolders;

  constructor(mainFolderId: string, dependencies: BadgeFoldersDependencies) {
    this.#mainFolderId = mainFolderId;
    this.#dependencies = dependencies;
    this.others = { searched: [mainFolderId], include: (folderId) => this.#isOurs(folderId) };
  }

  /**
   * The id in Drive of a folder, which is made unless it exists; of the main folder when none is given. As with files, its id
   * is reserved and recorded before it is made, so that two runs make one folder.
   *
   * @throws what Drive and the records throw.
   */
  idOf(folder: BadgeFolder | undefined): Promise<string> {
    if (!folder) return Promise.resolve(this.#mainFolderId);
    return remembered(this.#made, folder.id, () => this.#keep(folder));
  }

  async #isOurs(folderId: string): Promise<boolean> {
    if (folderId === this.#mainFolderId) return true;
    return remembered(this.#ours, folderId, async () => {
      const found = await this.#dependencies.drive.getFolder(folderId);
      return found !== undefined && isOurs(found);
    });
  }

  async #keep({ id, name }: BadgeFolder): Promise<string> {
    const { drive, files } = this.#dependencies;
    const folderId = this.#mainFolderId;
    const tag = { folder: id };
    let recorded = await files.fileOf(id);
    for (let round = 1; round <= rounds; round += 1) {
      const found =
        (recorded && (await drive.getFolder(recorded.fileId))) ?? (await drive.findFolder(folderId, tag));
      if (found) {
        if (!recorded) await files.reserveDriveFile(id, found.id);
        return found.id;
      }
      recorded ??= await files.reserveDriveFile(id, await drive.reserveId());
      const { fileId } = recorded;
      const created = await drive.createFolder({ id: fileId, folderId, tag, name });
      if (created) return created.id;
      // Made before and gone since: an id can be used only once.
      recorded = await files.reserveDriveFile(id, await drive.reserveId(), fileId);
    }
    throw new ServiceUnavailableError(`${id}: the folder in Drive changes while it is made`);
  }
}

/** A failure is not remembered. */
function remembered<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const finding = find();
  known.set(key, finding);
  finding.catch(() => known.delete(key));
  return finding;
}
