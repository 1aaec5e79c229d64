/** The files of one shared drive with one folder. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import * as z from 'zod';
import { fileNotFound, oneParentOnly, Refusal } from './answers.ts';
import { type Contents, contentsIn, contentsInMemory } from './contents.ts';
import { type Move, moved, trashOf } from './moves.ts';
import {
  type Actor,
  checksumsOf,
  described,
  folderType,
  isFolder,
  type StoredFile,
  storedFile,
  undescribed,
} from './stored-file.ts';
import type { Metadata, Upload } from './upload.ts';

export type { StoredFile } from './stored-file.ts';

/** How a file is changed. */
export interface Change extends Upload {
  move?: Move;
  /** Default: the service account. */
  by?: Actor;
}

/** The content of `drive.json`. */
const savedDrive = z.object({
  driveId: z.string(),
  files: z.array(storedFile),
  /** Generated ids not yet used by a file. */
  reserved: z.array(z.string()),
  /** Ids of permanently deleted files, which cannot be used again. */
  deleted: z.array(z.string()),
});

const fileName = 'drive.json';

/** The name by which the API knows an account's own drive, where a service account can keep nothing. */
export const myDrive = 'root';

export class DriveFiles {
  readonly #now: () => number;
  readonly #file: SavedFile;
  readonly #contents: Contents;
  #driveId = `0A${randomBytes(12).toString('base64url')}PVA`;
  #files = new Map<string, StoredFile>();
  #reserved = new Set<string>();
  #deleted = new Set<string>();
  #changes = 0;

  constructor(folderId: string, now: () => number, dataDir?: string) {
    this.#now = now;
    const path = dataDir && join(dataDir, fileName);
    this.#file = new SavedFile(path, () => this.#toSave());
    this.#contents = dataDir ? contentsIn(join(dataDir, 'content')) : contentsInMemory();
    const saved = readSaved(path);
    if (saved) this.#load(saved);
    if (!this.#files.has(folderId)) {
      this.#put({ ...blank, id: folderId, name: 'Badges', mimeType: folderType, parents: [this.#driveId] });
    }
  }

  get driveId(): string {
    return this.#driveId;
  }

  /** Of all items, trash included. */
  get count(): number {
    return this.#files.size;
  }

  childrenOf(folderId: string): number {
    return [...this.#files.values()].filter(({ parents }) => parents.includes(folderId)).length;
  }

  /** In order of creation. `trashed` is whether a file is in the trash, by itself or with its folder. */
  all(): StoredFile[] {
    const isTrashed = this.#trash();
    return [...this.#files.values()].map((file) => seen(file, isTrashed(file)));
  }

  /** The drive itself is a folder too, though no list has it. */
  find(id: string): StoredFile | undefined {
    if (id === this.#driveId) {
      return { ...blank, id, name: 'Drive', mimeType: folderType, parents: [], ...this.#times() };
    }
    const file = this.#files.get(id);
    return file && seen(file, this.#trash()(file));
  }

  /** @throws Refusal 404. */
  get(id: string): StoredFile {
    const file = this.find(id);
    if (!file) throw fileNotFound(id);
    return file;
  }

  /** The ids of an item and of the folders above it, from the item up. */
  lineOf(id: string): string[] {
    const [parent] = this.#files.get(id)?.parents ?? [];
    return parent === undefined ? [] : [id, ...this.lineOf(parent)];
  }

  /** Whether it was put into the trash itself, not only a folder above it. */
  isExplicitlyTrashed(id: string): boolean {
    return this.#files.get(id)?.trashed ?? false;
  }

  /** @throws Refusal 404, and 403 for a folder. */
  content(id: string): Buffer {
    if (this.get(id).size === undefined) {
      throw new Refusal(403, 'fileNotDownloadable', 'Only files with binary content can be downloaded.', {
        location: 'alt',
      });
    }
    return this.#contents.read(id);
  }

  generateIds(count: number): string[] {
    const ids = Array.from({ length: count }, newId);
    for (const id of ids) this.#reserved.add(id);
    this.#file.changed();
    return ids;
  }

  /**
   * The folder that a new file with this metadata belongs in.
   * @throws Refusal 400 for an id that was not generated, 409 for an id in use, 404 for an unknown folder, 403 for no
   * folder or several, and for properties beyond the limits.
   */
  parentOfNew(metadata: Metadata): StoredFile {
    const { id, parents = [myDrive] } = metadata;
    if (id !== undefined) {
      if (this.#files.has(id) || this.#deleted.has(id)) {
        throw new Refusal(409, 'fileIdInUse', 'A file already exists with the provided ID.', {
          location: 'file.id',
        });
      }
      if (!this.#reserved.has(id)) {
        throw new Refusal(400, 'invalid', 'The provided file ID is not usable.', { location: 'file.id' });
      }
    }
    const [parent = myDrive, ...more] = parents;
    if (parent === myDrive) {
      throw new Refusal(
        403,
        'storageQuotaExceeded',
        'Service Accounts do not have storage quota. Leverage shared drives, or use OAuth delegation instead.',
      );
    }
    if (more.length > 0) throw oneParentOnly();
    described(undescribed, metadata);
    return this.#folder(parent);
  }

  /** @throws Refusal like `parentOfNew`. */
  create({ metadata, content, by = 'account' }: Change): StoredFile {
    const { id: parent } = this.parentOfNew(metadata);
    const { id = newId(), name = 'Untitled', createdTime, modifiedTime } = metadata;
    const mimeType = metadata.mimeType ?? content?.mimeType ?? 'application/octet-stream';
    const file = {
      ...blank,
      ...described(undescribed, metadata),
      ...this.#times(),
      ...(createdTime && { createdTime }),
      ...(modifiedTime && { modifiedTime }),
      ...{ id, name, mimeType, parents: [parent], lastModifiedBy: by },
    };
    // A file created without content is empty.
    return this.#put(file, content?.bytes ?? (isFolder(file) ? undefined : Buffer.alloc(0)));
  }

  /**
   * The folder that a file would be in after a move.
   * @throws Refusal 404 for a file or folder that is unknown, 403 when the file would be in no folder, in several, or
   * below itself.
   */
  parentAfter(id: string, move: Move): string {
    const file = this.get(id);
    const [parent, ...more] = moved(file.parents, move);
    if (parent === undefined || more.length > 0) throw oneParentOnly();
    if (file.parents.includes(parent)) return parent;
    this.#folder(parent);
    if (this.#isWithin(parent, id)) {
      throw new Refusal(
        403,
        'cannotAddParent',
        'A folder cannot be moved into itself or a folder within it.',
      );
    }
    return parent;
  }

  /**
   * Patches the metadata, moves the file, and replaces the content if given. Only content and metadata count as a
   * modification.
   * @throws Refusal like `parentAfter`, and 403 for properties beyond the limits.
   */
  update(
    id: string,
    { metadata, content, move = { add: [], remove: [] }, by = 'account' }: Change,
  ): StoredFile {
    const parent = this.parentAfter(id, move);
    const before = this.#files.get(id) ?? this.get(id);
    const { trashed = before.trashed, starred: _, ...more } = metadata;
    const isModified = content !== undefined || Object.keys(more).some((name) => name !== 'trashed');
    const time = this.#times().modifiedTime;
    return this.#put(
      {
        ...before,
        ...described(before, metadata),
        ...trashOf(before, trashed, time, by),
        name: metadata.name ?? before.name,
        mimeType: metadata.mimeType ?? content?.mimeType ?? before.mimeType,
        parents: [parent],
        modifiedTime: metadata.modifiedTime ?? (isModified ? time : before.modifiedTime),
        lastModifiedBy: isModified ? by : before.lastModifiedBy,
      },
      content?.bytes,
    );
  }

  /** Deletes permanently, with everything below it. @throws Refusal 404. */
  delete(id: string): void {
    this.get(id);
    for (const child of [...this.#files.values()]) if (child.parents.includes(id)) this.delete(child.id);
    this.#files.delete(id);
    this.#contents.delete(id);
    this.#deleted.add(id);
    this.#file.changed();
  }

  /** Resolves once every change so far is on disk. */
  saved(): Promise<void> {
    return this.#file.saved();
  }

  /** Writes pending changes immediately. */
  save(): void {
    this.#file.save();
  }

  /** @throws Refusal 404 when there is no folder with this id. */
  #folder(id: string): StoredFile {
    const folder = this.find(id);
    if (!folder || !isFolder(folder)) throw fileNotFound(id);
    return folder;
  }

  #isWithin(id: string, folder: string): boolean {
    return id === folder || (this.find(id)?.parents ?? []).some((parent) => this.#isWithin(parent, folder));
  }

  #times(): { createdTime: string; modifiedTime: string } {
    const time = new Date(this.#now()).toISOString();
    return { createdTime: time, modifiedTime: time };
  }

  #put(
    given: Omit<StoredFile, 'createdTime' | 'modifiedTime'> & Partial<StoredFile>,
    content?: Buffer,
  ): StoredFile {
    this.#changes += 1;
    const isBinary = content !== undefined || given.size !== undefined;
    const file: StoredFile = {
      ...this.#times(),
      ...given,
      ...(content && {
        ...checksumsOf(content),
        headRevisionId: `0B${randomBytes(24).toString('base64url')}`,
      }),
      originalFilename: isBinary ? (given.originalFilename ?? given.name) : undefined,
      version: this.#changes,
    };
    if (content) this.#contents.write(file.id, content);
    this.#files.set(file.id, file);
    this.#reserved.delete(file.id);
    this.#file.changed();
    return this.get(file.id);
  }

  /** Everything in a trashed folder counts as trashed, until the folder is restored. */
  #trash(): (file: StoredFile) => boolean {
    const folders = new Map<string, boolean>();
    const isTrashed = (file: StoredFile): boolean => file.trashed || file.parents.some(isTrashedFolder);
    const isTrashedFolder = (id: string): boolean => {
      const folder = this.#files.get(id);
      const known = folders.get(id) ?? (folder !== undefined && isTrashed(folder));
      folders.set(id, known);
      return known;
    };
    return isTrashed;
  }

  #toSave(): z.input<typeof savedDrive> {
    return {
      driveId: this.#driveId,
      files: [...this.#files.values()],
      reserved: [...this.#reserved],
      deleted: [...this.#deleted],
    };
  }

  #load(given: unknown): void {
    const saved = savedDrive.parse(given);
    this.#driveId = saved.driveId;
    this.#files = new Map(saved.files.map((file) => [file.id, file]));
    this.#reserved = new Set(saved.reserved);
    this.#deleted = new Set(saved.deleted);
    this.#changes = saved.files.reduce(
      (latest, { version }) => Math.max(latest, version),
      saved.files.length,
    );
  }
}

/** Answers with a file's bytes. @throws Refusal 403 for a folder. */
export function contentAnswer(files: DriveFiles, { id }: StoredFile, contentType: string): Response {
  return new Response(new Uint8Array(files.content(id)), { headers: { 'content-type': contentType } });
}

const blank = { ...undescribed, trashed: false, version: 0, lastModifiedBy: 'account' } as const;

function seen(file: StoredFile, trashed: boolean): StoredFile {
  return trashed === file.trashed ? file : { ...file, trashed };
}

function newId(): string {
  return `1${randomBytes(24).toString('base64url')}`;
}
