/**
 * The executions known to the embedded cloud: in memory, and as one file each when there is a data directory. A file grows by
 * a line for each moment in which something changed; the lines together are the execution. A crash in the middle of a line
 * loses that line only. When the execution has succeeded, one line takes the place of all.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Frame, ownPart, putFrames } from './engine/frames.ts';
import type { HistoryEvent } from './history.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution without its history and its frames. */
export interface Summary {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  /** The JSON text exactly as it was given: idempotency compares it byte by byte. */
  input: string;
  status: Status;
  /** The id of the definition that it started with. */
  definitionId: string;
  /** Milliseconds since 1970. */
  startDate: number;
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  /** Milliseconds since 1970. */
  redriveDate?: number;
  /** The client tokens of its redrives, newest first. */
  redriveTokens?: { token: string; redriveDate: number }[];
  /** Of an execution that a Distributed Map started. */
  mapRunArn?: string;
  /** The execution with that Distributed Map. */
  parentArn?: string;
  /** The items that such an execution works on. */
  itemCount?: number;
  /** How often its Map Run had been redriven when it last began. */
  mapRunRedrives?: number;
  /** The order of their starts; a page of ListExecutions continues from it. */
  sequence: number;
}

export interface Execution extends Summary {
  events: HistoryEvent[];
  /** How far it has got. Kept until it has succeeded, for a redrive. */
  root?: Frame;
}

export interface StoreOptions {
  dataDir?: string;
  /** Executions kept; beyond it the oldest closed ones are forgotten, which also frees their names. */
  limit?: number;
  onForget?: (execution: Execution) => void;
}

/** What has changed since the last line. */
interface Changes {
  summary: boolean;
  events: number;
  /** In the order of their last changes. */
  frames: Set<Frame>;
}

type Line = Partial<Summary> & { events?: HistoryEvent[]; frames?: Frame[] };

export class ExecutionStore {
  readonly #byArn = new Map<string, Execution>();
  /** The executions of each Map Run, oldest first. */
  readonly #ofMapRun = new Map<string, Execution[]>();
  readonly #changed = new Map<Execution, Changes>();
  readonly #options: StoreOptions;
  readonly #directory: string | undefined;
  /** How many count towards the limit. */
  #own = 0;
  #flushing: NodeJS.Immediate | undefined;
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

  /** It is written with the first `save`. */
  add(started: Omit<Execution, 'sequence' | 'events'>): Execution {
    this.#sequence += 1;
    const execution: Execution = { ...started, sequence: this.#sequence, events: [] };
    this.#know(execution);
    this.changed(execution, 'summary');
    if (execution.root) this.changed(execution, execution.root);
    this.#forgetOldest();
    return execution;
  }

  all(): Execution[] {
    return [...this.#byArn.values()];
  }

  /** Those that have not ended, oldest first. */
  running(): Execution[] {
    return [...this.#byArn.values()].filter(({ status }) => status === 'RUNNING');
  }

  /** The executions of a machine, newest first. */
  of(stateMachineArn: string): Execution[] {
    const found = [...this.#byArn.values()].filter((one) => one.stateMachineArn === stateMachineArn);
    return found.sort((a, b) => b.sequence - a.sequence);
  }

  /** The executions of a Map Run, newest first. */
  ofMapRun(mapRunArn: string): Execution[] {
    return (this.#ofMapRun.get(mapRunArn) ?? []).toReversed();
  }

  /** Forgets what has happened in it, as it starts again. */
  clear(execution: Execution): void {
    execution.events = [];
    this.#changed.delete(execution);
    if (this.#directory) rmSync(this.#fileOf(execution), { force: true });
  }

  /** Must be called after every change of an execution, of its events or of a frame, so that it is written. */
  changed(execution: Execution, what: 'summary' | 'events' | Frame): void {
    if (!this.#directory) return;
    let changes = this.#changed.get(execution);
    if (!changes) {
      changes = { summary: false, events: 0, frames: new Set() };
      this.#changed.set(execution, changes);
    }
    if (what === 'summary') changes.summary = true;
    else if (what === 'events') changes.events += 1;
    else {
      changes.frames.delete(what);
      changes.frames.add(what);
    }
    this.#flushing ??= setImmediate(() => this.flush());
  }

  /** Writes what changed of the execution since the last time. */
  save(execution: Execution): void {
    const changes = this.#changed.get(execution);
    if (!changes) return;
    this.#changed.delete(execution);
    if (execution.status === 'SUCCEEDED') {
      this.#shorten(execution);
      return;
    }
    const line: Line = {};
    if (changes.summary) Object.assign(line, summaryOf(execution));
    if (changes.events > 0) line.events = execution.events.slice(-changes.events);
    if (changes.frames.size > 0) line.frames = [...changes.frames].map(ownPart);
    appendFileSync(this.#fileOf(execution), `${JSON.stringify(line)}\n`);
  }

  /** Writes an execution that nothing will go on with as one line: its frames are of no more use. */
  #shorten(execution: Execution): void {
    const line: Line = { ...summaryOf(execution), events: execution.events };
    const file = this.#fileOf(execution);
    // Until the new file is complete, the old one says all but the end.
    writeFileSync(`${file}.new`, `${JSON.stringify(line)}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Writes all that changed. */
  flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    for (const execution of this.#changed.keys()) this.save(execution);
  }

  #load(directory: string): void {
    const files = readdirSync(directory).filter((file) => file.endsWith('.jsonl'));
    const loaded = files.flatMap((file) => read(join(directory, file)) ?? []);
    for (const execution of loaded.sort((a, b) => a.sequence - b.sequence)) {
      this.#know(execution);
      this.#sequence = execution.sequence;
    }
  }

  #know(execution: Execution): void {
    this.#byArn.set(execution.executionArn, execution);
    const { mapRunArn } = execution;
    if (mapRunArn === undefined) {
      this.#own += 1;
      return;
    }
    const others = this.#ofMapRun.get(mapRunArn);
    if (others) others.push(execution);
    else this.#ofMapRun.set(mapRunArn, [execution]);
  }

  /** The executions of a Map Run do not count: they are kept as long as the one that they belong to. */
  #forgetOldest(): void {
    const { limit = 5_000 } = this.#options;
    if (this.#own <= limit) return;
    const closed = [...this.#byArn.values()].filter(
      ({ mapRunArn, status }) => mapRunArn === undefined && status !== 'RUNNING',
    );
    for (const execution of closed.slice(0, this.#own - limit)) this.#forget(execution);
  }

  #forget(execution: Execution): void {
    const { executionArn, mapRunArn } = execution;
    this.#byArn.delete(executionArn);
    if (mapRunArn === undefined) this.#own -= 1;
    this.#options.onForget?.(execution);
    this.#changed.delete(execution);
    if (this.#directory) rmSync(this.#fileOf(execution), { force: true });
    if (mapRunArn !== undefined) this.#ofMapRun.delete(mapRunArn);
    for (const other of [...this.#ofMapRun.values()].flat()) {
      if (other.parentArn === executionArn) this.#forget(other);
    }
  }

  /** Names may differ by case only, or be too long for a file's name: a digest is neither. */
  #fileOf({ executionArn }: Execution): string {
    const digest = createHash('sha256').update(executionArn).digest('hex').slice(0, 32);
    return join(this.#directory ?? '', `${digest}.jsonl`);
  }
}

function summaryOf({ events: _, root: __, ...summary }: Execution): Summary {
  return summary;
}

/** The execution that a file's lines add up to; undefined for a file that a crash left empty. */
function read(file: string): Execution | undefined {
  const lines = readFileSync(file, 'utf8').split('\n');
  const cut = lines.pop() ?? '';
  // The next line must not go on where a crash broke off.
  if (cut !== '') writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  const known = new Map<number, Frame>();
  const events: HistoryEvent[] = [];
  let latest: Partial<Summary> = {};
  for (const text of lines) {
    const { events: more = [], frames = [], ...summary } = JSON.parse(text) as Line;
    if (summary.executionArn !== undefined) latest = summary;
    events.push(...more);
    putFrames(known, frames);
  }
  if (latest.executionArn === undefined) return undefined;
  const root = latest.status === 'SUCCEEDED' ? undefined : known.get(1);
  return { ...(latest as Summary), events, root };
}
