import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { callAws } from './aws-errors.ts';

/**
 * The badge bucket. A badge's key is made of a name, as the old system made it; nothing else about the person is
 * stored beside the picture.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as S3 does.
 */
export class Badges {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** Writes a badge in place of the one that may be there. */
  async write(key: string, jpeg: Uint8Array, { entryId }: { entryId: string }): Promise<void> {
    await callAws('S3 PutObject (badge)', () =>
      this.#s3.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: jpeg,
          ContentType: 'image/jpeg',
          Metadata: { 'entry-id': entryId },
        }),
      ),
    );
  }

  /** @throws NoSuchKey when the badge is not there. */
  async read(key: string): Promise<Uint8Array> {
    return callAws('S3 GetObject (badge)', async () => {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    });
  }
}
