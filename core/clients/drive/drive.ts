import { Readable } from 'node:stream';
import * as z from 'zod';
import { DriveFolderNotFoundError, ServiceUnavailableError } from '../../domain/errors.ts';
import { type Content, DriveApi, type DriveApiOptions } from './api.ts';
import { isAnswer } from './errors.ts';

/** A file in Drive that is not in its trash. */
export interface DriveFile {
  id: string;
  name: string;
  /** Hex; Drive computes it from the content. */
  md5: string;
}

/** A property visible only to our service account, by which a file is found: names are not unique, and people change them. */
export type Tag = Record<string, string>;

/**
 * The organisers' folder in a shared drive.
 *
 * Every method throws ServiceUnavailableError, RateLimitedError, DriveAccessDeniedError and DriveStorageFullError as
 * Google answers, and RateLimitedError, without a call, while Google has asked any caller to wait. Those that write throw
 * DrivePacedError, without a call, until it is their turn.
 */
export interface Drive {
  /** The files in the folder that carry a tag, oldest first. @throws DriveFolderNotFoundError */
  find(folderId: string, tag: Tag): Promise<DriveFile[]>;
  /** An id with which one file can be created. */
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
  /** Replaces a file's content, and its name where one is given; its id and link stay. @returns undefined when the file is gone. */
  update(file: { fileId: string; name?: string } & Content): Promise<DriveFile | undefined>;
  /** @returns undefined when the file does not exist, cannot be seen, or is in the trash. */
  get(fileId: string): Promise<DriveFile | undefined>;
  /** Puts a file into the trash, from which it can be restored for 30 days. It is no failure if the file is gone. */
  trash(fileId: string): Promise<void>;
  /** Takes a file out of the trash; its id and link stay. @returns undefined when it no longer exists. */
  restore(fileId: string): Promise<DriveFile | undefined>;
}

/** The limit of one multipart request: https://developers.google.com/workspace/drive/api/guides/manage-uploads#upload-type */
const largestMultipartBytes = 5 * 1024 * 1024;

const file = z
  .object({ id: z.string(), name: z.string(), md5Checksum: z.string(), trashed: z.boolean() })
  .transform(({ md5Checksum: md5, ...rest }) => ({ ...rest, md5 }));
type AnsweredFile = z.infer<typeof file>;

const fields = 'id,name,md5Checksum,trashed';
/** The parameters of every call about a file; our folder is in a shared drive. */
const common = { supportsAllDrives: true, fields };

const fileList = z.object({
  files: z.array(file),
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

  async find(folderId: string, tag: Tag): Promise<DriveFile[]> {
    const found: DriveFile[] = [];
    let pageToken: string | undefined;
    do {
      const page = await this.#list(folderId, tag, pageToken);
      found.push(...page.files.map(withoutTrash));
      pageToken = page.nextPageToken;
    } while (pageToken);
    return found;
  }

  async #list(folderId: string, tag: Tag, pageToken: string | undefined): Promise<z.infer<typeof fileList>> {
    const query = {
      q: queryFor(folderId, tag),
      pageToken,
      pageSize: 1000,
      orderBy: 'createdTime',
      corpora: 'allDrives',
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      fields: `nextPageToken,incompleteSearch,files(${fields})`,
    };
    const what = `files.list in ${folderId}`;
    const page = await this.#api
      .read(what, (files, options) => files.list(query, options), fileList)
      .catch(translateMissing(folderId));
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

  update({
    fileId,
    name,
    ...content
  }: { fileId: string; name?: string } & Content): Promise<DriveFile | undefined> {
    const metadata = name === undefined ? undefined : { name, mimeType: content.contentType };
    const what = `files.update ${fileId}`;
    if (isLarge(content)) {
      const path = `/${encodeURIComponent(fileId)}`;
      const upload = { method: 'PATCH', path, fields, metadata: metadata ?? {}, content } as const;
      return this.#api.upload(what, upload, file).then(present, absentIfMissing);
    }
    const query = { ...common, fileId, ...(metadata && { requestBody: metadata }), media: mediaOf(content) };
    return this.#api
      .write(what, (files, options) => files.update(query, options), file)
      .then(present, absentIfMissing);
  }

  get(fileId: string): Promise<DriveFile | undefined> {
    return this.#api
      .read(`files.get ${fileId}`, (files, options) => files.get({ ...common, fileId }, options), file)
      .then(present, absentIfMissing);
  }

  async trash(fileId: string): Promise<void> {
    await this.#setTrashed(fileId, true);
  }

  restore(fileId: string): Promise<DriveFile | undefined> {
    return this.#setTrashed(fileId, false);
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

/** Files of a folder that carry a tag: https://developers.google.com/workspace/drive/api/guides/search-files */
function queryFor(folderId: string, tag: Tag): string {
  const tagged = Object.entries(tag).map(
    ([key, value]) => `appProperties has { key='${escaped(key)}' and value='${escaped(value)}' }`,
  );
  return [`'${escaped(folderId)}' in parents`, ...tagged, 'trashed = false'].join(' and ');
}

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

function present(found: AnsweredFile): DriveFile | undefined {
  return found.trashed ? undefined : withoutTrash(found);
}

function withoutTrash({ id, name, md5 }: AnsweredFile): DriveFile {
  return { id, name, md5 };
}
