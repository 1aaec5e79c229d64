/** S3's rules that fauxqs does not enforce: limits on keys, unsupported calls, conditional requests. */

/** An error in the shape of S3's. */
export class S3Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }

  toXml(): string {
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<Error><Code>${this.code}</Code><Message>${this.message}</Message></Error>`,
    ].join('\n');
  }
}

export const invalidUri = () => new S3Refusal('InvalidURI', "Couldn't parse the specified URI.", 400);

const longestKey = 1_024;

/**
 * Refuses a key that is too long in bytes, or whose `..` leads above the bucket.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > longestKey)
    throw new S3Refusal('KeyTooLongError', 'Your key is too long', 400);
  let depth = 0;
  for (const segment of key.split('/')) {
    depth += segment === '..' ? -1 : 1;
    if (depth < 0) throw invalidUri();
  }
}

const unknownOperations = ['ListParts', 'ListMultipartUploads'];
const unknownSubresources =
  /^(accelerate|acl|analytics|cors|encryption|intelligent-tiering|inventory|legal-hold|location|logging|metrics|object-lock|ownershipControls|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|tagging|torrent|versioning|website)$/;

/** Refuses unsupported calls: PutObjectTagging, say, would be taken for PutObject. */
export function checkKnown(operation: string, query: object): void {
  const unknown = unknownOperations.includes(operation)
    ? operation
    : Object.keys(query).find((name) => unknownSubresources.test(name));
  if (!unknown && 'versionId' in query && operation !== 'DeleteObject')
    throw new S3Refusal('NotImplemented', `The embedded cloud does not know ${operation} of a version.`, 501);
  if (unknown) throw new S3Refusal('NotImplemented', `The embedded cloud does not know ${unknown}.`, 501);
}

type Headers = Record<string, string | string[] | undefined>;

const failed = () =>
  new S3Refusal('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);

const fits = (condition: string, etag: string) =>
  condition === '*' || condition.split(',').some((one) => one.trim().replaceAll('"', '') === etag);

/**
 * Checks `If-Match` and `If-None-Match` of a write.
 * @param etag of the stored object, without quotes.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWriteCondition(headers: Headers, etag: string | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new S3Refusal('NotImplemented', 'If-None-Match of a write supports * only.', 501);
  if (noneMatch === '*' && etag !== undefined) throw failed();
  if (match === undefined) return;
  if (etag === undefined) throw new S3Refusal('NoSuchKey', 'The specified key does not exist.', 404);
  if (!fits(String(match), etag)) throw failed();
}
