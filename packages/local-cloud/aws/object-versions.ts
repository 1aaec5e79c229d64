/** Versions of objects, which fauxqs does not have: those of before are kept beside its objects, in the same SQLite file. */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Stores } from './fauxqs.ts';
import { S3Refusal } from './s3-rules.ts';
import { fromXml, inXml } from './xml-text.ts';

type Store = Stores['s3Store'];

/** The part of fauxqs's persistence that is used here. */
export interface Persistence {
  loadS3(store: Store): void;
  upsertObject(bucket: string, object: { key: string }): void;
  db: DatabaseSync;
  close(): void;
}

/** A version of an object; `versionId` is absent where a request names none. */
export interface NamedVersion {
  key: string;
  versionId?: string;
}

interface ListedVersion extends Required<NamedVersion> {
  /** It says that the object was deleted. */
  marker: boolean;
  latest: boolean;
  /** ISO 8601. */
  lastModified: string;
  etag: string;
  size: number;
}

type Query = Readonly<Record<string, string | undefined>>;

const mostListed = 1_000;

/** What an object is called that was stored while its bucket had no versions. */
const nullVersion = 'null';

/**
 * Keeps versions in some buckets: a write or a deletion leaves what was there as an older version, a deletion adds a marker,
 * and only the deletion of a version by its id takes it away for good. If that was the latest, the one before is the
 * object again.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
 */
export class ObjectVersions {
  readonly #store: Store;
  readonly #persistence: Persistence;
  readonly #versioned: ReadonlySet<string>;
  readonly #columns: string;
  #permanently = false;

  constructor(store: Store, persistence: Persistence, versioned: readonly string[]) {
    this.#store = store;
    this.#persistence = persistence;
    this.#versioned = new Set(versioned);
    const columns = this.#all('SELECT name FROM pragma_table_info(?)', 's3_objects').map(({ name }) => name);
    this.#columns = columns.join(', ');
    persistence.db.exec(`
      CREATE TABLE IF NOT EXISTS older_versions (
        position INTEGER PRIMARY KEY AUTOINCREMENT, version_id TEXT, marker INTEGER, ${this.#columns});
      CREATE INDEX IF NOT EXISTS older_versions_by_key ON older_versions (bucket, key);
      CREATE TABLE IF NOT EXISTS latest_versions (bucket TEXT, key TEXT, version_id TEXT, PRIMARY KEY (bucket, key))`);
    this.#keep();
  }

  #keep(): void {
    const { upsertObject } = this.#persistence;
    this.#persistence.upsertObject = (bucket, object) => {
      if (this.#versioned.has(bucket)) {
        this.#setAside(bucket, object.key);
        this.#named(bucket, object.key, newId());
      }
      upsertObject.call(this.#persistence, bucket, object);
    };
    const { deleteObject } = this.#store;
    this.#store.deleteObject = (bucket, key) => {
      const marks = this.#versioned.has(bucket) && !this.#permanently;
      if (marks) this.#setAside(bucket, key);
      deleteObject.call(this.#store, bucket, key);
      this.#run('DELETE FROM latest_versions WHERE bucket = ? AND key = ?', bucket, key);
      if (marks) this.#mark(bucket, key);
    };
  }

  /** The object as it is becomes an older version. */
  #setAside(bucket: string, key: string): void {
    const versionId = this.#latestId(bucket, key);
    this.#run(
      `INSERT INTO older_versions (version_id, marker, ${this.#columns})
       SELECT ?, 0, ${this.#columns} FROM s3_objects WHERE bucket = ? AND key = ?`,
      ...[versionId, bucket, key],
    );
  }

  #mark(bucket: string, key: string): void {
    this.#run(
      `INSERT INTO older_versions (version_id, marker, bucket, key, last_modified, etag, content_length)
       VALUES (?, 1, ?, ?, ?, '', 0)`,
      ...[newId(), bucket, key, new Date().toISOString()],
    );
  }

  #named(bucket: string, key: string, versionId: string): void {
    this.#run('INSERT OR REPLACE INTO latest_versions VALUES (?, ?, ?)', bucket, key, versionId);
  }

  #latestId(bucket: string, key: string): string {
    const [row] = this.#all(
      'SELECT version_id FROM latest_versions WHERE bucket = ? AND key = ?',
      bucket,
      key,
    );
    return String(row?.version_id ?? nullVersion);
  }

  /** Deletes versions for good. It is no failure if one is not there. */
  delete(bucket: string, versions: readonly Required<NamedVersion>[]): void {
    for (const { key, versionId } of versions) {
      this.#run(
        'DELETE FROM older_versions WHERE bucket = ? AND key = ? AND version_id = ?',
        ...[bucket, key, versionId],
      );
    }
    for (const { key, versionId } of versions) {
      if (!this.#hasObject(bucket, key) || this.#latestId(bucket, key) !== versionId) continue;
      this.#permanently = true;
      try {
        this.#store.deleteObject(bucket, key);
      } finally {
        this.#permanently = false;
      }
    }
    for (const key of new Set(versions.map(({ key }) => key))) this.#bringBack(bucket, key);
  }

  /** What was before is the object again, unless it was deleted then. */
  #bringBack(bucket: string, key: string): void {
    if (this.#hasObject(bucket, key)) return;
    const [last] = this.#all(
      'SELECT position, version_id, marker FROM older_versions WHERE bucket = ? AND key = ? ORDER BY position DESC LIMIT 1',
      ...[bucket, key],
    );
    if (!last || last.marker === 1) return;
    const position = Number(last.position);
    this.#run(
      `INSERT INTO s3_objects (${this.#columns}) SELECT ${this.#columns} FROM older_versions WHERE position = ?`,
      position,
    );
    this.#run('DELETE FROM older_versions WHERE position = ?', position);
    this.#named(bucket, key, String(last.version_id));
    this.#persistence.loadS3(this.#store);
  }

  #hasObject(bucket: string, key: string): boolean {
    return this.#all('SELECT 1 FROM s3_objects WHERE bucket = ? AND key = ?', bucket, key).length > 0;
  }

  /** The answer to `GET /bucket?versions`. */
  listing(bucket: string, query: Query): string {
    const { prefix = '', 'key-marker': afterKey, 'version-id-marker': afterId } = query;
    const given = Number(query['max-keys'] ?? mostListed);
    if (!Number.isInteger(given) || given < 0)
      throw new S3Refusal('InvalidArgument', 'Argument max-keys must be an integer', 400);
    if (query.delimiter) throw new S3Refusal('NotImplemented', 'A delimiter of versions is not known.', 501);
    const limit = Math.min(given, mostListed);
    const encode = query['encoding-type'] === 'url' ? encodeURIComponent : inXml;
    const left = after(this.#versionsOf(bucket, prefix), afterKey, afterId);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    const next =
      last && left.length > limit
        ? `<NextKeyMarker>${encode(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.versionId}</NextVersionIdMarker>`
        : '';
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
      `<Name>${bucket}</Name><Prefix>${encode(prefix)}</Prefix><MaxKeys>${limit}</MaxKeys>`,
      `<IsTruncated>${next !== ''}</IsTruncated>${next}`,
      ...page.map((version) => elementOf(version, encode(version.key))),
      '</ListVersionsResult>',
    ].join('');
  }

  /** In S3's order: by key, the latest first. */
  #versionsOf(bucket: string, prefix: string): ListedVersion[] {
    const rows = this.#all(
      `SELECT key, etag, content_length, last_modified, marker, version_id, position FROM older_versions WHERE bucket = ?
       UNION ALL SELECT key, etag, content_length, last_modified, 0, NULL, NULL FROM s3_objects WHERE bucket = ?`,
      ...[bucket, bucket],
    ).filter(({ key }) => String(key).startsWith(prefix));
    const positionOf = ({ position }: (typeof rows)[number]) =>
      position === null ? Number.POSITIVE_INFINITY : Number(position);
    rows.sort(
      (a, b) =>
        Buffer.compare(Buffer.from(String(a.key)), Buffer.from(String(b.key))) ||
        positionOf(b) - positionOf(a),
    );
    return rows.map((row, index) => ({
      key: String(row.key),
      versionId: String(row.version_id ?? this.#latestId(bucket, String(row.key))),
      marker: row.marker === 1,
      latest: rows[index - 1]?.key !== row.key,
      lastModified: String(row.last_modified),
      etag: String(row.etag),
      size: Number(row.content_length),
    }));
  }

  #all(sql: string, ...values: SQLInputValue[]) {
    return this.#persistence.db.prepare(sql).all(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#persistence.db.prepare(sql).run(...values);
  }
}

const newId = () => randomBytes(16).toString('base64url');

/** What follows the position of the markers; a version that has gone meanwhile leaves the others of its key. */
function after(versions: readonly ListedVersion[], key?: string, versionId?: string): ListedVersion[] {
  if (key === undefined) return [...versions];
  const marked = Buffer.from(key);
  const later = versions.filter((version) => Buffer.compare(Buffer.from(version.key), marked) >= 0);
  const ofKey = later.filter((version) => version.key === key);
  const position =
    versionId === undefined ? ofKey.length : ofKey.findIndex((one) => one.versionId === versionId) + 1;
  return later.slice(position);
}

function elementOf(version: ListedVersion, key: string): string {
  const { versionId, latest, lastModified, marker, etag, size } = version;
  const common = `<Key>${key}</Key><VersionId>${versionId}</VersionId><IsLatest>${latest}</IsLatest><LastModified>${lastModified}</LastModified>`;
  return marker
    ? `<DeleteMarker>${common}</DeleteMarker>`
    : `<Version>${common}<ETag>${inXml(etag)}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Version>`;
}

/** The objects and versions that a DeleteObjects request names. */
export function namedIn(body: string): NamedVersion[] {
  return [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = '']) => {
    const [, key = ''] = /<Key>([^<]*)<\/Key>/.exec(object) ?? [];
    const [, versionId] = /<VersionId>([^<]*)<\/VersionId>/.exec(object) ?? [];
    return { key: fromXml(key), ...(versionId !== undefined && { versionId: fromXml(versionId) }) };
  });
}
