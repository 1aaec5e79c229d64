import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const settleMs = 20;

/**
 * What is in memory, as JSON in a file too. Who answers for a change waits for `saved`, so that a crash takes back
 * nothing that somebody was told of. Without a path nothing is written.
 */
export class SavedFile {
  readonly #path: string | undefined;
  readonly #content: () => unknown;
  #pending: PromiseWithResolvers<void> | undefined;

  constructor(path: string | undefined, content: () => unknown) {
    this.#path = path;
    this.#content = content;
    if (path) mkdirSync(dirname(path), { recursive: true });
  }

  /** Several changes at a time are written once. */
  changed(): void {
    if (!this.#path || this.#pending) return;
    this.#pending = Promise.withResolvers();
    setTimeout(() => this.save(), settleMs);
  }

  /** Resolves once all that has changed so far is written. */
  async saved(): Promise<void> {
    await this.#pending?.promise;
  }

  /** Writes at once what is still to be written: beside and renamed, so that a crash leaves the old file or the new one. */
  save(): void {
    const pending = this.#pending;
    if (!this.#path || !pending) return;
    this.#pending = undefined;
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.#content()));
    renameSync(`${this.#path}.new`, this.#path);
    pending.resolve();
  }
}

/** What such a file holds; undefined when it is not there. */
export function readSaved(path: string | undefined): unknown {
  if (!path) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
