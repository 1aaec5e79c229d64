/** Upload bodies: https://developers.google.com/workspace/drive/api/guides/manage-uploads. */
import * as z from 'zod';
import { Refusal } from './answers.ts';

/** The metadata a client may set; `null` removes a property. */
const metadata = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  parents: z.array(z.string()).optional(),
  appProperties: z.record(z.string(), z.string().nullable()).optional(),
  trashed: z.boolean().optional(),
});
export type Metadata = z.infer<typeof metadata>;

export interface Upload {
  metadata: Metadata;
  content?: { bytes: Buffer; mimeType?: string };
}

const crlf = Buffer.from('\r\n');
const blankLine = Buffer.from('\r\n\r\n');

/** @throws Refusal when the body does not match `uploadType`. */
export function parseUpload(uploadType: string | undefined, contentType: string, body: Buffer): Upload {
  if (uploadType === 'media') return { metadata: {}, content: { bytes: body, mimeType: contentType } };
  if (uploadType !== 'multipart') throw badRequest();
  const boundary = /^multipart\/related\b.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const [description, media, ...more] = partsOf(body, boundary?.[1] ?? boundary?.[2]);
  if (!description || !media || more.length > 0) throw badRequest();
  const encoded = media.headers.get('content-transfer-encoding') === 'base64';
  return {
    metadata: parseMetadata(description.body.toString()),
    content: {
      bytes: encoded ? Buffer.from(media.body.toString(), 'base64') : media.body,
      mimeType: media.headers.get('content-type') ?? 'application/octet-stream',
    },
  };
}

/** @throws Refusal 400 when the text is not file metadata as JSON. */
export function parseMetadata(text: string): Metadata {
  try {
    return metadata.parse(JSON.parse(text || '{}'));
  } catch {
    throw new Refusal(400, 'parseError', 'Parse Error');
  }
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
