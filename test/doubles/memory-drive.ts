import { createHash } from 'node:crypto';
import type {
  Drive,
  DriveFile,
  FileChange,
  ListedFile,
  RemovableFile,
  Tag,
} from '../../core/clients/drive/drive.ts';
import { DriveFolderNotFoundError } from '../../core/domain/errors.ts';

export interface FileInDrive {
  id: string;
  name: string;
  tag: Tag;
  content: string;
  contentType: string;
  folderId: string;
  trashed: boolean;
  /** Deleted for good. */
  gone: boolean;
}

/** The stage's folder, and one of which our software knows nothing. */
const mainFolder = 'folder_badges';
export const strangeFolder = 'folder_of_people';
const folderType = 'application/vnd.google-apps.folder';

export function fileInDrive(id: string, changes: Partial<FileInDrive> = {}): FileInDrive {
  const content = { name: 'a file', tag: {}, content: '', contentType: 'image/jpeg', folderId: mainFolder };
  return { id, ...content, trashed: false, gone: false, ...changes };
}

/** A folder of Drive and folders in it, with text files. Ids are `file_1`, `file_2`, … */
export class MemoryDrive implements Drive {
  readonly folderId = mainFolder;
  files: FileInDrive[] = [];
  /** Writes that changed something, or would have. */
  writes = 0;
  #ids = 0;

  /** Files that are neither in the trash nor in a folder that is. */
  get present(): FileInDrive[] {
    return this.#existing.filter(({ contentType }) => contentType !== folderType);
  }

  get folders(): FileInDrive[] {
    return this.#existing.filter(({ contentType }) => contentType === folderType);
  }

  get #existing(): FileInDrive[] {
    const isThere = ({ gone, trashed, folderId }: FileInDrive): boolean =>
      !gone && !trashed && this.files.every((file) => file.id !== folderId || isThere(file));
    return this.files.filter(isThere);
  }

  /** A person deletes every file for good. */
  deleteAll(): void {
    for (const file of this.files) file.gone = true;
  }

  async find(folderIds: readonly string[], tag: Tag, orName?: string): Promise<DriveFile[]> {
    return this.#in(folderIds)
      .filter(
        (file) =>
          Object.entries(tag).every(([key, value]) => file.tag[key] === value) || file.name === orName,
      )
      .flatMap((file) => this.#shown(file) ?? []);
  }

  async list(folderIds: readonly string[]): Promise<ListedFile[]> {
    return this.#in(folderIds).map(listed);
  }

  async reserveId(): Promise<string> {
    this.#ids += 1;
    return `file_${this.#ids}`;
  }

  async create({ bytes, ...file }: Parameters<Drive['create']>[0]): Promise<DriveFile | undefined> {
    return this.#shown(this.#create({ ...file, content: textOf(bytes) }));
  }

  async createFolder(folder: Parameters<Drive['createFolder']>[0]): Promise<ListedFile | undefined> {
    this.#create({ ...folder, content: '', contentType: folderType });
    return this.getFolder(folder.id);
  }

  async update({ fileId, name, tag, move, content }: FileChange): Promise<DriveFile | undefined> {
    const file = this.present.find(({ id }) => id === fileId);
    this.writes += 1;
    if (!file) return undefined;
    if (content) Object.assign(file, { content: textOf(content.bytes), contentType: content.contentType });
    Object.assign(file, { name: name ?? file.name, tag: { ...file.tag, ...tag } });
    if (move?.from === file.folderId) file.folderId = move.to;
    return this.#shown(file);
  }

  async get(fileId: string): Promise<DriveFile | undefined> {
    return this.#shown(this.files.find(({ id }) => id === fileId));
  }

  async findFolder(folderId: string, tag: Tag): Promise<ListedFile | undefined> {
    const found = this.#in([folderId]).map(listed);
    return found.find(
      (one) => one.isFolder && Object.entries(tag).every(([key, value]) => one.tag[key] === value),
    );
  }

  async getFolder(folderId: string): Promise<ListedFile | undefined> {
    const folder = this.folders.find(({ id }) => id === folderId);
    return folder && listed(folder);
  }

  async trash(fileId: string): Promise<void> {
    this.#setTrashed(fileId, true);
  }

  async restore(fileId: string): Promise<DriveFile | undefined> {
    return this.#setTrashed(fileId, false);
  }

  /** What our software may do: only a manager may delete for good. */
  isManager = true;

  async findAnywhere(tag: Tag): Promise<RemovableFile[]> {
    return this.files
      .filter((file) => !file.gone)
      .filter((file) => Object.entries(tag).every(([key, value]) => file.tag[key] === value))
      .map(({ id, trashed }) => ({ id, trashed, canDelete: this.isManager }));
  }

  async delete(fileId: string): Promise<void> {
    for (const file of this.files) if (file.id === fileId) file.gone = true;
  }

  #create(file: Omit<FileInDrive, 'trashed' | 'gone'>): FileInDrive {
    this.#in([file.folderId]);
    this.writes += 1;
    const existing = this.files.find(({ id }) => id === file.id);
    if (existing) return existing;
    const created = fileInDrive(file.id, file);
    this.files.push(created);
    return created;
  }

  #setTrashed(fileId: string, trashed: boolean): DriveFile | undefined {
    this.writes += 1;
    const file = this.files.find(({ id, gone }) => id === fileId && !gone);
    if (file) file.trashed = trashed;
    return this.#shown(file);
  }

  #in(folderIds: readonly string[]): FileInDrive[] {
    for (const folder of folderIds) {
      const known = folder === mainFolder || this.folders.some(({ id }) => id === folder);
      if (!known) throw new DriveFolderNotFoundError(`folder ${folder}`);
    }
    return this.#existing.filter(({ folderId }) => folderIds.includes(folderId));
  }

  #shown(file: FileInDrive | undefined): DriveFile | undefined {
    if (!file || !this.present.includes(file)) return undefined;
    const { id, name, content, folderId, tag } = file;
    return { id, name, md5: md5Of(content), folderId, tag };
  }
}

function listed({ id, name, content, contentType, folderId, tag }: FileInDrive): ListedFile {
  const isFolder = contentType === folderType;
  return { id, name, md5: isFolder ? undefined : md5Of(content), folderId, tag, isFolder };
}

const md5Of = (content: string) => createHash('md5').update(content).digest('hex');
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
