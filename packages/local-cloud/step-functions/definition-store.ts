/**
 * The definitions that executions started with: they go on with these when the machines have others by then. In memory, and
 * as one file each when there is a data directory.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition } from './definition.ts';

export class DefinitionStore {
  readonly #byId = new Map<string, Definition>();
  readonly #idOf = new WeakMap<Definition, string>();
  readonly #directory: string | undefined;

  /**
   * @param used the ids of those that are still of use; the others are forgotten.
   * @throws when a file of the data directory cannot be read.
   */
  constructor(dataDir: string | undefined, used: ReadonlySet<string>) {
    if (!dataDir) return;
    this.#directory = join(dataDir, 'definitions');
    mkdirSync(this.#directory, { recursive: true });
    for (const file of readdirSync(this.#directory)) {
      const id = file.replace(/\.json$/, '');
      if (used.has(id)) this.#byId.set(id, JSON.parse(readFileSync(join(this.#directory, file), 'utf8')));
      else rmSync(join(this.#directory, file));
    }
  }

  get(id: string): Definition | undefined {
    return this.#byId.get(id);
  }

  /** @returns the id by which it is found again. */
  keep(definition: Definition): string {
    const known = this.#idOf.get(definition);
    if (known !== undefined) return known;
    const json = JSON.stringify(definition);
    const id = createHash('sha256').update(json).digest('hex').slice(0, 32);
    this.#idOf.set(definition, id);
    if (!this.#byId.has(id)) this.#byId.set(id, definition);
    const file = this.#directory && join(this.#directory, `${id}.json`);
    if (file && !existsSync(file)) writeFileSync(file, json);
    return id;
  }
}
