/** S3 with the stack's buckets, by fauxqs, which keeps the objects in a SQLite file. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import * as z from 'zod';
import { portError } from '../listen.ts';
import type { Template } from '../template/template.ts';
import { fauxqsModule, type Stores } from './fauxqs.ts';
import { writeListing } from './object-listing.ts';
import { type NamedVersion, namedIn, ObjectVersions, type Persistence } from './object-versions.ts';
import { s3Operation } from './s3-operation.ts';
import { checkKey, checkKnown, checkWriteCondition, invalidUri, S3Refusal } from './s3-rules.ts';
import { inXml } from './xml-text.ts';

/** The names of the stack's buckets. */
export const bucketsOf = (template: Template): string[] =>
  template.resourcesOf('AWS::S3::Bucket').map(({ name }) => name);

/** Those of them that keep versions. */
export const versionedBucketsOf = (template: Template): string[] =>
  template
    .resourcesOf('AWS::S3::Bucket')
    .filter(({ properties }) => versioning.safeParse(properties).success)
    .map(({ name }) => name);

const versioning = z.object({ VersioningConfiguration: z.object({ Status: z.literal('Enabled') }) });

/** The calls that store an object. */
const writes = ['PutObject', 'CopyObject', 'CompleteMultipartUpload'] as const;

/** An object was created or deleted. */
export interface ObjectChange {
  bucket: string;
  /** Not URL-encoded. */
  key: string;
  /** The call that caused it. */
  reason: (typeof writes)[number] | 'DeleteObject';
  /** The stored object; absent when it was deleted. */
  object?: { size: number; etag: string };
}

export interface Buckets {
  url: string;
  stop(): Promise<void>;
}

type Store = Stores['s3Store'];

/** SQLite's limit for one value; S3 accepts 5 GB in one request. */
const largestBody = 1_000_000_000;
/** Far above S3's key limit, so that `checkKey` refuses a long key with S3's own error, however it is encoded. */
const longestParameter = 16_384;

/**
 * Starts S3. Objects are kept in `dataDir`, or in a temporary directory that is removed when the server stops.
 * @param options.onChange called once the change is visible to readers, before the call is answered.
 * @throws Error `port N is taken: …`.
 */
export async function startBuckets(options: {
  buckets: readonly string[];
  /** Those of them that keep versions. */
  versioned?: readonly string[];
  /** Those that tell EventBridge of their objects; changes as clients ask. */
  eventBuckets?: Set<string>;
  dataDir?: string;
  port?: number;
  onChange?: (change: ObjectChange) => void;
}): Promise<Buckets> {
  const directory = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'local-buckets-')));
  const { store, persistence } = await openStore(directory);
  for (const name of options.buckets) store.createBucket(name);
  const versions = new ObjectVersions(store, persistence, options.versioned ?? []);

  // fauxqs's own app limits bodies to 11 MiB, and answers malformed requests in JSON.
  const app = Fastify({
    bodyLimit: largestBody,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: (_error, _request, reply) => void answer(invalidUri(), reply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: FastifyError | S3Refusal, _request, reply) => answer(refusalOf(error), reply));
  keepRules(app, { store, versions, eventBuckets: options.eventBuckets ?? new Set() });
  if (options.onChange) reportChanges(app, store, options.onChange);
  const { registerS3Routes } = await fauxqsModule('s3/s3Router.js');
  registerS3Routes(app, store);

  const clean = () => {
    if (!options.dataDir) rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const stop = async () => {
    await app.close();
    persistence.close();
    process.off('exit', clean);
    clean();
  };
  try {
    const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
    return { url, stop };
  } catch (error) {
    await stop();
    throw portError(error, options.port ?? 0);
  }
}

async function openStore(directory: string): Promise<{ store: Store; persistence: Persistence }> {
  const { S3Store } = await fauxqsModule('s3/s3Store.js');
  const { PersistenceManager } = await fauxqsModule('persistence.js');
  const store: Store = new S3Store();
  const persistence: Persistence = new PersistenceManager(directory);
  // Writes do not wait for the disk, yet they survive a crash of the process.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  // Loads before the store is persistent: otherwise loading would replace each bucket's row and delete its objects.
  persistence.loadS3(store);
  store.persistence = persistence as unknown as Store['persistence'];
  return { store, persistence };
}

const answer = (refusal: S3Refusal, reply: FastifyReply) =>
  reply.code(refusal.status).header('content-type', 'application/xml').send(refusal.toXml());

function refusalOf(error: FastifyError | S3Refusal): S3Refusal {
  if (error instanceof S3Refusal) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new S3Refusal('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400);
  return new S3Refusal('InternalError', 'We encountered an internal error. Please try again.', 500);
}

/** The names of a request's bucket and object, decoded; empty where it has none. */
function namesOf({ params }: FastifyRequest): { bucket: string; key: string } {
  const { bucket = '', '*': key = '' } = params as { bucket?: string; '*'?: string };
  return { bucket, key };
}

const operationOf = ({ method, url, headers }: FastifyRequest) => s3Operation(method, url, headers);

const isWrite = (operation: string): operation is (typeof writes)[number] =>
  (writes as readonly string[]).includes(operation);

/** Answers in place of fauxqs where its answer would differ from S3's. */
function keepRules(
  app: FastifyInstance,
  { store, versions, eventBuckets }: { store: Store; versions: ObjectVersions; eventBuckets: Set<string> },
): void {
  app.addHook('onRequest', async (request) => {
    checkKey(namesOf(request).key);
    checkKnown(operationOf(request), request.query as object);
  });
  app.addHook('preHandler', async (request, reply) => {
    const { bucket, key } = namesOf(request);
    const operation = operationOf(request);
    // fauxqs does not treat a missing body as an empty one.
    request.body ??= Buffer.alloc(0);
    if (isWrite(operation)) checkWriteCondition(request.headers, etagOf(store, bucket, key));
    const query = request.query as Record<string, string | undefined>;
    if (!store.hasBucket(bucket)) return;
    const xml = () => reply.header('content-type', 'application/xml');
    if (operation === 'PutBucketNotificationConfiguration') {
      if (String(request.body).includes('<EventBridgeConfiguration')) eventBuckets.add(bucket);
      else eventBuckets.delete(bucket);
      return reply.send('');
    }
    if (operation === 'GetBucketNotificationConfiguration') {
      const events = eventBuckets.has(bucket) ? '<EventBridgeConfiguration/>' : '';
      return xml().send(`<NotificationConfiguration>${events}</NotificationConfiguration>`);
    }
    if (operation === 'DeleteObjects' && 'delete' in query)
      return xml().send(deleteObjects(store, versions, bucket, String(request.body)));
    if (operation === 'ListObjectVersions') return xml().send(versions.listing(bucket, query));
    if (operation === 'DeleteObject' && query.versionId !== undefined) {
      versions.delete(bucket, [{ key, versionId: query.versionId }]);
      return reply.code(204).send();
    }
    if (!operation.startsWith('ListObjects') || 'lifecycle' in query) return;
    const { objects } = store.listObjects(bucket, { maxKeys: Number.POSITIVE_INFINITY });
    return xml().send(writeListing(bucket, objects, query));
  });
}

function deleteObjects(store: Store, versions: ObjectVersions, bucket: string, asked: string): string {
  const named = namedIn(asked);
  if (named.length > mostDeleted)
    throw new S3Refusal('MalformedXML', 'The XML you provided was not well-formed', 400);
  for (const { key, versionId } of named) if (versionId === undefined) store.deleteObject(bucket, key);
  versions.delete(bucket, named.filter(hasVersion));
  const reported = /<Quiet>true<\/Quiet>/i.test(asked) ? [] : named;
  const deleted = reported.map(({ key, versionId }) => {
    const version = versionId === undefined ? '' : `<VersionId>${inXml(versionId)}</VersionId>`;
    return `<Deleted><Key>${inXml(key)}</Key>${version}</Deleted>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult>${deleted.join('')}</DeleteResult>`;
}

const hasVersion = (named: NamedVersion): named is Required<NamedVersion> => named.versionId !== undefined;

const mostDeleted = 1_000;

/** Undefined when the object does not exist. */
function etagOf(store: Store, bucket: string, key: string): string | undefined {
  try {
    return unquoted(store.headObject(bucket, key).etag);
  } catch {
    return undefined;
  }
}

const unquoted = (etag: string) => etag.replaceAll('"', '');

function reportChanges(app: FastifyInstance, store: Store, report: (change: ObjectChange) => void): void {
  app.addHook('onSend', async (request, reply) => {
    const reason = operationOf(request);
    if (reply.statusCode !== 200 || !isWrite(reason)) return;
    const { bucket, key } = namesOf(request);
    const { contentLength: size, etag } = store.headObject(bucket, key);
    report({ bucket, key, reason, object: { size, etag: unquoted(etag) } });
  });
  // DeleteObjects also goes through here.
  const deleteObject = store.deleteObject.bind(store);
  store.deleteObject = (bucket, key) => {
    deleteObject(bucket, key);
    report({ bucket, key, reason: 'DeleteObject' });
  };
}
