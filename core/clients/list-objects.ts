import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { callAws } from './aws-errors.ts';

/**
 * The ETags of a bucket's objects by their keys, of all pages. The ETag of an object that was written in one part and is
 * not encrypted with a key of KMS is its MD5 (hex): https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 *
 * @param what is listed, for messages: `photos`.
 * @returns ETags as S3 gives them, in quotes.
 * @throws ServiceUnavailableError and RateLimitedError when S3 fails or throttles.
 */
export async function listObjects(s3: S3Client, bucket: string, what: string): Promise<Map<string, string>> {
  const etags = new Map<string, string>();
  let ContinuationToken: string | undefined;
  do {
    const page = await callAws(`S3 ListObjectsV2 (${what})`, () =>
      s3.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken })),
    );
    for (const { Key, ETag = '' } of page.Contents ?? []) if (Key !== undefined) etags.set(Key, ETag);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return etags;
}
