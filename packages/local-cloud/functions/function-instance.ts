/** One execution environment of a function: a worker thread that handles one event at a time. */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { stop as stopEsbuild, transformSync } from 'esbuild';
import type { MovableClock } from '../clock.ts';
import { debugging } from '../debugging.ts';
import type { FunctionError, Invocation, Report, Written } from './function-worker.ts';

export interface FunctionDefinition {
  name: string;
  arn: string;
  /** The directory of the bundled code; undefined when the template provides the code in another form. */
  directory?: string;
  /** `index.handler`. */
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** Maximum number of instances; further events wait. */
  concurrency: number;
  /** Maximum number of events at a time, including those waiting; further ones are refused. */
  reservedConcurrency?: number;
  environment: Record<string, string>;
}

export type Outcome =
  | { ok: true; value: unknown }
  /** `throttled`: not run, because the concurrency limit was reached. */
  | { ok: false; error: FunctionError; throttled?: true };

/** Loading a bundle takes a fraction of a second, but much longer on an overloaded machine. */
const loadLimitMs = 30_000;
/** Lambda's limit for the response of a synchronous invocation. */
const largestResponse = 6 * 1024 * 1024;

let workerModule: URL | undefined;

/** The worker's module, with its types stripped once: stripping them in each worker would take half of its start. */
function workerUrl(): URL {
  if (!workerModule) {
    const source = readFileSync(new URL('./function-worker.ts', import.meta.url), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'node24' });
    // Otherwise esbuild keeps a process and a thread.
    void stopEsbuild();
    workerModule = new URL(
      `data:text/javascript,${encodeURIComponent(`${code}//# sourceURL=function-worker.ts`)}`,
    );
  }
  return workerModule;
}

/** To be called before anything else may use esbuild in this process, which is stopped here. */
export const prepareWorkers = (): void => void workerUrl();

export class FunctionInstance {
  /** How long the handler took to load, in milliseconds; undefined until then. */
  coldStartMs: number | undefined;
  ended = false;
  readonly #definition: FunctionDefinition;
  readonly #clock: MovableClock;
  readonly #worker: Worker;
  /** Settles when the handler is loaded, or with the error if loading failed. */
  readonly loaded: Promise<FunctionError | undefined>;
  /** Ends what the instance is waiting for: loading, or an event being handled. */
  #settle: (report: Report) => void = () => undefined;

  /**
   * @param clock the time that the function sees: for each event, that of its beginning.
   * @param onWritten called with what the function writes.
   */
  constructor(
    definition: FunctionDefinition,
    clock: MovableClock,
    onWritten: (written: Omit<Written, 'kind'>) => void,
  ) {
    this.#clock = clock;
    const started = performance.now();
    const { directory, handler, environment, memoryMb } = definition;
    this.#definition = definition;
    this.#worker = new Worker(workerUrl(), {
      env: environment,
      workerData: { directory, handler, aheadMs: clock.aheadMs },
      // A smaller young generation uses less memory for the same work.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 8 },
      stdout: true,
      stderr: true,
      execArgv: [],
    });
    // What Node.js itself writes.
    for (const output of [this.#worker.stdout, this.#worker.stderr] satisfies Readable[]) {
      createInterface({ input: output }).on('line', (text) => onWritten({ at: clock.now(), text }));
    }
    this.#worker.on('message', (message: Report | Written) => {
      if (message.kind === 'written') onWritten(message);
      else this.#settle(message);
    });
    this.#worker.on('error', (error) => {
      onWritten({ at: clock.now(), text: `${error.name}: ${error.message}`, level: 'ERROR' });
    });
    this.#worker.on('exit', (code) => {
      this.ended = true;
      this.#settle(failed('Runtime.ExitError', `Error: Runtime exited with error: exit status ${code}`));
    });
    this.loaded = this.#next(loadLimitMs, `loading took more than ${loadLimitMs / 1000} seconds`).then(
      (report) => {
        if (report.kind === 'failed') return report.error;
        this.coldStartMs = performance.now() - started;
        return undefined;
      },
    );
  }

  /** Handles one event. Afterwards `ended` says whether the instance can take another. */
  async handle(requestId: string, event: unknown): Promise<Outcome> {
    const failure = await this.loaded;
    if (failure) {
      return { ok: false, error: failure };
    }
    const { arn, timeoutSeconds } = this.#definition;
    const invocation: Invocation = {
      requestId,
      functionArn: arn,
      event: JSON.stringify(event ?? null),
      deadline: Date.now() + timeoutSeconds * 1000,
      aheadMs: this.#clock.aheadMs,
    };
    const answer = this.#next(
      timeoutSeconds * 1000,
      `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    );
    this.#worker.postMessage(invocation);
    const report = await answer;
    if (report.kind === 'done' && report.value.length <= largestResponse) {
      return { ok: true, value: JSON.parse(report.value) };
    }
    const error: FunctionError =
      report.kind === 'failed'
        ? report.error
        : {
            errorType: 'Function.ResponseSizeTooLarge',
            errorMessage: `Response payload size exceeded maximum allowed payload size (${largestResponse} bytes).`,
          };
    const named = /^(Sandbox\.Timedout|Runtime\.ExitError)$/.test(error.errorType);
    return {
      ok: false,
      error: named ? { ...error, errorMessage: `RequestId: ${requestId} ${error.errorMessage}` } : error,
    };
  }

  /** Of the code that it runs. */
  get directory(): string | undefined {
    return this.#definition.directory;
  }

  /** Ends the worker, whatever it is doing. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.#worker.terminate();
  }

  /** The worker's next report; if it does not arrive in time, the worker is ended, unless a debugger may have stopped it. */
  #next(limitMs: number, complaint: string): Promise<Report> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        if (debugging()) return;
        this.#settle(failed('Sandbox.Timedout', `Error: ${complaint}`));
        void this.stop();
      }, limitMs);
      this.#settle = (report) => {
        clearTimeout(timer);
        this.#settle = () => undefined;
        if (report.kind === 'failed' && report.ended) this.ended = true;
        resolve(report);
      };
    });
  }
}

const failed = (errorType: string, errorMessage: string): Report => ({
  kind: 'failed',
  error: { errorType, errorMessage },
  ended: true,
});
