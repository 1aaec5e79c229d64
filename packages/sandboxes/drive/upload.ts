/** Upload bodies: https://developers.google.com/workspace/drive/api/guides/manage-uploads. */
import * as z from 'zod';
import { Refusal } from './answers.ts';
import { checkWritable } from './file-fields.ts';

const properties = z.record(z.string(), z.string().nullable());
const text = z.string().nullable();
const time = z.iso.datetime({ offset: true });

/** The metadata that a client may write and the sandbox keeps; `null` removes a property. */
const metadata = z
  .object({
    id: z.string(),
    name: z.string(),
    mimeType: z.string(),
    parents: z.array(z.string()),
    appProperties: properties,
    properties,
    description: text,
    starred: z.boolean(),
    trashed: z.boolean(),
    createdTime: time,
    modifiedTime: time,
    viewedByMeTime: time,
    originalFilename: text,
    folderColorRgb: text,
    copyRequiresWriterPermission: z.boolean(),
  })
  .partial();
export type Metadata = z.infer<typeof metadata>;

type Call = 'create' | 'update';

export interface Upload {
  metadata: Metadata;
  content?: { bytes: Buffer; mimeType?: string };
}

const crlf = Buffer.from('\r\n');
const blankLine = Buffer.from('\r\n\r\n');

/** The limit of a request that is not resumable: https://developers.google.com/workspace/drive/api/guides/manage-uploads */
const largestSimpleBytes = 5 * 1024 * 1024;

/** @throws Refusal when the body does not match `uploadType`, has fields that `call` cannot write, or is too large. */
export function parseUpload(
  { uploadType, contentType, call }: { uploadType?: string; contentType: string; call: Call },
  body: Buffer,
): Upload {
  const { metadata, content } = parsedUpload(uploadType, contentType, body, call);
  if (content.bytes.length > largestSimpleBytes) {
    throw new Refusal(413, 'uploadTooLarge', 'Request Too Large');
  }
  return { metadata, content };
}

function parsedUpload(uploadType: string | undefined, contentType: string, body: Buffer, call: Call) {
  if (uploadType === 'media') return { metadata: {}, content: { bytes: body, mimeType: contentType } };
  if (uploadType !== 'multipart') throw badRequest();
  const boundary = /^multipart\/related\b.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const [description, media, ...more] = partsOf(body, boundary?.[1] ?? boundary?.[2]);
  if (!description || !media || more.length > 0) throw badRequest();
  const encoded = media.headers.get('content-transfer-encoding') === 'base64';
  return {
    metadata: parseMetadata(description.body.toString(), call),
    content: {
      bytes: encoded ? Buffer.from(media.body.toString(), 'base64') : media.body,
      mimeType: media.headers.get('content-type') ?? 'application/octet-stream',
    },
  };
}

/** @throws Refusal 400 when the text is not file metadata as JSON, and for fields that the call cannot write. */
export function parseMetadata(text: string, call: Call): Metadata {
  const body = parsed(text);
  checkWritable(body, call);
  const { data, success } = metadata.safeParse(body);
  if (!success) throw parseError();
  return data;
}

function parsed(text: string): object {
  try {
    const body: unknown = JSON.parse(text || '{}');
    if (typeof body === 'object' && body !== null) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw parseError();
}

function parseError(): Refusal {
  return new Refusal(400, 'parseError', 'Parse Error');
}

function partsOf(body: Buffer, boundary: string | undefined): { headers: Headers; body: Buffer }[] {
  if (!boundary) throw badRequest();
  // The line break before a delimiter belongs to the delimiter; the first one may lack it.
  const whole = Buffer.concat([crlf, body]);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: { headers: Headers; body: Buffer }[] = [];
  let start = whole.indexOf(delimiter);
  while (start !== -1) {
    start += delimiter.length;
    if (whole.subarray(start, start + 2).toString() === '--') return parts;
    const end = whole.indexOf(delimiter, start);
    const headersEnd = whole.indexOf(blankLine, start);
    if (end === -1 || headersEnd === -1 || headersEnd > end) throw badRequest();
    parts.push({
      headers: headersOf(whole.subarray(start, headersEnd).toString()),
      body: whole.subarray(headersEnd + blankLine.length, end),
    });
    start = end;
  }
  throw badRequest();
}

function headersOf(lines: string): Headers {
  const headers = new Headers();
  for (const line of lines.split('\r\n').filter((text) => text.includes(':'))) {
    headers.set(line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim());
  }
  return headers;
}

function badRequest(): Refusal {
  return new Refusal(400, 'badContent', 'Malformed multipart body.');
}
