/** The file in which an embedded cloud leaves word of where it is, for those who look for it and for the next one. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const word = z.object({ aws: z.url() });
const answerWithinMs = 2_000;

/** The address of the cloud that left word in the file; undefined when it is not there any more, as after a crash. */
export async function runningBy(file: string): Promise<string | undefined> {
  const left = existsSync(file) ? word.safeParse(parsed(readFileSync(file, 'utf8'))).data : undefined;
  if (!left) return undefined;
  try {
    const response = await fetch(`${left.aws}/_faults`, { signal: AbortSignal.timeout(answerWithinMs) });
    return response.ok && Array.isArray(await response.json()) ? left.aws : undefined;
  } catch (error) {
    // One that is too busy to answer is there.
    return (error as Error).name === 'TimeoutError' ? left.aws : undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns what takes the word back, unless another cloud has left its own there meanwhile. */
export function leaveWord(file: string, content: { aws: string }): () => void {
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return () => {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) rmSync(file);
  };
}
