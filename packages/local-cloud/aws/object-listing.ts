/** ListObjects and ListObjectsV2 with paging, in S3's order: fauxqs sorts by the machine's locale. */
import { S3Refusal } from './s3-rules.ts';
import { inXml } from './xml-text.ts';

export interface ListedObject {
  key: string;
  contentLength: number;
  /** In quotes. */
  etag: string;
  lastModified: Date;
}

type Query = Readonly<Record<string, string | undefined>>;

const mostKeys = 1_000;

/** The answer to `GET /bucket?…`. */
export function writeListing(bucket: string, objects: readonly ListedObject[], query: Query): string {
  const version2 = query['list-type'] === '2';
  const { prefix = '', delimiter = '', marker = '', 'start-after': startAfter = '' } = query;
  const token = query['continuation-token'];
  const after = !version2 ? marker : token ? Buffer.from(token, 'base64url').toString() : startAfter;
  const limit = limitOf(query['max-keys']);
  const { page, truncated } = pageOf(objects, { prefix, delimiter, after, limit });
  const last = page.at(-1)?.name;
  const encode = query['encoding-type'] === 'url' ? inUrl : inXml;
  const position = version2
    ? {
        KeyCount: page.length,
        ContinuationToken: token,
        NextContinuationToken: truncated && last ? Buffer.from(last).toString('base64url') : undefined,
        StartAfter: startAfter ? encode(startAfter) : undefined,
      }
    : { Marker: encode(marker), NextMarker: truncated && delimiter && last ? encode(last) : undefined };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    elements({
      Name: bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter ? encode(delimiter) : undefined,
      MaxKeys: limit,
      EncodingType: query['encoding-type'] === 'url' ? 'url' : undefined,
      IsTruncated: truncated,
      ...position,
    }),
    ...page.map(({ name, object }) =>
      object
        ? `<Contents>${elements({
            Key: encode(name),
            LastModified: object.lastModified.toISOString(),
            ETag: inXml(object.etag),
            Size: object.contentLength,
            StorageClass: 'STANDARD',
          })}</Contents>`
        : `<CommonPrefixes><Prefix>${encode(name)}</Prefix></CommonPrefixes>`,
    ),
    '</ListBucketResult>',
  ].join('');
}

function limitOf(given = String(mostKeys)): number {
  if (!/^\d+$/.test(given))
    throw new S3Refusal('InvalidArgument', 'Argument max-keys must be an integer', 400);
  return Math.min(Number(given), mostKeys);
}

interface Listed {
  /** A key, or a prefix that several share up to the delimiter. */
  name: string;
  object?: ListedObject;
}

/** S3 sorts by UTF-8 bytes. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function pageOf(
  objects: readonly ListedObject[],
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): { page: Listed[]; truncated: boolean } {
  const page: Listed[] = [];
  const sorted = objects
    .filter(({ key }) => key.startsWith(prefix))
    .sort((one, other) => byBytes(one.key, other.key));
  for (const object of sorted) {
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    if (byBytes(name, after) <= 0 || name === page.at(-1)?.name) continue;
    if (page.length >= limit) return { page, truncated: limit > 0 };
    page.push(end < 0 ? { name, object } : { name });
  }
  return { page, truncated: false };
}

const elements = (values: Record<string, string | number | boolean | undefined>) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');

const inUrl = (text: string) => encodeURIComponent(text).replaceAll('%2F', '/');
