import { randomUUID } from 'node:crypto';
import type { MovableClock } from '../clock.ts';
import { type FunctionDefinition, FunctionInstance, type Outcome } from './function-instance.ts';
import type { FunctionError } from './function-worker.ts';
import type { Invocations, LogLine, TaskAttempt } from './invocations.ts';

export interface Handled {
  /** Events handled, including failed ones, and the total time without loading, which is what Lambda bills. */
  events: number;
  ms: number;
  memoryMb: number;
}

/** Must not reject. */
export type NewCode = () => Promise<string | undefined>;

/** The instances of one function. */
export class Pool {
  readonly coldStarts: number[] = [];
  readonly handled: Handled;
  #definition: FunctionDefinition;
  #newCode: NewCode | undefined;
  #loadingCode: Promise<void> = Promise.resolve();
  readonly #invocations: Invocations;
  readonly #write: (line: LogLine) => void;
  readonly #clock: MovableClock;
  readonly #all = new Set<FunctionInstance>();
  /** Each with what ends it once it was idle for long enough. */
  readonly #idle = new Map<FunctionInstance, NodeJS.Timeout>();
  readonly #idleMs: number;
  /** Events waiting for a free instance. */
  readonly #waiting: (() => void)[] = [];
  #loading = false;
  #stopped = false;

  constructor(
    definition: FunctionDefinition,
    invocations: Invocations,
    write: (line: LogLine) => void,
    clock: MovableClock,
    idleMs: number,
  ) {
    this.#idleMs = idleMs;
    this.#clock = clock;
    this.#definition = definition;
    this.#invocations = invocations;
    this.#write = write;
    this.handled = { events: 0, ms: 0, memoryMb: definition.memoryMb };
  }

  async run(event: unknown, task: TaskAttempt | undefined): Promise<Outcome> {
    if (!this.#canRun) {
      const { name } = this.#definition;
      throw new Error(`function ${name} cannot run here: its code is not a directory of Node.js modules`);
    }
    const requestId = randomUUID();
    await this.loadCode();
    const instance = await this.#take();
    await instance.loaded;
    const started = performance.now();
    this.#invocations.begin(requestId, this.#definition.name, task);
    const outcome = await instance.handle(requestId, event);
    this.handled.events += 1;
    this.handled.ms += performance.now() - started;
    if (!outcome.ok) this.#fail(requestId, outcome.error);
    this.#invocations.end(requestId, outcome.ok ? undefined : outcome.error);
    this.#release(instance);
    return outcome;
  }

  #fail(requestId: string, { errorType, errorMessage }: FunctionError): void {
    const line = `${requestId} ${errorType}: ${errorMessage}`;
    this.#write({ function: this.#definition.name, at: this.#clock.now(), line, level: 'ERROR', requestId });
  }

  get codeDirectory(): string | undefined {
    return this.#definition.directory;
  }

  replaceCode(code: NewCode): void {
    this.#newCode = code;
  }

  loadCode(): Promise<void> {
    const code = this.#newCode;
    if (code) {
      this.#newCode = undefined;
      this.#loadingCode = this.#loadingCode.then(code).then((directory) => {
        if (directory !== undefined) this.#runFrom(directory);
      });
    }
    return this.#loadingCode;
  }

  /** Workers that are idle end, and the others after their event; if one was ready, so is one with the new code. */
  #runFrom(directory: string): void {
    const { environment, ...definition } = this.#definition;
    this.#definition = {
      ...definition,
      directory,
      environment: { ...environment, HOME: directory, LAMBDA_TASK_ROOT: directory },
    };
    const idle = [...this.#idle.keys()];
    for (const instance of idle) this.#retire(instance);
    if (idle.length > 0) void this.#prepare();
  }

  async #prepare(): Promise<void> {
    if (this.#stopped || this.#all.size > 0) return;
    const instance = this.#add();
    await instance.loaded;
    this.#release(instance);
  }

  #rest(instance: FunctionInstance): void {
    this.#idle.set(instance, setTimeout(() => this.#retire(instance), this.#idleMs).unref());
  }

  #wake(instance: FunctionInstance): void {
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
  }

  #retire(instance: FunctionInstance): void {
    this.#wake(instance);
    this.#all.delete(instance);
    void instance.stop();
  }

  get #canRun(): boolean {
    const { directory, runtime } = this.#definition;
    return directory !== undefined && runtime.startsWith('nodejs');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const next of this.#waiting.splice(0)) next();
    await Promise.all([...this.#all].map((instance) => instance.stop()));
  }

  async #take(): Promise<FunctionInstance> {
    while (!this.#stopped) {
      const idle = [...this.#idle.keys()].at(-1);
      if (idle) {
        this.#wake(idle);
        if (!idle.ended) return idle;
        this.#all.delete(idle);
        continue;
      }
      if (this.#all.size < this.#definition.concurrency && !this.#loading) return this.#add();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    throw new Error(`function ${this.#definition.name} was stopped`);
  }

  #add(): FunctionInstance {
    const { name } = this.#definition;
    const instance = new FunctionInstance(this.#definition, this.#clock, ({ text, ...written }) =>
      this.#write({ function: name, ...written, line: text }),
    );
    this.#all.add(instance);
    this.#loading = true;
    void instance.loaded.then(() => {
      this.#loading = false;
      this.#waiting.shift()?.();
    });
    return instance;
  }

  #release(instance: FunctionInstance): void {
    if (instance.coldStartMs !== undefined) {
      this.coldStarts.push(instance.coldStartMs);
      instance.coldStartMs = undefined;
    }
    if (instance.ended) this.#all.delete(instance);
    else if (instance.directory !== this.#definition.directory) this.#retire(instance);
    else this.#rest(instance);
    this.#waiting.shift()?.();
  }
}
