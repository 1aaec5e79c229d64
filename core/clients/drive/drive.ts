import type { Content } from './api.ts';

/** A file in Drive that is not in its trash. */
export interface DriveFile {
  id: string;
  name: string;
  /** Hex; Drive computes it from the content. */
  md5: string;
  /** The folder it is in; absent when our service account cannot see that folder. */
  folderId?: string;
  /** Everything that our service account has tagged it with. */
  tag: Tag;
}

/** Whatever is in a folder, and is not in the trash. */
export interface ListedFile extends Omit<DriveFile, 'md5'> {
  /** Absent for a folder, a shortcut or one of Google's own documents. */
  md5?: string;
  isFolder: boolean;
}

/** A file, by what is left to do to be rid of it. */
export interface RemovableFile {
  id: string;
  trashed: boolean;
  /** Only a manager of a shared drive may delete for good; others put files into the trash, for 30 days. */
  canDelete: boolean;
}

/** Properties visible only to our service account, by which a file is found: names are not unique, and people change them. */
export type Tag = Readonly<Record<string, string>>;

/** What is to change about a file. Its id and link stay. */
export interface FileChange {
  fileId: string;
  name?: string;
  /** Added to what the file is tagged with. */
  tag?: Tag;
  move?: { from: string; to: string };
  content?: Content;
}

/**
 * The organisers' folder in a shared drive.
 *
 * Every method throws ServiceUnavailableError, RateLimitedError, DriveAccessDeniedError and DriveStorageFullError as
 * Google answers, and DrivePacedError, without a call, while Google has asked any caller to wait. Those that write throw
 * it also until it is their turn.
 */
export interface Drive {
  /**
   * The files in these folders that carry a tag or, if a name is given, are called so; oldest first.
   * @throws DriveFolderNotFoundError
   */
  find(folderIds: readonly string[], tag: Tag, orName?: string): Promise<DriveFile[]>;
  /** Everything in these folders, oldest first, and nothing below them. @throws DriveFolderNotFoundError */
  list(folderIds: readonly string[]): Promise<ListedFile[]>;
  /** An id with which one file or folder can be created. */
  reserveId(): Promise<string>;
  /**
   * Creates a file with a reserved id. If it has been created before, that is a success: the file is returned with the
   * content it has.
   * @returns undefined when the file was created before and is gone (deleted, or in the trash).
   * @throws DriveFolderNotFoundError
   */
  create(
    file: { id: string; folderId: string; tag: Tag; name: string } & Content,
  ): Promise<DriveFile | undefined>;
  /** Changes a file in one write. @returns undefined when the file is gone. */
  update(change: FileChange): Promise<DriveFile | undefined>;
  /** @returns undefined when the file does not exist, cannot be seen, or is in the trash. */
  get(fileId: string): Promise<DriveFile | undefined>;
  /** Puts a file into the trash, from which it can be restored for 30 days. It is no failure if the file is gone. */
  trash(fileId: string): Promise<void>;
  /** Takes a file out of the trash; its id and link stay. @returns undefined when it no longer exists. */
  restore(fileId: string): Promise<DriveFile | undefined>;
  /** Every file that carries a tag, wherever it is, also in the trash. */
  findAnywhere(tag: Tag): Promise<RemovableFile[]>;
  /** Deletes a file for good, with all its versions. It is no failure if the file is gone. */
  delete(fileId: string): Promise<void>;
  /** As `create`: ids are reserved for folders too (https://developers.google.com/workspace/drive/api/guides/create-file). */
  createFolder(folder: {
    id: string;
    folderId: string;
    tag: Tag;
    name: string;
  }): Promise<ListedFile | undefined>;
  /** The oldest folder in a folder that carries a tag. @throws DriveFolderNotFoundError */
  findFolder(folderId: string, tag: Tag): Promise<ListedFile | undefined>;
  /** As `get`. */
  getFolder(folderId: string): Promise<ListedFile | undefined>;
}
