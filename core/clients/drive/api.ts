// The module of one API, as the whole package would put every Google API into the bundle.
import { drive_v3 } from 'googleapis/build/src/apis/drive/index.js';
import type * as z from 'zod';
import { DrivePacedError, ServiceUnavailableError } from '../../domain/errors.ts';
import { authorize, type ServiceAccount } from './authorization.ts';
import { callGoogle, type DrivePause, isAnswer } from './errors.ts';

const scope = 'https://www.googleapis.com/auth/drive';

export interface Content {
  bytes: Uint8Array;
  contentType: string;
}

export interface DriveApiOptions {
  serviceAccount: ServiceAccount;
  /** Another address of the API than Google's. */
  apiBase?: string;
  /** For each request, including the one for a token. */
  timeoutMs?: number;
  /** Shared by everyone who calls Drive; without it, no call waits for another's answer. */
  pause?: DrivePause;
  /** Shared by everyone who writes to Drive; without it, writes are not paced. */
  pace?: WritePace;
  now?: () => number;
}

/** Whose turn it is to write. */
export interface WritePace {
  /** Takes leave to write once. @throws DrivePacedError */
  take(): Promise<void>;
}

type Files = drive_v3.Drive['files'];
/** Given with each call, because uploads ignore the client's own. */
type CallOptions = { rootUrl: string | undefined };
type Request = (files: Files, options: CallOptions) => Promise<{ data: unknown }>;

/** A resumable upload: of a new file by POST without a path, of a file's content by PATCH to its path. */
export interface Upload {
  method: 'POST' | 'PATCH';
  path: string;
  /** The file's fields that the answer should have. */
  fields: string;
  metadata: object;
  content: Content;
  /** The folders that the file is moved to and from. */
  parents?: { addParents: string; removeParents: string };
}

/** Requests to Drive, each with a token. Answers are checked by a schema, failures become our own errors. */
export class DriveApi {
  readonly #authorization: ReturnType<typeof authorize>;
  readonly #files: Files;
  readonly #apiBase: string | undefined;
  readonly #pause: DrivePause;
  readonly #pace: WritePace;
  readonly #now: () => number;

  /** @throws SecretInvalidError when the private key is not one. */
  constructor({
    serviceAccount,
    apiBase,
    timeoutMs = 20_000,
    pause = { end: async () => 0, extend: async () => undefined },
    pace = { take: async () => undefined },
    now = Date.now,
  }: DriveApiOptions) {
    this.#authorization = authorize(serviceAccount, scope, timeoutMs);
    this.#files = new drive_v3.Drive({ auth: this.#authorization }).files;
    this.#apiBase = apiBase;
    this.#pause = pause;
    this.#pace = pace;
    this.#now = now;
  }

  /**
   * A call that changes nothing in Drive.
   * @param what the call and the ids it is about, for messages: `files.get 1AbC`.
   * @throws what callGoogle throws; DrivePacedError, without a call, while Google has asked any caller to wait;
   * ServiceUnavailableError for an answer that does not match the schema.
   */
  async read<T>(what: string, request: Request, schema: z.ZodType<T>): Promise<T> {
    await this.#authorize(what);
    return this.#answer(what, () => request(this.#files, { rootUrl: this.#apiBase }), schema);
  }

  /** A call that writes, once it is its turn. @throws what `read` throws, DrivePacedError also until then. */
  async write<T>(what: string, request: Request, schema: z.ZodType<T>): Promise<T> {
    await this.#authorize(what);
    await this.#pace.take();
    return this.#answer(what, () => request(this.#files, { rootUrl: this.#apiBase }), schema);
  }

  /**
   * Uploads what is too large for one multipart request: metadata first, then the content to the address that the
   * answer gives (https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable).
   * @throws what `write` throws.
   */
  async upload<T>(what: string, { content, ...file }: Upload, schema: z.ZodType<T>): Promise<T> {
    const session = await this.#beginUpload(what, { content, ...file });
    const send = () =>
      this.#authorization.request({
        url: session,
        method: 'PUT',
        // The library would search every byte for secrets to remove from an error; our errors contain no content.
        errorRedactor: false,
        body: Buffer.from(content.bytes),
        headers: { 'Content-Type': content.contentType },
      });
    await this.#authorize(what);
    return this.#answer(`${what}, upload`, send, schema).catch(translateLostSession(what));
  }

  /** @returns the address that the content is to be sent to. */
  async #beginUpload(
    what: string,
    { method, path, fields, metadata, content, parents }: Upload,
  ): Promise<string> {
    const { origin } = new URL(this.#apiBase ?? 'https://www.googleapis.com/');
    const query = new URLSearchParams({
      uploadType: 'resumable',
      supportsAllDrives: 'true',
      fields,
      ...parents,
    });
    await this.#authorize(what);
    await this.#pace.take();
    const { headers } = await this.#callGoogle(`Drive ${what}`, () =>
      this.#authorization.request({
        url: `${origin}/upload/drive/v3/files${path}?${query}`,
        method,
        data: metadata,
        headers: {
          'X-Upload-Content-Type': content.contentType,
          'X-Upload-Content-Length': String(content.bytes.length),
        },
      }),
    );
    const session = headers.get('location');
    if (!session) throw new ServiceUnavailableError(`Drive ${what}: the answer names no upload session`);
    return session;
  }

  async #answer<T>(
    what: string,
    request: () => Promise<{ data: unknown }>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const { data } = await this.#callGoogle(`Drive ${what}`, request);
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new ServiceUnavailableError(`Drive ${what}: the answer is not Drive's`);
    return parsed.data;
  }

  /** Makes sure there is a token, unless Google has asked to wait. */
  async #authorize(what: string): Promise<void> {
    const end = await this.#pause.end();
    if (end > this.#now()) {
      const wanted = `not before ${new Date(end).toISOString()}, as Drive asked`;
      throw new DrivePacedError(`Drive ${what}: ${wanted}`, { notBefore: end });
    }
    await this.#callGoogle('Google token', () => this.#authorization.getAccessToken());
  }

  #callGoogle<T>(what: string, request: () => Promise<T>): Promise<T> {
    return callGoogle(what, { pause: this.#pause, now: this.#now }, request);
  }
}

/**
 * An upload session that expired (404, 410) or is incomplete (308) says nothing about the file or its folder: the next
 * attempt has a session of its own.
 */
function translateLostSession(what: string): (error: unknown) => never {
  return (error) => {
    if (![308, 404, 410].some((status) => isAnswer(error, status))) throw error;
    throw new ServiceUnavailableError(`Drive ${what}: the upload session is gone`, { cause: error });
  };
}
