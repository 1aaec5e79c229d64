import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { callAws } from './aws-errors.ts';

/** A version of an object, or the marker that says that it was deleted. */
export interface ObjectVersion {
  key: string;
  versionId: string;
  /** Epoch milliseconds. */
  since: number;
}

/** The most that S3 lists, and deletes, at once. */
const atOnce = 1_000;

/**
 * The objects of a bucket with all their versions. In a bucket with versions, an object that was deleted or replaced is
 * still there: only who deletes its versions deletes what was in it.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError when S3 fails or throttles.
 */
export class ObjectVersions {
  readonly bucket: string;
  readonly #s3: S3Client;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.bucket = bucket;
  }

  /** Every version of the objects whose keys begin with a prefix, and every deletion, page by page. */
  async *below(prefix: string): AsyncGenerator<ObjectVersion> {
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const page = await callAws('S3 ListObjectVersions', () =>
        this.#s3.send(
          new ListObjectVersionsCommand({ Bucket: this.bucket, Prefix: prefix, KeyMarker, VersionIdMarker }),
        ),
      );
      for (const { Key, VersionId, LastModified } of [
        ...(page.Versions ?? []),
        ...(page.DeleteMarkers ?? []),
      ]) {
        // A bucket without versions calls its only one `null`.
        yield { key: Key ?? '', versionId: VersionId ?? 'null', since: LastModified?.getTime() ?? 0 };
      }
      ({ NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page);
    } while (KeyMarker !== undefined);
  }

  /** Every version of one object. */
  async of(key: string): Promise<ObjectVersion[]> {
    const versions: ObjectVersion[] = [];
    // Keys that begin with this one are listed as well.
    for await (const version of this.below(key)) if (version.key === key) versions.push(version);
    return versions;
  }

  /** Deletes versions for good. It is no failure if one is not there. */
  async delete(versions: readonly ObjectVersion[]): Promise<void> {
    for (let start = 0; start < versions.length; start += atOnce) {
      const Objects = versions
        .slice(start, start + atOnce)
        .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
      await callAws('S3 DeleteObjects (versions)', async () => {
        const { Errors: [error] = [] } = await this.#s3.send(
          new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } }),
        );
        // A request that succeeds may say of each object that it was not deleted.
        if (error) throw refusalOf(error.Code);
      });
    }
  }

  /** Deletes every version of one object. @returns how many there were. */
  async erase(key: string): Promise<number> {
    const versions = await this.of(key);
    await this.delete(versions);
    return versions.length;
  }
}

/** What S3 says of one object, as an error of a whole request. It does not quote the key, which may be a name. */
function refusalOf(code = 'InternalError'): Error {
  const error = new Error('an object was not deleted');
  return Object.assign(error, {
    name: code,
    $metadata: { httpStatusCode: code === 'AccessDenied' ? 403 : 500 },
  });
}
