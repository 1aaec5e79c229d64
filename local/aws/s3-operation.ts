/** The name of the S3 call that a path-style request makes, such as `GetObject`. */
export function s3Operation(method: string, url: URL, headers: Record<string, string | undefined>): string {
  const [bucket, ...key] = url.pathname.slice(1).split('/');
  const object = key.join('/') !== '';
  const has = (name: string) => url.searchParams.has(name);
  if (!bucket) return 'ListBuckets';
  if (!object) {
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
