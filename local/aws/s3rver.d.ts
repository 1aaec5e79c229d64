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
  }
}
