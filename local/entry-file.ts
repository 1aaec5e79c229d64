import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as z from 'zod';
import type { EntryItem } from '../core/domain/entry-item.ts';

const body = z.record(z.string(), z.unknown());
const sqsEvent = z.object({ Records: z.array(z.object({ body: z.unknown() })) });
const sendMessageRequest = z.object({ MessageBody: z.string() });

export interface EntryFile {
  /** Each entry with its number in the file, from 1. */
  entries: { number: number; body: EntryItem }[];
  /** What could not be read, each naming the file and the entry. */
  problems: string[];
}

/**
 * Reads entries from a file that holds an SQS event, or one or a list of: message bodies (objects or JSON texts),
 * SendMessage requests as the form makes them.
 * @throws Error naming the file when none of it can be read.
 */
export function readEntryFile(file: string): EntryFile {
  const name = basename(file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  const json = parseJson(text, (reason) => new Error(`${file}: not JSON: ${reason}`));
  const event = sqsEvent.safeParse(json);
  const bodies = event.success
    ? event.data.Records.map((record) => record.body)
    : Array.isArray(json)
      ? json
      : [json];
  const entries: EntryFile['entries'] = [];
  const problems: string[] = [];
  for (const [index, candidate] of bodies.entries()) {
    const where = `${name}, entry ${index + 1}`;
    try {
      const request = sendMessageRequest.safeParse(candidate);
      const message = request.success ? request.data.MessageBody : candidate;
      const value =
        typeof message === 'string'
          ? parseJson(message, (reason) => new Error(`${where}: body is not JSON: ${reason}`))
          : message;
      const parsed = body.safeParse(value);
      if (!parsed.success)
        throw new Error(`${where}: expected an object of attributes such as {"full_name":{"S":"…"}}`);
      entries.push({ number: index + 1, body: parsed.data });
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { entries, problems };
}

function parseJson(text: string, error: (reason: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw error((cause as Error).message);
  }
}
