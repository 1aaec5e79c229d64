/** S3 in memory, for tests. */
import type { Objects } from '../../../step-functions/distributed-map/objects.ts';

/** @param contents by `bucket/key`; a bucket is there as long as `buckets` or an object names it. */
export function objectsOf(
  contents: Record<string, string | Uint8Array>,
  buckets: readonly string[] = [],
): Objects & { written: Map<string, string> } {
  const written = new Map<string, string>();
  const there = (bucket: string) =>
    buckets.includes(bucket) || Object.keys(contents).some((path) => path.startsWith(`${bucket}/`));
  return {
    written,
    async list(bucket, prefix, limit) {
      const keys = Object.keys(contents)
        .filter((path) => path.startsWith(`${bucket}/${prefix}`))
        .map((path) => path.slice(bucket.length + 1))
        .sort();
      return keys.slice(0, limit || undefined).map((Key) => {
        const Size = Buffer.from(contents[`${bucket}/${Key}`] ?? '').length;
        return { Etag: '"e"', Key, LastModified: 1_790_204_286, Size, StorageClass: 'STANDARD' };
      });
    },
    async get(bucket, key) {
      const body = contents[`${bucket}/${key}`];
      if (body === undefined) throw s3Error('NoSuchKey', 'The specified key does not exist.');
      return Buffer.from(body);
    },
    async put(bucket, key, body) {
      if (!there(bucket)) throw s3Error('NoSuchBucket', 'The specified bucket does not exist');
      written.set(`${bucket}/${key}`, body);
    },
  };
}

const s3Error = (name: string, message: string) => Object.assign(new Error(message), { name });
