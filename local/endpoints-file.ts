/** The file that says where an embedded cloud runs, for other commands and for the next cloud. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const endpoints = z.object({ aws: z.url() });
const answerWithinMs = 2_000;

/** The address of the cloud that wrote the file; undefined when it no longer runs, as after a crash. */
export async function runningCloud(file: string): Promise<string | undefined> {
  const written = existsSync(file) ? endpoints.safeParse(parsed(readFileSync(file, 'utf8'))).data : undefined;
  if (!written) return undefined;
  try {
    const response = await fetch(`${written.aws}/_faults`, { signal: AbortSignal.timeout(answerWithinMs) });
    return response.ok && Array.isArray(await response.json()) ? written.aws : undefined;
  } catch (error) {
    // A cloud that is too busy to answer still runs.
    return (error as Error).name === 'TimeoutError' ? written.aws : undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns a function that deletes the file, unless another cloud has written it meanwhile. */
export function writeEndpoints(file: string, content: { aws: string }): () => void {
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return () => {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) rmSync(file);
  };
}
