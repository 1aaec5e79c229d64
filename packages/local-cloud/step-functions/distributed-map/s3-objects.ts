/** S3 by its API. */
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { ListedObject, Objects } from './objects.ts';

type Sdk = typeof import('@aws-sdk/client-s3');

/** The SDK is loaded with the first call: few machines have a Distributed Map. */
export function s3Objects(config: S3ClientConfig): Objects {
  let loading: Promise<{ sdk: Sdk; client: S3Client }> | undefined;
  const load = () => {
    loading ??= import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: new sdk.S3Client(config) }));
    return loading;
  };

  return {
    async list(Bucket, Prefix, limit) {
      const { sdk, client } = await load();
      const listed: ListedObject[] = [];
      for await (const { Contents = [] } of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix })) {
        for (const { ETag = '', Key = '', LastModified, Size = 0, StorageClass = 'STANDARD' } of Contents) {
          // In the order and with the names that AWS gives the items.
          const seconds = (LastModified?.getTime() ?? 0) / 1000;
          listed.push({ Etag: ETag, Key, LastModified: seconds, Size, StorageClass });
          if (listed.length === limit) return listed;
        }
      }
      return listed;
    },

    async get(Bucket, Key, VersionId) {
      const { sdk, client } = await load();
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key, VersionId }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },

    async put(Bucket, Key, Body) {
      const { sdk, client } = await load();
      const ContentType = 'application/json';
      await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentType }));
    },
  };
}
