/** S3 as a Distributed Map uses it: for its items and for its results. */

export interface ListedObject {
  Etag: string;
  Key: string;
  /** Seconds since 1970. */
  LastModified: number;
  Size: number;
  StorageClass: string;
}

/** Each rejects with S3's error: its `name` is the code, such as `NoSuchBucket`. */
export interface Objects {
  /** In the order of their keys. @param limit 0 for all. */
  list(bucket: string, prefix: string, limit: number): Promise<ListedObject[]>;
  get(bucket: string, key: string, versionId?: string): Promise<Uint8Array>;
  put(bucket: string, key: string, body: string): Promise<void>;
}

const noBucket = () =>
  Promise.reject(Object.assign(new Error('The specified bucket does not exist'), { name: 'NoSuchBucket' }));

/** S3 without a bucket. */
export const noObjects: Objects = { list: noBucket, get: noBucket, put: noBucket };
