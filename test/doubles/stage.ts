import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NoSuchKey } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import type { StoredBadge } from '../../core/clients/badges.ts';
import type { JobFiles } from '../../core/clients/job-files.ts';
import { inMemoryDocuments } from './in-memory-documents.ts';
import { MemoryDrive } from './memory-drive.ts';
import { progressIn } from './progress.ts';
import { MemoryRegistrations } from './tables.ts';

export type Row = Record<string, AttributeValue>;

/**
 * Called before a call of a client takes effect, and again after it but before the answer: to make the call fail, to delay
 * it, or to do what somebody else does in the meantime.
 *
 * @param call the client and its method: `drive.create`.
 * @param about the call's first argument if it is a text, usually an id or a key.
 */
export type Interruption = (call: string, moment: 'before' | 'after', about: string) => Promise<void> | void;

export const md5Of = (content: Uint8Array | string) => createHash('md5').update(content).digest('hex');

/** The tables and buckets of a stage, its folder in Drive and its badge refresh, in memory. */
export class Stage {
  readonly rows = new Map<string, Row>();
  readonly photos = new Map<string, Uint8Array>();
  readonly badges = new Map<string, StoredBadge>();
  readonly sheets = new Map<string, { bytes: Uint8Array; contentType: string }>();
  readonly drive = new MemoryDrive();
  readonly documents = inMemoryDocuments();
  /** Epoch milliseconds. */
  now = 0;
  readonly #recorded = progressIn(this.documents, () => this.now);
  /** The same table as the clients', for a test's own use: these calls are neither recorded nor interrupted. */
  readonly progress = this.#recorded.progress;
  readonly lease = this.#recorded.lease;
  readonly followers = this.#recorded.followers;
  /** Entries whose badges were written, one after the other. */
  drawn: string[] = [];
  /** Badge refreshes that were started, as `cs_test_1 for cause`. */
  refreshes: string[] = [];
  /** Calls of the clients that took effect. */
  calls: string[] = [];
  interrupt: Interruption = () => undefined;

  /** The dependencies of the steps. */
  readonly clients = {
    drive: this.#watched('drive', this.drive),
    files: this.#watched('files', this.#recorded.files),
    followers: this.#watched('followers', this.followers),
    lease: this.#watched('lease', this.lease),
    progress: this.#watched('progress', this.progress),
    registrations: this.#watched('registrations', new MemoryRegistrations(this.rows)),
    photos: this.#watched('photos', photosIn(this.photos)),
    badges: this.#watched(
      'badges',
      badgesIn(this.badges, (entryId) => this.drawn.push(entryId)),
    ),
    sheets: this.#watched('sheets', sheetsIn(this.sheets)),
    refreshes: this.#watched('refreshes', {
      startFor: async (id: string, cause: string) => void this.refreshes.push(`${id} for ${cause}`),
    }),
  };

  /** Changes attributes of an entry's item in the progress table; undefined removes one. */
  setProgress(entryId: string, changes: Record<string, unknown>): void {
    const item: Record<string, unknown> = { ...this.documents.items.get(entryId), entryId, ...changes };
    for (const [name, value] of Object.entries(item)) if (value === undefined) delete item[name];
    this.documents.items.set(entryId, item);
  }

  #watched<T extends object>(name: string, client: T): T {
    const watched = (method: string, effect: (...given: unknown[]) => unknown) => {
      return async (...given: unknown[]) => {
        const call = `${name}.${method}`;
        const about = typeof given[0] === 'string' ? given[0] : '';
        await this.interrupt(call, 'before', about);
        this.calls.push(call);
        const result = await effect.apply(client, given);
        await this.interrupt(call, 'after', about);
        return result;
      };
    };
    const record = (call: string) => this.calls.push(call);
    return new Proxy(client, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function' || typeof property !== 'string') return value;
        // What is listed page by page is not interrupted.
        if (value.constructor.name === 'AsyncGeneratorFunction') {
          return (...given: unknown[]) => {
            record(`${name}.${property}`);
            return value.apply(client, given);
          };
        }
        return watched(property, value as (...given: unknown[]) => unknown);
      },
    });
  }
}

const photosIn = (photos: ReadonlyMap<string, Uint8Array>) => {
  const etag = (photo: Uint8Array | undefined) => photo && `"${md5Of(photo)}"`;
  return {
    etag: async (key: string) => etag(photos.get(key)) ?? ('missing' as const),
    list: async () => new Map([...photos].map(([key, photo]) => [key, `"${md5Of(photo)}"`])),
    read: async (key: string) => ({
      photo: photos.get(key) ?? ('missing' as const),
      etag: etag(photos.get(key)),
    }),
  };
};

const badgesIn = (badges: Map<string, StoredBadge>, drawn: (entryId: string) => void) => ({
  find: async (key: string) => {
    const badge = badges.get(key);
    return badge && { ...badge, md5: md5Of(badge.image) };
  },
  list: async () => new Map([...badges].map(([key, { image }]) => [key, md5Of(image)])),
  read: async (key: string) => badges.get(key)?.image,
  write: async (key: string, badge: StoredBadge) => {
    drawn(badge.entryId);
    badges.set(key, badge);
  },
  remove: async (key: string, entryId: string) => {
    if (badges.get(key)?.entryId === entryId) badges.delete(key);
  },
});

function sheetsIn(
  objects: Stage['sheets'],
): Pick<JobFiles, 'bucket' | 'findJson' | 'read' | 'readJson' | 'write' | 'writeFile' | 'writeJson'> {
  const sheets = {
    bucket: 'bucket',
    read: async (key: string) => {
      const object = objects.get(key);
      if (!object) throw new NoSuchKey({ message: key, $metadata: { httpStatusCode: 404 } });
      return { ...object, md5: md5Of(object.bytes) };
    },
    readJson: async <T>(key: string, schema: z.ZodType<T>) =>
      schema.parse(JSON.parse(Buffer.from((await sheets.read(key)).bytes).toString())),
    findJson: async <T>(key: string, schema: z.ZodType<T>) =>
      objects.has(key) ? sheets.readJson(key, schema) : undefined,
    write: async (key: string, bytes: Uint8Array, contentType: string) =>
      void objects.set(key, { bytes, contentType }),
    writeFile: async (key: string, path: string, contentType: string) =>
      sheets.write(key, await readFile(path), contentType),
    writeJson: async (key: string, content: unknown) =>
      sheets.write(key, Buffer.from(JSON.stringify(content)), 'application/json'),
  };
  return sheets;
}
