/** The part of s3rver that the local cloud uses; the package has no types of its own. */
declare module 's3rver' {
  import type { Server } from 'node:http';
  import type { AddressInfo } from 'node:net';
  import type { Readable } from 'node:stream';

  export interface StoredObject {
    bucket: string;
    key: string;
    content: Readable | Buffer;
    metadata: Record<string, string>;
  }

  /** s3rver's store: an object is a file beside the files of its metadata and its md5. */
  export interface Store {
    getResourcePath(bucket: string, key: string, resource: 'object' | 'metadata.json'): string;
    putMetadata(bucket: string, key: string, metadata: Record<string, string>, md5: string): Promise<void>;
    putObject(object: StoredObject): Promise<{ size: number; md5: string }>;
    /** Answers the copy's metadata. */
    copyObject(
      sourceBucket: string,
      sourceKey: string,
      bucket: string,
      key: string,
      replacement: Record<string, string> | null,
    ): Promise<{ etag: string; 'content-length': number }>;
    deleteObject(bucket: string, key: string): Promise<void>;
  }

  /** What it emits once an object is stored: S3's own notification. */
  export interface S3Event {
    Records: {
      eventName: string;
      s3: { bucket: { name: string }; object: { key: string; size: number; eTag?: string } };
    }[];
  }

  export interface Context {
    method: string;
    query: Record<string, string>;
    body: unknown;
  }

  export default class S3rver {
    constructor(options: {
      address?: string;
      port?: number;
      silent?: boolean;
      directory: string;
      vhostBuckets?: boolean;
      configureBuckets?: { name: string }[];
    });
    readonly logger: { silent: boolean };
    readonly store: Store;
    readonly middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
    readonly httpServer?: Server;
    run(): Promise<AddressInfo>;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'event', listener: (event: S3Event) => void): this;
  }
}
