/** The executions known to the embedded cloud: in memory, and as one JSON file each when there is a data directory. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from './history.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  /** The JSON text exactly as it was given: idempotency compares it byte by byte. */
  input: string;
  status: Status;
  /** Milliseconds since 1970. */
  startDate: number;
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
  /** The order of their starts; a page of ListExecutions continues from it. */
  sequence: number;
  events: HistoryEvent[];
}

export interface StoreOptions {
  dataDir?: string;
  /** Executions kept; beyond it the oldest closed ones are forgotten, which also frees their names. */
  limit?: number;
}

const writeDelayMs = 100;

export class ExecutionStore {
  readonly #byArn = new Map<string, Execution>();
  readonly #changed = new Set<Execution>();
  readonly #options: StoreOptions;
  readonly #directory: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;

  /** @throws when a file of the data directory cannot be read. */
  constructor(options: StoreOptions) {
    this.#options = options;
    if (!options.dataDir) return;
    this.#directory = join(options.dataDir, 'executions');
    mkdirSync(this.#directory, { recursive: true });
    this.#load(this.#directory);
  }

  get(executionArn: string): Execution | undefined {
    return this.#byArn.get(executionArn);
  }

  add(execution: Omit<Execution, 'sequence'>): Execution {
    this.#sequence += 1;
    const added: Execution = { ...execution, sequence: this.#sequence };
    this.#byArn.set(added.executionArn, added);
    // Callers rely on an execution as soon as they have the answer.
    this.#write(added);
    this.#forgetOldest();
    return added;
  }

  /** Those that have not ended, oldest first. */
  running(): Execution[] {
    return [...this.#byArn.values()].filter(({ status }) => status === 'RUNNING');
  }

  /** Newest first. */
  of(stateMachineArn: string): Execution[] {
    return [...this.#byArn.values()]
      .filter((execution) => execution.stateMachineArn === stateMachineArn)
      .sort((a, b) => b.sequence - a.sequence);
  }

  /** Must be called after every change of an execution, so that it is written. */
  changed(execution: Execution): void {
    if (!this.#directory) return;
    this.#changed.add(execution);
    this.#timer ??= setTimeout(() => this.flush(), writeDelayMs);
  }

  /** Writes what changed since the last time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const execution of this.#changed) this.#write(execution);
    this.#changed.clear();
  }

  #write(execution: Execution): void {
    if (!this.#directory) return;
    const file = this.#fileOf(execution);
    // A crash in the middle of writing must not lose the execution: the old file stays until the new one is complete.
    writeFileSync(`${file}.new`, JSON.stringify(execution));
    renameSync(`${file}.new`, file);
  }

  #load(directory: string): void {
    const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
    const loaded = files.map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Execution);
    for (const execution of loaded.sort((a, b) => a.sequence - b.sequence)) {
      this.#byArn.set(execution.executionArn, execution);
      this.#sequence = execution.sequence;
    }
  }

  #forgetOldest(): void {
    const { limit = 5_000 } = this.#options;
    for (const execution of this.#byArn.values()) {
      if (this.#byArn.size <= limit) return;
      if (execution.status === 'RUNNING') continue;
      this.#byArn.delete(execution.executionArn);
      this.#changed.delete(execution);
      if (this.#directory) rmSync(this.#fileOf(execution), { force: true });
    }
  }

  /** Names may differ by case only, or be too long for a file's name: a digest is neither. */
  #fileOf(execution: Execution): string {
    const digest = createHash('sha256').update(execution.executionArn).digest('hex').slice(0, 32);
    return join(this.#directory ?? '', `${digest}.json`);
  }
}
