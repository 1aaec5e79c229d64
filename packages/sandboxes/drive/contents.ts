/** Stores the files' bytes, in memory or as one file each in a directory. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Contents {
  read(id: string): Buffer;
  write(id: string, bytes: Buffer): void;
  delete(id: string): void;
}

export function contentsInMemory(): Contents {
  const contents = new Map<string, Buffer>();
  return {
    read: (id) => contents.get(id) ?? Buffer.alloc(0),
    write: (id, bytes) => void contents.set(id, bytes),
    delete: (id) => void contents.delete(id),
  };
}

export function contentsIn(directory: string): Contents {
  mkdirSync(directory, { recursive: true });
  const path = (id: string) => join(directory, encodeURIComponent(id));
  return {
    read: (id) => readFileSync(path(id)),
    write: (id, bytes) => writeFileSync(path(id), bytes),
    delete: (id) => rmSync(path(id), { force: true }),
  };
}
