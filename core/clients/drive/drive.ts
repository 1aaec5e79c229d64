import { Readable } from 'node:stream';
// The module of one API, as the whole package would put every Google API into the bundle.
import { drive_v3 } from 'googleapis/build/src/apis/drive/index.js';
import * as z from 'zod';
import { DriveFolderNotFoundError, RateLimitedError, ServiceUnavailableError } from '../../domain/errors.ts';
import { callGoogle, type DrivePause, GoogleCallError } from './drive-errors.ts';
import { authorize, type ServiceAccount } from './google-authorization.ts';

/** A file in Drive that is not in its trash. */
export interface DriveFile {
  id: string;
  name: string;
  /** Hex; Drive computes it from the content. */
  md5: string;
}

export interface Content {
  bytes: Uint8Array;
  contentType: string;
}

/** A property private to our service account, by which a file is found: names are not unique, and people change them. */
export type Tag = Record<string, string>;

/**
 * The organisers' folder in a shared drive.
 *
 * Every method throws ServiceUnavailableError, RateLimitedError, DriveAccessDeniedError and DriveStorageFullError as
 * Google answers; and RateLimitedError, without a call, before the time that Google has asked anybody to wait for.
 */
export interface Drive {
  /** The files in the folder that carry a tag, oldest first. @throws DriveFolderNotFoundError */
  find(folderId: string, tag: Tag): Promise<DriveFile[]>;
  /** An id that a file can be created with, once. */
  reserveId(): Promise<string>;
  /**
   * Creates a file with a reserved id. A file that was created with the id before is success: it is returned with
   * the content it has.
   * @returns undefined when the file that was created with the id is gone (deleted, or in the trash).
   * @throws DriveFolderNotFoundError
   */
  create(
    file: { id: string; folderId: string; tag: Tag; name: string } & Content,
  ): Promise<DriveFile | undefined>;
  /** Replaces a file's content, and its name where one is given; its id and link stay. @returns undefined when the file is gone. */
  update(file: { fileId: string; name?: string } & Content): Promise<DriveFile | undefined>;
  /** @returns undefined when the file does not exist, cannot be seen, or is in the trash. */
  get(fileId: string): Promise<DriveFile | undefined>;
  /** Puts a file into the trash, where it can be restored from for 30 days; one that is gone is no failure. */
  trash(fileId: string): Promise<void>;
  /** Takes a file out of the trash; its id and link stay. @returns undefined when it is gone for good. */
  restore(fileId: string): Promise<DriveFile | undefined>;
}

/** Of one multipart request: https://developers.google.com/workspace/drive/api/guides/manage-uploads#upload-type */
const largestMultipartBytes = 5 * 1024 * 1024;

const scope = 'https://www.googleapis.com/auth/drive';

const file = z
  .object({ id: z.string(), name: z.string(), md5Checksum: z.string(), trashed: z.boolean() })
  .transform(({ md5Checksum: md5, ...rest }) => ({ ...rest, md5 }));
const fields = 'id,name,md5Checksum,trashed';
const fileList = z.object({
  files: z.array(file),
  incompleteSearch: z.boolean().optional(),
  nextPageToken: z.string().optional(),
});
const idList = z.object({ ids: z.tuple([z.string()]) });

/**
 * @param options.apiBase another address of the API than Google's.
 * @param options.timeoutMs of each request, the one for a token included.
 * @param options.pause shared by all who call Drive; left out, nobody is waited for.
 * @throws SecretInvalidError when the private key is none.
 */
export function createDrive({
  serviceAccount,
  apiBase,
  timeoutMs = 20_000,
  pause = { end: async () => 0, extend: async () => undefined },
  now = Date.now,
}: {
  serviceAccount: ServiceAccount;
  apiBase?: string;
  timeoutMs?: number;
  pause?: DrivePause;
  now?: () => number;
}): Drive {
  const patience = { pause, now };
  const authorization = authorize(serviceAccount, scope, timeoutMs);
  const { files } = new drive_v3.Drive({ auth: authorization });
  // Given with each call: uploads do not heed the client's own.
  const options = { rootUrl: apiBase };

  async function call<T>(what: string, request: () => Promise<{ data: unknown }>, answer: z.ZodType<T>) {
    await authorized(what);
    const { data } = await callGoogle(`Drive ${what}`, patience, request);
    const parsed = answer.safeParse(data);
    if (!parsed.success) throw new ServiceUnavailableError(`Drive ${what}: the answer is not Drive's`);
    return parsed.data;
  }

  /** Makes sure of a token, unless Google is to be left alone. */
  async function authorized(what: string): Promise<void> {
    const end = await pause.end();
    if (end > now()) {
      throw new RateLimitedError(`Drive ${what}: not before ${new Date(end).toISOString()}, as Drive asked`);
    }
    await callGoogle('Google token', patience, () => authorization.getAccessToken());
  }

  const drive: Drive = {
    async find(folderId, tag) {
      const tagged = Object.entries(tag).map(
        ([key, value]) => `appProperties has { key='${escaped(key)}' and value='${escaped(value)}' }`,
      );
      const q = [`'${escaped(folderId)}' in parents`, ...tagged, 'trashed = false'].join(' and ');
      const found: DriveFile[] = [];
      let pageToken: string | undefined;
      do {
        const query: drive_v3.Params$Resource$Files$List = {
          q,
          pageToken,
          pageSize: 1000,
          orderBy: 'createdTime',
          corpora: 'allDrives',
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
          fields: `nextPageToken,incompleteSearch,files(${fields})`,
        };
        const page = await call(
          `files.list in ${folderId}`,
          () => files.list(query, options),
          fileList,
        ).catch(translateMissing(folderId));
        // What was not searched may hold the file: to go on would be to create a second one.
        if (page.incompleteSearch) {
          throw new ServiceUnavailableError(`Drive files.list in ${folderId}: the search was incomplete`);
        }
        found.push(...page.files.map(withoutTrash));
        pageToken = page.nextPageToken;
      } while (pageToken);
      return found;
    },

    async reserveId() {
      const request = { count: 1, space: 'drive', type: 'files' };
      const { ids } = await call('files.generateIds', () => files.generateIds(request, options), idList);
      return ids[0];
    },

    async create({ id, folderId, tag, name, bytes, contentType }) {
      const requestBody = { id, name, mimeType: contentType, parents: [folderId], appProperties: tag };
      const what = `files.create ${id} in ${folderId}`;
      try {
        if (bytes.length > largestMultipartBytes) {
          return withoutTrash(await upload(what, 'POST', '', requestBody, { bytes, contentType }));
        }
        const request: drive_v3.Params$Resource$Files$Create = {
          supportsAllDrives: true,
          fields,
          requestBody,
          // A part of a multipart request has to be a stream or a text.
          media: { mimeType: contentType, body: Readable.from(Buffer.from(bytes)) },
        };
        return withoutTrash(await call(what, () => files.create(request, options), file));
      } catch (error) {
        if (isAnswer(error, 409)) return drive.get(id);
        return translateMissing(folderId)(error);
      }
    },

    update({ fileId, name, bytes, contentType }) {
      const requestBody = name === undefined ? undefined : { name, mimeType: contentType };
      const what = `files.update ${fileId}`;
      if (bytes.length > largestMultipartBytes) {
        const path = `/${encodeURIComponent(fileId)}`;
        const content = { bytes, contentType };
        return upload(what, 'PATCH', path, requestBody ?? {}, content).then(present, absentIfMissing);
      }
      const request = {
        fileId,
        supportsAllDrives: true,
        fields,
        ...(requestBody && { requestBody }),
        media: { mimeType: contentType, body: Readable.from(Buffer.from(bytes)) },
      };
      return call(what, () => files.update(request, options), file).then(present, absentIfMissing);
    },

    get(fileId) {
      const request = { fileId, supportsAllDrives: true, fields };
      return call(`files.get ${fileId}`, () => files.get(request, options), file).then(
        present,
        absentIfMissing,
      );
    },

    async trash(fileId) {
      await setTrashed(fileId, true);
    },

    restore: (fileId) => setTrashed(fileId, false),
  };
  return drive;

  /**
   * Uploads what is too large for one multipart request: metadata first, then the content to the address that the
   * answer gives (https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable).
   */
  async function upload(
    what: string,
    method: 'POST' | 'PATCH',
    path: string,
    metadata: object,
    { bytes, contentType }: Content,
  ): Promise<z.infer<typeof file>> {
    const query = new URLSearchParams({ uploadType: 'resumable', supportsAllDrives: 'true', fields });
    await authorized(what);
    const begun = await callGoogle(`Drive ${what}`, patience, () =>
      authorization.request({
        url: `${new URL(apiBase ?? 'https://www.googleapis.com/').origin}/upload/drive/v3/files${path}?${query}`,
        method,
        data: metadata,
        headers: { 'X-Upload-Content-Type': contentType, 'X-Upload-Content-Length': String(bytes.length) },
      }),
    );
    const session = begun.headers.get('location');
    if (!session) throw new ServiceUnavailableError(`Drive ${what}: the answer names no upload session`);
    return call(
      `${what}, upload`,
      () =>
        authorization.request({
          url: session,
          method: 'PUT',
          // The library would go through every byte for what an error should not hold; ours hold nothing of its own.
          errorRedactor: false,
          body: Buffer.from(bytes),
          headers: { 'Content-Type': contentType },
        }),
      file,
    ).catch(translateLostSession(what));
  }

  function setTrashed(fileId: string, trashed: boolean): Promise<DriveFile | undefined> {
    const request = { fileId, supportsAllDrives: true, fields, requestBody: { trashed } };
    return call(`files.update ${fileId}`, () => files.update(request, options), file).then(
      present,
      absentIfMissing,
    );
  }
}

/** A value within the quotes of a query. */
function escaped(text: string): string {
  return text.replace(/[\\']/g, '\\$&');
}

function isAnswer(error: unknown, status: number): boolean {
  return error instanceof GoogleCallError && error.status === status;
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

/**
 * Of a session that has expired (404, 410), or took less than it was sent (308), a file or folder may be missing or not:
 * the next attempt asks with a session of its own.
 */
function translateLostSession(what: string): (error: unknown) => never {
  return (error) => {
    if (![308, 404, 410].some((status) => isAnswer(error, status))) throw error;
    throw new ServiceUnavailableError(`Drive ${what}: the upload session is gone`, { cause: error });
  };
}

function absentIfMissing(error: unknown): undefined {
  if (!isAnswer(error, 404)) throw error;
  return undefined;
}

function present(found: z.infer<typeof file>): DriveFile | undefined {
  return found.trashed ? undefined : withoutTrash(found);
}

function withoutTrash({ id, name, md5 }: z.infer<typeof file>): DriveFile {
  return { id, name, md5 };
}
