import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const settleMs = 20;

/**
 * Saves state from memory as JSON in a file. Await `saved` before acknowledging a change, so that a crash cannot undo
 * what a client has had acknowledged. Without a path nothing is written.
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

  /** Changes made together are written once. */
  changed(): void {
    if (!this.#path || this.#pending) return;
    this.#pending = Promise.withResolvers();
    setTimeout(() => this.save(), settleMs);
  }

  /** Resolves once every change so far is written. */
  async saved(): Promise<void> {
    await this.#pending?.promise;
  }

  /** Writes pending changes immediately, to a new file that is renamed: a crash leaves the old file or the new one. */
  save(): void {
    const pending = this.#pending;
    if (!this.#path || !pending) return;
    this.#pending = undefined;
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.#content()));
    renameSync(`${this.#path}.new`, this.#path);
    pending.resolve();
  }
}

/** The content of such a file; undefined when it does not exist. */
export function readSaved(path: string | undefined): unknown {
  if (!path) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
