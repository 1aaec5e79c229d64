/**
 * The name of the S3 call that a path-style request makes, such as `GetObject`.
 * @param target path and query as received: a `URL` would resolve a `..` in a key.
 */
export function s3Operation(
  method: string,
  target: string,
  headers: Record<string, string | string[] | undefined>,
): string {
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  const query = new URLSearchParams(end < 0 ? '' : target.slice(end));
  const [bucket, ...key] = path.slice(1).split('/');
  const object = key.join('/') !== '';
  const has = (name: string) => query.has(name);
  if (!bucket) return 'ListBuckets';
  if (!object) {
    if (has('notification')) {
      return method === 'PUT' ? 'PutBucketNotificationConfiguration' : 'GetBucketNotificationConfiguration';
    }
    if (method === 'GET' && has('uploads')) return 'ListMultipartUploads';
    if (method === 'GET' && has('versions')) return 'ListObjectVersions';
    if (method === 'GET') return has('list-type') ? 'ListObjectsV2' : 'ListObjects';
    if (method === 'POST') return 'DeleteObjects';
    return { HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' }[method] ?? method;
  }
  if (method === 'POST') return has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  if (has('uploadId')) {
    return { PUT: 'UploadPart', DELETE: 'AbortMultipartUpload', GET: 'ListParts' }[method] ?? method;
  }
  if (method === 'PUT') return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  return { GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}
