import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundleProgram } from '../../../lib/house/bundle.ts';
import { problems } from '../../watch/problems.ts';

const projectRoot = join(import.meta.dirname, '../../..');
/** A worker that draws keeps fonts and more in memory. */
const idleMs = 60_000;

type Answer = { id: number; answer?: unknown; problem?: string };

/**
 * A program that answers messages `{ id, request }` with `{ id, answer }` or `{ id, problem }`, in a worker, from the
 * sources as they are: before each use it checks whether one of its files was saved.
 */
export class LiveProgram {
  /** Changes with the code. */
  version = '';
  /** What does not compile; the last code that did stays in use. */
  problems: readonly string[] = [];
  readonly #source: string;
  #file = '';
  #sources: readonly string[] = [];
  #bundledAt = 0;
  #bundling: Promise<void> = Promise.resolve();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  /** @param source its path within this project. */
  constructor(source: string) {
    this.#source = source;
  }

  /** Bundles the program again if one of its files was saved. */
  refresh(): Promise<void> {
    this.#bundling = this.#bundling.then(async () => {
      if (this.problems.length > 0 || this.#sources.length === 0 || this.#isOutdated()) await this.#bundle();
    });
    return this.#bundling;
  }

  /** @throws Error with what the program says, or what does not compile if it never did. */
  async ask(request: unknown): Promise<unknown> {
    await this.refresh();
    if (this.#file === '') throw new Error(this.problems.join('\n'));
    const id = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, resolve);
    this.#running().postMessage({ id, request });
    const { answer, problem } = await promise;
    if (problem !== undefined) throw new Error(problem);
    return answer;
  }

  #isOutdated(): boolean {
    return this.#sources.some((file) => {
      const saved = statSync(join(projectRoot, file), { throwIfNoEntry: false });
      return !saved || saved.mtimeMs > this.#bundledAt;
    });
  }

  async #bundle(): Promise<void> {
    const startedAt = Date.now();
    try {
      const { file, sources } = await bundleProgram(this.#source);
      this.#file = file;
      this.#sources = sources;
      this.#bundledAt = startedAt;
      this.problems = [];
      const version = createHash('sha1').update(readFileSync(file)).digest('hex').slice(0, 10);
      if (version !== this.version) this.#stop('the code has changed');
      this.version = version;
    } catch (error) {
      this.problems = problems(error);
    }
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#stop('it was idle'), idleMs).unref();
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#file);
    worker.unref();
    worker.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#stop(String(error));
    });
    this.#worker = worker;
    return worker;
  }

  /** Ends the worker; whoever still waits for an answer is told why there is none. */
  #stop(problem: string): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    for (const [id, resolve] of this.#waiting) resolve({ id, problem });
    this.#waiting.clear();
  }
}
