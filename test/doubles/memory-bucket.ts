import type { ObjectVersion } from '../../core/clients/object-versions.ts';
import { MemoryFiles } from './memory-files.ts';

/** A bucket with versions, in memory: what is replaced or deleted stays among them. */
export class MemoryBucket {
  readonly files = new MemoryFiles();
  #all: (ObjectVersion & { text: string })[] = [];
  #count = 0;

  /** As the bucket's user sees it, writing and reading. */
  put(key: string, text: string): this {
    this.#count += 1;
    this.#all.push({ key, versionId: `v${this.#count}`, since: this.#count, text });
    this.files.objects.set(key, text);
    return this;
  }

  /** Every text that any version has. */
  get texts(): string[] {
    return this.#all.map(({ text }) => text);
  }

  get keys(): string[] {
    return [...new Set(this.#all.map(({ key }) => key))].sort();
  }

  /** As `JobFiles` reads and writes. */
  readonly jobFiles = {
    findText: (key: string) => this.files.findText(key),
    findJson: ((key, schema) => this.files.findJson(key, schema)) as MemoryFiles['findJson'],
    writeJson: async (key: string, content: unknown) => void this.put(key, JSON.stringify(content)),
  };

  readonly versions = {
    below: (prefix: string) => this.#below(prefix),
    of: async (key: string) => this.#all.filter((version) => version.key === key),
    delete: async (versions: readonly ObjectVersion[]) => {
      const gone = new Set(versions.map(({ versionId }) => versionId));
      this.#all = this.#all.filter(({ versionId }) => !gone.has(versionId));
      for (const key of this.files.objects.keys()) {
        const latest = this.#all.findLast((version) => version.key === key);
        if (latest) this.files.objects.set(key, latest.text);
        else this.files.objects.delete(key);
      }
    },
    erase: async (key: string) => {
      const versions = await this.versions.of(key);
      await this.versions.delete(versions);
      return versions.length;
    },
  };

  async *#below(prefix: string): AsyncGenerator<ObjectVersion> {
    yield* this.#all.filter(({ key }) => key.startsWith(prefix));
  }
}
