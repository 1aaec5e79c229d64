import { Readable } from 'node:stream';
import * as z from 'zod';
import { DriveFolderNotFoundError, ServiceUnavailableError } from '../../domain/errors.ts';
import { type Content, DriveApi, type DriveApiOptions } from './api.ts';
import type { Drive, DriveFile, FileChange, ListedFile, RemovableFile, Tag } from './drive.ts';
import { isAnswer } from './errors.ts';
import { findRemovable } from './find-removable.ts';

/** The limit of one multipart request: https://developers.google.com/workspace/drive/api/guides/manage-uploads#upload-type */
const largestMultipartBytes = 5 * 1024 * 1024;

const folderType = 'application/vnd.google-apps.folder';

/** Far from the longest address that Google takes, at some 60 bytes a folder. */
const mostFoldersAQuery = 40;

const listedFile = z
  .object({
    id: z.string(),
    name: z.string(),
    mimeType: z.string(),
    md5Checksum: z.string().optional(),
    trashed: z.boolean(),
    parents: z.array(z.string()).optional(),
    appProperties: z.record(z.string(), z.string()).default({}),
  })
  .transform(({ id, name, mimeType, md5Checksum: md5, trashed, parents, appProperties: tag }) => ({
    ...{ id, name, md5, folderId: parents?.[0], tag, isFolder: mimeType === folderType, trashed },
  }));
const file = listedFile
  .refine(({ md5 }) => md5 !== undefined)
  .transform(({ isFolder: _, md5 = '', ...rest }) => ({ ...rest, md5 }));

const fields = 'id,name,mimeType,md5Checksum,trashed,parents,appProperties';
/** The parameters of every call about a file; our folder is in a shared drive. */
const common = { supportsAllDrives: true, fields };

const fileList = z.object({
  files: z.array(listedFile),
  incompleteSearch: z.boolean().optional(),
  nextPageToken: z.string().optional(),
});
const idList = z.object({ ids: z.tuple([z.string()]) });

/** @throws SecretInvalidError when the private key is not one. */
export function createDrive(options: DriveApiOptions): Drive {
  return new GoogleDrive(new DriveApi(options));
}

class GoogleDrive implements Drive {
  readonly #api: DriveApi;

  constructor(api: DriveApi) {
    this.#api = api;
  }

  async find(folderIds: readonly string[], tag: Tag, orName?: string): Promise<DriveFile[]> {
    const tagged = queryOf(tag);
    const wanted = orName === undefined ? tagged : `((${tagged}) or name = '${escaped(orName)}')`;
    const found = await this.#search(folderIds, wanted);
    return found.flatMap(({ isFolder, md5, ...one }) => (md5 === undefined ? [] : { ...one, md5 }));
  }

  list(folderIds: readonly string[]): Promise<ListedFile[]> {
    return this.#search(folderIds);
  }

  /** https://developers.google.com/workspace/drive/api/guides/search-files */
  async #search(folderIds: readonly string[], wanted?: string): Promise<ListedFile[]> {
    const found: ListedFile[] = [];
    for (let start = 0; start < folderIds.length; start += mostFoldersAQuery) {
      const among = folderIds.slice(start, start + mostFoldersAQuery);
      const parents = among.map((id) => `'${escaped(id)}' in parents`).join(' or ');
      const where = among.length === 1 ? parents : `(${parents})`;
      const q = [where, ...(wanted === undefined ? [] : [wanted]), 'trashed = false'].join(' and ');
      let pageToken: string | undefined;
      do {
        const page = await this.#page(among, q, pageToken);
        found.push(...page.files.map(withoutTrash));
        pageToken = page.nextPageToken;
      } while (pageToken);
    }
    return found;
  }

  async #page(
    folderIds: readonly string[],
    q: string,
    pageToken: string | undefined,
  ): Promise<z.infer<typeof fileList>> {
    const query = {
      q,
      pageToken,
      pageSize: 1000,
      orderBy: 'createdTime',
      corpora: 'allDrives',
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      fields: `nextPageToken,incompleteSearch,files(${fields})`,
    };
    const where = folderIds.join(', ');
    const what = `files.list in ${where}`;
    const page = await this.#api
      .read(what, (files, options) => files.list(query, options), fileList)
      .catch(translateMissing(where));
    // The file may be in what was not searched, and going on would create a second one.
    if (page.incompleteSearch) throw new ServiceUnavailableError(`Drive ${what}: the search was incomplete`);
    return page;
  }

  async reserveId(): Promise<string> {
    const query = { count: 1, space: 'drive', type: 'files' };
    const { ids } = await this.#api.read(
      'files.generateIds',
      (files, options) => files.generateIds(query, options),
      idList,
    );
    return ids[0];
  }

  async create({
    id,
    folderId,
    tag,
    name,
    ...content
  }: { id: string; folderId: string; tag: Tag; name: string } & Content): Promise<DriveFile | undefined> {
    const metadata = { id, name, mimeType: content.contentType, parents: [folderId], appProperties: tag };
    const what = `files.create ${id} in ${folderId}`;
    try {
      const created = isLarge(content)
        ? await this.#api.upload(what, { method: 'POST', path: '', fields, metadata, content }, file)
        : await this.#api.write(
            what,
            (files, options) =>
              files.create({ ...common, requestBody: metadata, media: mediaOf(content) }, options),
            file,
          );
      return withoutTrash(created);
    } catch (error) {
      if (isAnswer(error, 409)) return this.get(id);
      return translateMissing(folderId)(error);
    }
  }

  update({ fileId, name, tag, move, content }: FileChange): Promise<DriveFile | undefined> {
    const metadata = {
      ...(name !== undefined && { name, mimeType: content?.contentType }),
      ...(tag && { appProperties: tag }),
    };
    const parents = move && { addParents: move.to, removeParents: move.from };
    const what = `files.update ${fileId}`;
    if (content && isLarge(content)) {
      const path = `/${encodeURIComponent(fileId)}`;
      const upload = { method: 'PATCH', path, fields, metadata, content, parents } as const;
      return this.#api.upload(what, upload, file).then(present, absentIfMissing);
    }
    const query = {
      ...common,
      ...parents,
      fileId,
      ...(Object.keys(metadata).length > 0 && { requestBody: metadata }),
      ...(content && { media: mediaOf(content) }),
    };
    return this.#api
      .write(what, (files, options) => files.update(query, options), file)
      .then(present, absentIfMissing);
  }

  get(fileId: string): Promise<DriveFile | undefined> {
    return this.#get(fileId, file);
  }

  async trash(fileId: string): Promise<void> {
    await this.#setTrashed(fileId, true);
  }

  restore(fileId: string): Promise<DriveFile | undefined> {
    return this.#setTrashed(fileId, false);
  }

  async createFolder({
    id,
    folderId,
    tag,
    name,
  }: {
    id: string;
    folderId: string;
    tag: Tag;
    name: string;
  }): Promise<ListedFile | undefined> {
    const metadata = { id, name, mimeType: folderType, parents: [folderId], appProperties: tag };
    try {
      const created = await this.#api.write(
        `files.create ${id} in ${folderId}`,
        (files, options) => files.create({ ...common, requestBody: metadata }, options),
        listedFile,
      );
      return withoutTrash(created);
    } catch (error) {
      if (isAnswer(error, 409)) return this.getFolder(id);
      return translateMissing(folderId)(error);
    }
  }

  async findFolder(folderId: string, tag: Tag): Promise<ListedFile | undefined> {
    const [found] = await this.#search([folderId], `mimeType = '${folderType}' and ${queryOf(tag)}`);
    return found;
  }

  getFolder(folderId: string): Promise<ListedFile | undefined> {
    return this.#get(folderId, listedFile);
  }

  findAnywhere(tag: Tag): Promise<RemovableFile[]> {
    return findRemovable(this.#api, queryOf(tag));
  }

  async delete(fileId: string): Promise<void> {
    await this.#api
      .write(
        `files.delete ${fileId}`,
        (files, options) => files.delete({ fileId, supportsAllDrives: true }, options),
        z.unknown(),
      )
      .catch(absentIfMissing);
  }

  #get<T extends Answered>(id: string, schema: z.ZodType<T>): Promise<Omit<T, 'trashed'> | undefined> {
    return this.#api
      .read(`files.get ${id}`, (files, options) => files.get({ ...common, fileId: id }, options), schema)
      .then(present, absentIfMissing);
  }

  #setTrashed(fileId: string, trashed: boolean): Promise<DriveFile | undefined> {
    const query = { ...common, fileId, requestBody: { trashed } };
    return this.#api
      .write(`files.update ${fileId}`, (files, options) => files.update(query, options), file)
      .then(present, absentIfMissing);
  }
}

const isLarge = ({ bytes }: Content) => bytes.length > largestMultipartBytes;

/** The content as a part of a multipart request, which has to be a stream or a text. */
const mediaOf = ({ bytes, contentType }: Content) => ({
  mimeType: contentType,
  body: Readable.from(Buffer.from(bytes)),
});

const queryOf = (tag: Tag) =>
  Object.entries(tag)
    .map(([key, value]) => `appProperties has { key='${escaped(key)}' and value='${escaped(value)}' }`)
    .join(' and ');

/** A value within the quotes of a query. */
function escaped(text: string): string {
  return text.replace(/[\\']/g, '\\$&');
}

function translateMissing(folderId: string): (error: unknown) => never {
  return (error) => {
    if (!isAnswer(error, 404)) throw error;
    throw new DriveFolderNotFoundError(
      `Drive folder ${folderId} does not exist, or is not shared with the service account`,
      { cause: error },
    );
  };
}

function absentIfMissing(error: unknown): undefined {
  if (!isAnswer(error, 404)) throw error;
  return undefined;
}

type Answered = { trashed: boolean };

function present<T extends Answered>(found: T): Omit<T, 'trashed'> | undefined {
  return found.trashed ? undefined : withoutTrash(found);
}

function withoutTrash<T extends Answered>({ trashed: _, ...file }: T): Omit<T, 'trashed'> {
  return file;
}
