/** Resumable uploads: https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable. */
import { randomBytes } from 'node:crypto';
import { Refusal } from './answers.ts';
import type { Upload } from './upload.ts';

type Content = NonNullable<Upload['content']>;

/** What the request that begins a session says, and what to do once the content is complete. */
export interface UploadPlan {
  /** X-Upload-Content-Type. */
  mimeType?: string;
  /** X-Upload-Content-Length, in bytes. */
  length?: number;
  /** Returns the answer's body. @throws Refusal like a request that carries the content itself. */
  finish(content: Content): unknown;
}

interface Session extends UploadPlan {
  begun: number;
  chunks: Buffer[];
  /** Bytes received so far. */
  received: number;
  /** The answer's body, once the file exists. */
  answer?: unknown;
}

/** How far an upload has got. */
export type Progress = { done: true; answer: unknown } | { done: false; received: number };

const chunkBytes = 256 * 1024;
const lifetimeMs = 7 * 86_400_000;

/** Upload sessions in progress. They are not saved: after a restart they look expired to a client. */
export class UploadSessions {
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the session's `upload_id`. */
  begin(plan: UploadPlan): string {
    const id = `AB${randomBytes(30).toString('base64url')}`;
    this.#sessions.set(id, { ...plan, begun: this.#now(), chunks: [], received: 0 });
    return id;
  }

  /**
   * Handles a request to the session: the whole content, a chunk of it, or a query for how much has arrived. Bytes that
   * have arrived already are skipped. Once the file exists, every request gets its final answer again.
   *
   * @param contentRange absent for the whole content, else `bytes 0-262143/524288` or, as a query, `bytes *\/524288`;
   * a total that is not known yet is `*`.
   * @throws Refusal 404 for a session that is unknown or a week old, 400 for a chunk that does not fit, and whatever
   * `finish` throws.
   */
  put(id: string, contentRange: string | undefined, mimeType: string | undefined, bytes: Buffer): Progress {
    const session = this.#session(id);
    if (session.answer !== undefined) return { done: true, answer: session.answer };
    const { range, total = session.length } = parseContentRange(contentRange, bytes.length);
    if (session.length !== undefined && total !== session.length) throw misfit();
    if (range) take(session, range, total, bytes);
    else if (bytes.length > 0) throw misfit();
    if (session.received !== total) return { done: false, received: session.received };
    const bytesOfAll = Buffer.concat(session.chunks);
    session.answer = session.finish({ bytes: bytesOfAll, mimeType: session.mimeType ?? mimeType });
    session.chunks = [];
    return { done: true, answer: session.answer };
  }

  /** Gives an upload up. @throws Refusal 404 for a session that is unknown or a week old. */
  cancel(id: string): void {
    this.#session(id);
    this.#sessions.delete(id);
  }

  #session(id: string): Session {
    const session = this.#sessions.get(id);
    if (session && this.#now() - session.begun <= lifetimeMs) return session;
    throw new Refusal(404, 'notFound', 'The upload session is unknown or has expired.');
  }
}

interface Range {
  /** Offset of the first byte. */
  start: number;
  /** Offset after the last byte. */
  end: number;
}

function parseContentRange(text: string | undefined, length: number): { range?: Range; total?: number } {
  if (text === undefined) return { range: { start: 0, end: length }, total: length };
  const [, start, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(text) ?? [];
  if (total === undefined) throw misfit();
  const known = total === '*' ? {} : { total: Number(total) };
  return start === undefined ? known : { range: { start: Number(start), end: Number(last) + 1 }, ...known };
}

function take(session: Session, { start, end }: Range, total: number | undefined, bytes: Buffer): void {
  const isLast = end === total;
  if (bytes.length !== end - start || (total !== undefined && end > total)) throw misfit();
  if (start > session.received || (!isLast && bytes.length % chunkBytes !== 0)) throw misfit();
  const fresh = bytes.subarray(session.received - start);
  session.chunks.push(fresh);
  session.received += fresh.length;
}

function misfit(): Refusal {
  return new Refusal(
    400,
    'badRequest',
    'The chunk does not match its Content-Range or does not follow the previous one.',
  );
}
