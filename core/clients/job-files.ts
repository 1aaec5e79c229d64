import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type * as z from 'zod';
import { callAws } from './aws-errors.ts';

/** Read in chunks of 1 MB: the default of 64 kB is slow for a file of 40 MB. */
const read = (path: string) => createReadStream(path, { highWaterMark: 1024 * 1024 });

const partSize = 8 * 1024 * 1024;

/**
 * The objects that a job writes, such as badge sheets in the badge bucket under `sheets/`.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError when S3 fails or throttles.
 */
export class JobFiles {
  readonly bucket: string;
  readonly #s3: S3Client;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.bucket = bucket;
  }

  async writeJson(key: string, content: unknown): Promise<void> {
    await this.write(key, Buffer.from(JSON.stringify(content)), 'application/json');
  }

  /** @throws NoSuchKey, and ZodError for content that does not match the schema. */
  async readJson<T>(key: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(JSON.parse(Buffer.from((await this.read(key)).bytes).toString()));
  }

  /** @returns undefined when the object is not there. */
  async findJson<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const text = await this.findText(key);
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  }

  /** @returns undefined when the object is not there. */
  async findText(key: string): Promise<string | undefined> {
    try {
      return Buffer.from((await this.read(key)).bytes).toString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async write(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    const Metadata = { md5: createHash('md5').update(bytes).digest('hex') };
    await callAws('S3 PutObject (job files)', () =>
      this.#s3.send(
        new PutObjectCommand({
          Bucket: this.bucket,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          Metadata,
        }),
      ),
    );
  }

  /** Uploads a local file in parts, so that for one of 40 MB only a failed part is resent and two are in memory. */
  async writeFile(key: string, path: string, contentType: string): Promise<void> {
    const md5 = createHash('md5');
    await pipeline(read(path), md5);
    const params = {
      Bucket: this.bucket,
      Key: key,
      Body: read(path),
      ContentType: contentType,
      Metadata: { md5: md5.digest('hex') },
    };
    await callAws('S3 multipart upload (job files)', () =>
      new Upload({ client: this.#s3, params, partSize, queueSize: 2 }).done(),
    );
  }

  /** @throws NoSuchKey */
  async read(key: string): Promise<{ bytes: Uint8Array; contentType: string; md5: string }> {
    return callAws('S3 GetObject (job files)', async () => {
      const { Body, ContentType, Metadata } = await this.#s3.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
      );
      return {
        bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
        contentType: ContentType ?? 'application/octet-stream',
        md5: Metadata?.md5 ?? '',
      };
    });
  }

  /** It is no failure if the object is not there. */
  async delete(key: string): Promise<void> {
    await callAws('S3 DeleteObject (job files)', () =>
      this.#s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key })),
    );
  }
}
