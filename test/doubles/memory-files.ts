import type * as z from 'zod';
import { type JobItem, jobItem, type Outcome } from '../../core/jobs/job-state.ts';

/** The config bucket as jobs use it, in memory. */
export class MemoryFiles {
  readonly bucket = 'config';
  /** Texts by their keys. */
  readonly objects = new Map<string, string>();

  async write(key: string, bytes: Uint8Array) {
    this.objects.set(key, Buffer.from(bytes).toString());
  }

  async writeJson(key: string, content: unknown) {
    this.objects.set(key, JSON.stringify(content));
  }

  async readJson<T>(key: string, schema: z.ZodType<T>): Promise<T> {
    const text = this.objects.get(key);
    if (text === undefined) throw new Error(`NoSuchKey: ${key}`);
    return schema.parse(JSON.parse(text));
  }

  async findJson<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    return this.objects.has(key) ? this.readJson(key, schema) : undefined;
  }

  async findText(key: string): Promise<string | undefined> {
    return this.objects.get(key);
  }

  /** What is in a file of JSON, as it is. */
  json(key: string): unknown {
    return JSON.parse(this.objects.get(key) ?? 'null');
  }

  /** The items of a plan. */
  itemsIn(planKey: string): JobItem[] {
    const lines = (this.objects.get(planKey) ?? '').split('\n').filter(Boolean);
    return lines.map((line) => jobItem.parse(JSON.parse(line)));
  }

  /** Writes what a Map would write of these outcomes, and returns the manifest's key. */
  async writeResults(folder: string, outcomes: readonly Outcome[]): Promise<string> {
    const [manifest, results] = [`${folder}/results/manifest.json`, `${folder}/results/SUCCEEDED_0.json`];
    await this.writeJson(results, [{ Input: '{}', Output: JSON.stringify(outcomes) }]);
    await this.writeJson(manifest, {
      ResultFiles: { SUCCEEDED: [{ Key: results }], FAILED: [], PENDING: [] },
    });
    return manifest;
  }
}
