/** S3 with the buckets of the stack: s3rver, on files. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import S3rver, { type Context, type Store, type StoredObject } from 's3rver';
import { closeServer, portError } from '../listen.ts';
import type { Template } from '../template/template.ts';

/** The names of the stack's buckets. */
export const bucketsOf = (template: Template): string[] =>
  template.resourcesOf('AWS::S3::Bucket').map(({ name }) => name);

/** An object that was created, or deleted. */
export interface ObjectChange {
  bucket: string;
  /** As it is, not encoded. */
  key: string;
  /** The call that made it. */
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload' | 'DeleteObject';
  /** What is stored now; absent when it is deleted. */
  object?: { size: number; etag: string };
}

export interface Buckets {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts S3. Objects live in `dataDir`, or in a directory that goes when the server stops.
 * @param options.onChange is called once readers see the change, before the call is answered.
 * @throws Error `port N is taken: …`.
 */
export async function startBuckets(options: {
  buckets: readonly string[];
  dataDir?: string;
  port?: number;
  onChange?: (change: ObjectChange) => void;
}): Promise<Buckets> {
  const directory = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'local-buckets-')));
  await mkdir(directory, { recursive: true });
  const server = new S3rver({
    address: '127.0.0.1',
    port: options.port ?? 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: options.buckets.map((name) => ({ name })),
  });
  // Without this it complains of what is written while it closes.
  server.logger.silent = true;
  // Koa prints what a handler throws; the answer tells the caller.
  server.on('error', () => undefined);
  server.store.putObject = (object) => putObject(server.store, object);
  if (options.onChange) tellOfChanges(server, options.onChange);
  // Before the router, after what turns an answer into XML.
  server.middleware.splice(-1, 0, listInPages);
  const clean = () => {
    if (!options.dataDir) rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', clean);
  try {
    const { port } = await server.run();
    return {
      url: `http://127.0.0.1:${port}`,
      stop: async () => {
        if (server.httpServer) await closeServer(server.httpServer);
        process.off('exit', clean);
        clean();
      },
    };
  } catch (error) {
    process.off('exit', clean);
    clean();
    throw portError(error, options.port ?? 0);
  }
}

/**
 * Stores an object under a name of its own first: s3rver writes into the object's file and answers before the last
 * byte is there, so that a reader finds half an object.
 */
async function putObject(
  store: Store,
  { bucket, key, content, metadata }: StoredObject,
): Promise<{ size: number; md5: string }> {
  const file = store.getResourcePath(bucket, key, 'object');
  const partial = join(dirname(file), `.${randomUUID()}`);
  await mkdir(dirname(file), { recursive: true });
  const hash = createHash('md5');
  let size = 0;
  try {
    await pipeline(
      Buffer.isBuffer(content) ? Readable.from([content]) : content,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(partial),
    );
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  const md5 = hash.digest('hex');
  await store.putMetadata(bucket, key, metadata, md5);
  return { size, md5 };
}

/** s3rver's own events know no checksum of a copy, and nothing of DeleteObjects. */
function tellOfChanges(server: S3rver, tell: (change: ObjectChange) => void): void {
  const { store } = server;
  const copyObject = store.copyObject.bind(store);
  const deleteObject = store.deleteObject.bind(store);
  server.on('event', ({ Records }) => {
    for (const { eventName, s3 } of Records) {
      const { key, size, eTag: etag } = s3.object;
      if (etag === undefined) continue;
      const reason = eventName === 'ObjectCreated:Put' ? 'PutObject' : 'CompleteMultipartUpload';
      tell({ bucket: s3.bucket.name, key, reason, object: { size, etag } });
    }
  });
  store.copyObject = async (sourceBucket, sourceKey, bucket, key, replacement) => {
    const copied = await copyObject(sourceBucket, sourceKey, bucket, key, replacement);
    const object = { size: Number(copied['content-length']), etag: JSON.parse(copied.etag) as string };
    tell({ bucket, key, reason: 'CopyObject', object });
    return copied;
  };
  store.deleteObject = async (bucket, key) => {
    await deleteObject(bucket, key);
    tell({ bucket, key, reason: 'DeleteObject' });
  };
}

interface ListResult {
  ListBucketResult?: { IsTruncated: boolean; Contents: { Key: string }[]; [element: string]: unknown };
}

/**
 * ListObjectsV2 by way of the first version: s3rver makes continuation tokens with a cipher that OpenSSL 3 no longer
 * has, so that a list of more than one page fails.
 */
async function listInPages(context: Context, next: () => Promise<void>): Promise<void> {
  const {
    'list-type': version,
    'continuation-token': token,
    'start-after': startAfter,
    ...query
  } = context.query;
  if (context.method !== 'GET' || version !== '2') return next();
  const marker = token ? Buffer.from(token, 'base64url').toString() : startAfter;
  context.query = marker ? { ...query, marker } : query;
  await next();
  const { ListBucketResult: result } = (context.body ?? {}) as ListResult;
  if (!result) return;
  const { Marker, NextMarker, ...elements } = result;
  const last = result.Contents.at(-1)?.Key;
  const nextToken =
    result.IsTruncated && last !== undefined ? Buffer.from(last).toString('base64url') : undefined;
  context.body = {
    ListBucketResult: {
      ...elements,
      KeyCount: result.Contents.length,
      ContinuationToken: token,
      NextContinuationToken: nextToken,
    },
  };
}
