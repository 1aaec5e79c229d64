import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Fetches an object into a folder, under the last part of its key. @returns the file's path. */
export async function download(
  s3: S3Client,
  { bucket, key }: { bucket: string; key: string },
  directory: string,
): Promise<string> {
  const path = join(directory, basename(key));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  await pipeline(Body as Readable, createWriteStream(path));
  return path;
}
