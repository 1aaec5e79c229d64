/** The files of one shared drive with one folder. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import * as z from 'zod';
import { fileNotFound, notWritable, oneParentOnly, Refusal } from './answers.ts';
import { type Contents, contentsIn, contentsInMemory } from './contents.ts';
import type { Metadata, Upload } from './upload.ts';

export const folderType = 'application/vnd.google-apps.folder';

const storedFile = z.object({
  id: z.string(),
  name: z.string(),
  mimeType: z.string(),
  parents: z.array(z.string()),
  appProperties: z.record(z.string(), z.string()),
  /** ISO 8601. */
  createdTime: z.string(),
  modifiedTime: z.string(),
  trashed: z.boolean(),
  /** Hex. A folder has no content. */
  md5Checksum: z.string().optional(),
  /** Bytes. */
  size: z.int().optional(),
});
export type StoredFile = z.infer<typeof storedFile>;

/** The ids of folders that a file is put into, and taken out of: `addParents` and `removeParents`. */
export interface Move {
  add: readonly string[];
  remove: readonly string[];
}
const staysWhereItIs: Move = { add: [], remove: [] };

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

export class DriveFiles {
  readonly #now: () => number;
  readonly #file: SavedFile;
  readonly #contents: Contents;
  #driveId = `0A${randomBytes(12).toString('base64url')}PVA`;
  #files = new Map<string, StoredFile>();
  #reserved = new Set<string>();
  #deleted = new Set<string>();

  constructor(folderId: string, now: () => number, dataDir?: string) {
    this.#now = now;
    const path = dataDir && join(dataDir, fileName);
    this.#file = new SavedFile(path, () => this.#toSave());
    this.#contents = dataDir ? contentsIn(join(dataDir, 'content')) : contentsInMemory();
    const saved = readSaved(path);
    if (saved) this.#load(saved);
    if (!this.#files.has(folderId)) {
      this.#put({ id: folderId, name: 'Badges', mimeType: folderType, parents: [this.#driveId] });
    }
  }

  get driveId(): string {
    return this.#driveId;
  }

  /** In order of creation. */
  all(): StoredFile[] {
    return [...this.#files.values()].map((file) => this.#asSeen(file));
  }

  find(id: string): StoredFile | undefined {
    const file = this.#files.get(id);
    return file && this.#asSeen(file);
  }

  /** @throws Refusal 404. */
  get(id: string): StoredFile {
    const file = this.find(id);
    if (!file) throw fileNotFound(id);
    return file;
  }

  /** @throws Refusal 404, and 403 for a folder. */
  content(id: string): Buffer {
    if (this.get(id).size === undefined) {
      throw new Refusal(
        403,
        'fileNotDownloadable',
        'Only files with binary content can be downloaded.',
        'alt',
      );
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
   * folder or several.
   */
  parentOfNew({ id, parents = [] }: Metadata): string {
    if (id !== undefined) {
      if (this.#files.has(id) || this.#deleted.has(id)) {
        throw new Refusal(409, 'fileIdInUse', 'A file already exists with the provided ID.', 'file.id');
      }
      if (!this.#reserved.has(id)) {
        throw new Refusal(400, 'invalid', 'The provided file ID is not usable.', 'file.id');
      }
    }
    const [parent, ...more] = parents;
    if (parent === undefined) {
      throw new Refusal(
        403,
        'storageQuotaExceeded',
        'Service Accounts do not have storage quota. Leverage shared drives, or use OAuth delegation instead.',
      );
    }
    if (more.length > 0) throw oneParentOnly();
    this.#checkFolder(parent);
    return parent;
  }

  /**
   * @throws Refusal 404 for a file or folder that is unknown, 403 for what cannot be written, and for a move that leaves
   * the file in no folder, in several, or below itself.
   */
  checkUpdate(id: string, { parents }: Metadata, move: Move): void {
    const file = this.get(id);
    if (parents) {
      throw notWritable(
        'The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead.',
      );
    }
    const [parent = '', ...more] = moved(file.parents, move);
    if (parent === '' || more.length > 0) throw oneParentOnly();
    if (file.parents.includes(parent)) return;
    this.#checkFolder(parent);
    if (this.#isWithin(parent, id)) {
      throw new Refusal(
        403,
        'cannotAddParent',
        'A folder cannot be moved into itself or a folder within it.',
      );
    }
  }

  /** @throws Refusal like `parentOfNew`. */
  create({ metadata, content }: Upload): StoredFile {
    const parent = this.parentOfNew(metadata);
    const { id, name = 'Untitled', appProperties = {} } = metadata;
    const mimeType = metadata.mimeType ?? content?.mimeType ?? 'application/octet-stream';
    const file = {
      id: id ?? newId(),
      name,
      mimeType,
      parents: [parent],
      appProperties: withoutNulls(appProperties),
    };
    // A file created without content is empty.
    return this.#put(file, content?.bytes ?? (mimeType === folderType ? undefined : Buffer.alloc(0)));
  }

  /** Patches the metadata, moves the file, and replaces the content if given. @throws Refusal like `checkUpdate`. */
  update(id: string, { metadata, content }: Upload, move = staysWhereItIs): StoredFile {
    this.checkUpdate(id, metadata, move);
    const file = this.#files.get(id) ?? this.get(id);
    const patched = {
      ...file,
      parents: moved(file.parents, move),
      name: metadata.name ?? file.name,
      mimeType: metadata.mimeType ?? content?.mimeType ?? file.mimeType,
      trashed: metadata.trashed ?? file.trashed,
      appProperties: withoutNulls({ ...file.appProperties, ...metadata.appProperties }),
    };
    return this.#put(patched, content?.bytes);
  }

  /** Deletes permanently, with everything below it. @throws Refusal 404. */
  delete(id: string): void {
    this.get(id);
    for (const child of this.all()) if (child.parents.includes(id)) this.delete(child.id);
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
  #checkFolder(id: string): void {
    if (id !== this.#driveId && this.find(id)?.mimeType !== folderType) throw fileNotFound(id);
  }

  #isWithin(id: string, folder: string): boolean {
    return id === folder || (this.find(id)?.parents ?? []).some((parent) => this.#isWithin(parent, folder));
  }

  #toSave(): z.input<typeof savedDrive> {
    return {
      driveId: this.#driveId,
      files: [...this.#files.values()],
      reserved: [...this.#reserved],
      deleted: [...this.#deleted],
    };
  }

  #put(
    file: Partial<StoredFile> & Pick<StoredFile, 'id' | 'name' | 'mimeType' | 'parents'>,
    content?: Buffer,
  ): StoredFile {
    const time = new Date(this.#now()).toISOString();
    const stored: StoredFile = {
      appProperties: {},
      trashed: false,
      createdTime: time,
      ...file,
      ...(content && { md5Checksum: md5Of(content), size: content.length }),
      modifiedTime: time,
    };
    if (content) this.#contents.write(stored.id, content);
    this.#files.set(stored.id, stored);
    this.#reserved.delete(stored.id);
    this.#file.changed();
    return this.#asSeen(stored);
  }

  /** Everything in a trashed folder counts as trashed, until the folder is restored. */
  #asSeen(file: StoredFile): StoredFile {
    const parents = file.parents.map((id) => this.find(id));
    return { ...file, trashed: file.trashed || parents.some((parent) => parent?.trashed) };
  }

  #load(given: unknown): void {
    const saved = savedDrive.parse(given);
    this.#driveId = saved.driveId;
    this.#files = new Map(saved.files.map((file) => [file.id, file]));
    this.#reserved = new Set(saved.reserved);
    this.#deleted = new Set(saved.deleted);
  }
}

/** Answers with a file's bytes. @throws Refusal 403 for a folder. */
export function contentAnswer(files: DriveFiles, { id }: StoredFile, contentType: string): Response {
  return new Response(new Uint8Array(files.content(id)), { headers: { 'content-type': contentType } });
}

/** Adding a parent that a file has, or removing one that it has not, changes nothing. */
function moved(parents: readonly string[], { add, remove }: Move): string[] {
  return [...new Set([...parents, ...add])].filter((id) => !remove.includes(id));
}

function md5Of(content: Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}

function newId(): string {
  return `1${randomBytes(24).toString('base64url')}`;
}

function withoutNulls(properties: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
