import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  type S3Client,
} from '@aws-sdk/client-s3';
import { callAws } from './aws-errors.ts';
import { listObjects } from './list-objects.ts';

/** The profile-picture bucket, to which the form uploads whatever file a parent chose. */
export class Photos {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #largestBytes: number;

  /** @param largestBytes larger photos are not downloaded. */
  constructor(s3: S3Client, bucket: string, largestBytes: number) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#largestBytes = largestBytes;
  }

  /**
   * The ETag of an uploaded photo, which identifies its content.
   * @throws ServiceUnavailableError, RateLimitedError when S3 fails or throttles.
   */
  async etag(key: string): Promise<string | 'missing'> {
    try {
      const { ETag = '' } = await callAws('S3 HeadObject (photo)', () =>
        this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key })),
      );
      return ETag;
    } catch (error) {
      if (error instanceof NotFound) return 'missing';
      throw error;
    }
  }

  /**
   * The ETags of all uploaded photos, by their keys.
   * @throws ServiceUnavailableError, RateLimitedError when S3 fails or throttles.
   */
  async list(): Promise<ReadonlyMap<string, string>> {
    return listObjects(this.#s3, this.#bucket, 'photos');
  }

  /**
   * Downloads an uploaded photo, unless it is too large.
   * @throws ServiceUnavailableError, RateLimitedError when S3 fails or throttles.
   */
  async read(key: string): Promise<{ photo: Uint8Array | 'missing' | 'too large'; etag?: string }> {
    try {
      return await callAws('S3 GetObject (photo)', async () => {
        const answer = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
        return { photo: await bytesOf(answer, this.#largestBytes), etag: answer.ETag };
      });
    } catch (error) {
      if (error instanceof NoSuchKey) return { photo: 'missing' };
      throw error;
    }
  }
}

async function bytesOf(
  { Body, ContentLength = 0 }: GetObjectCommandOutput,
  largestBytes: number,
): Promise<Uint8Array | 'too large'> {
  if (!Body) return new Uint8Array();
  if (ContentLength <= largestBytes) return Body.transformToByteArray();
  await Body.transformToWebStream().cancel();
  return 'too large';
}
