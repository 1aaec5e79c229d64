/** What functions wrote, by the invocation that wrote it. */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { FunctionError, Level } from './function-worker.ts';

export interface LogLine {
  function: string;
  /** Epoch milliseconds. */
  at: number;
  /** What one call of `console` wrote, which may have line breaks; otherwise one line of the function's output. */
  line: string;
  /** Unknown when the function wrote without `console`. */
  level?: Level;
  /** The invocation during which it was written; absent while a worker loads. */
  requestId?: string;
}

/** Whether a line is for CloudWatch alone, in its embedded metric format. */
export const isMetric = ({ line }: LogLine): boolean => line.startsWith('{"_aws"');

/** An attempt at a Task state. */
export interface TaskAttempt {
  executionArn: string;
  /** The event of its start in the execution's history. */
  eventId: number;
}

export interface Invocation {
  requestId: string;
  function: string;
  /** Epoch milliseconds, without the time in which it waited for a worker. */
  startedAt: number;
  endedAt?: number;
  error?: FunctionError;
  /** What it was for, if a state machine asked for it. */
  task?: TaskAttempt;
  /** Oldest first; only the last few hundred are kept. */
  lines: LogLine[];
}

const mostInvocations = 2_000;
const mostLinesEach = 200;
const mostLines = 5_000;
/** Characters; CloudWatch Logs takes 1 MB, which no page can show. */
const longestLine = 64_000;

/** Keeps the last lines and invocations, and appends each line to a file of its function if there is a folder for them. */
export class Invocations {
  readonly #lines: LogLine[] = [];
  readonly #byId = new Map<string, Invocation>();
  readonly #files = new Map<string, WriteStream>();
  readonly #logDir: string | undefined;
  readonly #now: () => number;
  readonly #watchers = new Set<(invocation: Invocation) => void>();

  constructor(logDir: string | undefined, { now }: Pick<Clock, 'now'>) {
    this.#logDir = logDir;
    this.#now = now;
    if (logDir) mkdirSync(logDir, { recursive: true });
  }

  begin(requestId: string, functionName: string, task: TaskAttempt | undefined): void {
    const invocation = { requestId, function: functionName, startedAt: this.#now(), lines: [] };
    this.#byId.set(requestId, { ...invocation, ...(task && { task }) });
    for (const oldest of this.#byId.keys()) {
      if (this.#byId.size <= mostInvocations) break;
      this.#byId.delete(oldest);
    }
  }

  end(requestId: string, error: FunctionError | undefined): void {
    const invocation = this.#byId.get(requestId);
    if (!invocation) return;
    invocation.endedAt = this.#now();
    if (error) invocation.error = error;
    for (const watcher of this.#watchers) watcher(invocation);
  }

  /** @param listener is called with each invocation that has ended. */
  watch(listener: (invocation: Invocation) => void): void {
    this.#watchers.add(listener);
  }

  /** Oldest first. @param executionArn leaves out what was not for this execution. */
  all(executionArn?: string): Invocation[] {
    const all = [...this.#byId.values()];
    return executionArn === undefined ? all : all.filter(({ task }) => task?.executionArn === executionArn);
  }

  /** Oldest first. */
  lines(functionName?: string): LogLine[] {
    return this.#lines.filter((line) => functionName === undefined || line.function === functionName);
  }

  write(line: LogLine): void {
    const kept =
      line.line.length > longestLine ? { ...line, line: `${line.line.slice(0, longestLine)} …` } : line;
    this.#lines.push(kept);
    if (this.#lines.length > mostLines * 2) this.#lines.splice(0, this.#lines.length - mostLines);
    const own = this.#byId.get(line.requestId ?? '')?.lines;
    own?.push(kept);
    if (own && own.length > mostLinesEach) own.shift();
    this.#append(line);
  }

  async stop(): Promise<void> {
    const closing = [...this.#files.values()].map(
      (file) => new Promise<void>((resolve) => file.end(() => resolve())),
    );
    await Promise.all(closing);
  }

  #append({ function: name, line }: LogLine): void {
    if (!this.#logDir) return;
    let file = this.#files.get(name);
    if (!file) {
      file = createWriteStream(join(this.#logDir, `${name}.log`), { flags: 'a' });
      this.#files.set(name, file);
    }
    if (file.writable) file.write(`${line}\n`);
  }
}
