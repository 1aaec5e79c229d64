import { createHash } from 'node:crypto';
import type { Content } from '../../core/clients/drive/api.ts';
import type { Drive, DriveFile, Tag } from '../../core/clients/drive/drive.ts';
import { DriveFolderNotFoundError } from '../../core/domain/errors.ts';

export interface FileInDrive {
  id: string;
  name: string;
  tag: Tag;
  content: string;
  contentType: string;
  trashed: boolean;
  /** Deleted for good. */
  gone: boolean;
  /** A person moved it out of the folder. */
  moved: boolean;
}

export function fileInDrive(id: string, changes: Partial<FileInDrive> = {}): FileInDrive {
  const content = { name: 'a file', tag: {}, content: '', contentType: 'image/jpeg' };
  return { id, ...content, trashed: false, gone: false, moved: false, ...changes };
}

/** One folder of Drive, with text files whose ids are `file_1`, `file_2`, … */
export class MemoryDrive implements Drive {
  readonly folderId = 'folder_badges';
  files: FileInDrive[] = [];
  #ids = 0;

  get present(): FileInDrive[] {
    return this.files.filter(({ gone, trashed }) => !gone && !trashed);
  }

  /** A person deletes every file for good. */
  deleteAll(): void {
    for (const file of this.files) file.gone = true;
  }

  async find(folderId: string, tag: Tag): Promise<DriveFile[]> {
    this.#look(folderId);
    return this.present
      .filter((file) => !file.moved && Object.entries(tag).every(([key, value]) => file.tag[key] === value))
      .flatMap((file) => this.#shown(file) ?? []);
  }

  async reserveId(): Promise<string> {
    this.#ids += 1;
    return `file_${this.#ids}`;
  }

  async create({
    id,
    folderId,
    tag,
    name,
    bytes,
    contentType,
  }: Parameters<Drive['create']>[0]): Promise<DriveFile | undefined> {
    this.#look(folderId);
    const existing = this.files.find((file) => file.id === id);
    if (existing) return this.#shown(existing);
    const file = fileInDrive(id, { name, tag, content: textOf(bytes), contentType });
    this.files.push(file);
    return this.#shown(file);
  }

  async update({
    fileId,
    name,
    bytes,
    contentType,
  }: { fileId: string; name?: string } & Content): Promise<DriveFile | undefined> {
    const file = this.present.find(({ id }) => id === fileId);
    if (file) Object.assign(file, { content: textOf(bytes), contentType, name: name ?? file.name });
    return this.#shown(file);
  }

  async get(fileId: string): Promise<DriveFile | undefined> {
    return this.#shown(this.files.find(({ id }) => id === fileId));
  }

  async trash(fileId: string): Promise<void> {
    this.#setTrashed(fileId, true);
  }

  async restore(fileId: string): Promise<DriveFile | undefined> {
    return this.#setTrashed(fileId, false);
  }

  #setTrashed(fileId: string, trashed: boolean): DriveFile | undefined {
    const file = this.files.find(({ id, gone }) => id === fileId && !gone);
    if (file) file.trashed = trashed;
    return this.#shown(file);
  }

  #look(folderId: string): void {
    if (folderId !== this.folderId) throw new DriveFolderNotFoundError(`folder ${folderId}`);
  }

  #shown(file: FileInDrive | undefined): DriveFile | undefined {
    if (!file || !this.present.includes(file)) return undefined;
    const { id, name, content } = file;
    return { id, name, md5: createHash('md5').update(content).digest('hex') };
  }
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
