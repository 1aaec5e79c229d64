/**
 * The Map Runs known to the embedded cloud: in memory, and as one file each when there is a data directory. A file grows by a
 * line with what has changed; the lines together are the Map Run. What has become of its children is stored with their
 * executions.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MapRun } from './map-run.ts';

export class MapRunStore {
  readonly #byArn = new Map<string, MapRun>();
  /** Oldest first. */
  readonly #ofExecution = new Map<string, MapRun[]>();
  readonly #directory: string | undefined;

  /** @throws when a file of the data directory cannot be read. */
  constructor(dataDir?: string) {
    if (!dataDir) return;
    this.#directory = join(dataDir, 'map-runs');
    mkdirSync(this.#directory, { recursive: true });
    const directory = this.#directory;
    const loaded = readdirSync(directory).flatMap((file) => read(join(directory, file)) ?? []);
    for (const run of loaded.sort((a, b) => a.startDate - b.startDate)) this.#know(run);
  }

  get(mapRunArn: string): MapRun | undefined {
    return this.#byArn.get(mapRunArn);
  }

  all(): MapRun[] {
    return [...this.#byArn.values()];
  }

  /** Oldest first. */
  of(executionArn: string): MapRun[] {
    return this.#ofExecution.get(executionArn) ?? [];
  }

  add(run: MapRun): MapRun {
    this.#know(run);
    this.#append(run, run);
    return run;
  }

  /** Changes a Map Run, and stores the change. */
  change(run: MapRun, changes: Partial<MapRun>): void {
    Object.assign(run, changes);
    this.#append(run, changes);
  }

  /** Forgets the Map Runs of an execution. */
  forget(executionArn: string): void {
    for (const run of this.of(executionArn)) {
      this.#byArn.delete(run.mapRunArn);
      if (this.#directory) rmSync(this.#fileOf(run), { force: true });
    }
    this.#ofExecution.delete(executionArn);
  }

  #know(run: MapRun): void {
    this.#byArn.set(run.mapRunArn, run);
    const { executionArn } = run;
    this.#ofExecution.set(executionArn, [...this.of(executionArn), run]);
  }

  #append(run: MapRun, changes: Partial<MapRun>): void {
    if (this.#directory) appendFileSync(this.#fileOf(run), `${JSON.stringify(changes)}\n`);
  }

  #fileOf({ mapRunArn }: MapRun): string {
    const digest = createHash('sha256').update(mapRunArn).digest('hex').slice(0, 32);
    return join(this.#directory ?? '', `${digest}.jsonl`);
  }
}

/** The Map Run that a file's lines add up to; undefined for a file that a crash left empty. */
function read(file: string): MapRun | undefined {
  const text = readFileSync(file, 'utf8');
  const run = {} as MapRun;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    try {
      Object.assign(run, JSON.parse(line));
    } catch (error) {
      // The process ended in the middle of writing it.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  if (!text.endsWith('\n')) appendFileSync(file, '\n');
  return run.mapRunArn ? run : undefined;
}
