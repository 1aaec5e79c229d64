import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { callAws } from './aws-errors.ts';
import { listObjects } from './list-objects.ts';

export interface StoredBadge {
  image: Uint8Array;
  contentType: string;
  /** The id of the badge's entry, and the hash of everything the badge was drawn from. */
  entryId: string;
  hash: string;
}

/**
 * The badge bucket. A badge's key contains a name, as in the old system; nothing else about the person is stored with
 * the picture.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError when S3 fails or throttles.
 */
export class Badges {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** Writes a badge, replacing any that is there. */
  async write(key: string, { image, contentType, entryId, hash }: StoredBadge): Promise<void> {
    await callAws('S3 PutObject (badge)', () =>
      this.#s3.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: image,
          ContentType: contentType,
          Metadata: { 'entry-id': entryId, 'badge-hash': hash },
        }),
      ),
    );
  }

  /** A badge's picture; undefined when there is none under the key. */
  async read(key: string): Promise<Uint8Array | undefined> {
    try {
      return await callAws('S3 GetObject (badge)', async () => {
        const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      });
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** The MD5 (hex) of everything in the bucket, by its key: of badges, and of sheets, which are not written in one part. */
  async list(): Promise<ReadonlyMap<string, string>> {
    const etags = await listObjects(this.#s3, this.#bucket, 'badges');
    return new Map([...etags].map(([key, etag]) => [key, md5Of(etag)]));
  }

  /** The entry and hash of the badge stored under a key, and its MD5 (hex); undefined when there is none. */
  async find(key: string): Promise<(Pick<StoredBadge, 'entryId' | 'hash'> & { md5: string }) | undefined> {
    try {
      const { Metadata = {}, ETag = '' } = await callAws('S3 HeadObject (badge)', () =>
        this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key })),
      );
      return {
        entryId: Metadata['entry-id'] ?? '',
        hash: Metadata['badge-hash'] ?? '',
        md5: md5Of(ETag),
      };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** Removes an entry's badge, but not another entry's that has taken over the key. */
  async remove(key: string, entryId: string): Promise<void> {
    if ((await this.find(key))?.entryId !== entryId) return;
    await callAws('S3 DeleteObject (badge)', () =>
      this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key })),
    );
  }
}

/** Something else, which is the MD5 of no picture, for an object written in parts or encrypted with a key of KMS. */
const md5Of = (etag: string) => etag.replaceAll('"', '');
