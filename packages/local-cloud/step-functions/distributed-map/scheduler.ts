/** Runs the children of a Map Run, so many at a time, until all have ended or too many have failed. */
import { type Child, type ChildStatus, exceedsTolerance, type MapRun } from './map-run.ts';

/** How a child is run; the scheduler decides when. */
export interface ChildRunner {
  /**
   * Starts a child, or goes on with one that has started before.
   * @returns how it ended; rejects when it was left as it is, because the process ends.
   */
  run(child: Child, index: number): Promise<Ended>;
  /** Ends a running child; `run` then resolves. */
  abort(child: Child): void;
}

export type Ended = Extract<ChildStatus, 'succeeded' | 'failed' | 'timedOut' | 'aborted'>;

/** AWS runs up to 10,000 children at a time; no more than this do so here. */
const mostAtOnce = 1_000;

const waiting: readonly ChildStatus[] = ['pending', 'pendingRedrive'];
const failures: readonly ChildStatus[] = ['failed', 'timedOut'];

export class Scheduler {
  readonly #run: MapRun;
  readonly #all: Child[];
  readonly #runner: ChildRunner;
  readonly #ended = Promise.withResolvers<'SUCCEEDED' | 'FAILED' | 'ABORTED'>();
  readonly #running = new Set<Child>();
  readonly #total: number;
  #failed: number;
  /** The first child that may still have to start. */
  #next = 0;
  #stopped: 'FAILED' | 'ABORTED' | undefined;

  /** @param run its children's statuses say what is still to be done. */
  constructor(run: MapRun, runner: ChildRunner) {
    this.#run = run;
    this.#all = run.children ?? [];
    this.#runner = runner;
    this.#total = itemsOf(this.#all);
    this.#failed = itemsOf(this.#all.filter(({ status }) => failures.includes(status)));
  }

  /** Resolves with how it ended, when no child is running any more. */
  start(): Promise<'SUCCEEDED' | 'FAILED' | 'ABORTED'> {
    for (const [index, child] of this.#all.entries())
      if (child.status === 'running') this.#begin(child, index);
    this.changed();
    return this.#ended.promise;
  }

  /** To be called when a limit has changed. */
  changed(): void {
    if (exceedsTolerance(this.#run, this.#failed, this.#total)) this.#stop('FAILED');
    const atOnce = Math.min(this.#run.maxConcurrency || mostAtOnce, mostAtOnce);
    while (!this.#stopped && this.#running.size < atOnce && this.#next < this.#all.length) {
      const index = this.#next;
      const child = this.#all[index] as Child;
      this.#next += 1;
      if (waiting.includes(child.status)) this.#begin(child, index);
    }
    if (this.#running.size === 0) this.#ended.resolve(this.#stopped ?? 'SUCCEEDED');
  }

  /** Starts no more children, and ends those that run. */
  abort(): void {
    this.#stop('ABORTED');
    this.changed();
  }

  #stop(status: 'FAILED' | 'ABORTED'): void {
    if (this.#stopped) return;
    this.#stopped = status;
    for (const child of this.#running) this.#runner.abort(child);
  }

  #begin(child: Child, index: number): void {
    this.#running.add(child);
    child.status = 'running';
    this.#runner
      .run(child, index)
      .then((ended) => {
        this.#running.delete(child);
        child.status = ended;
        if (failures.includes(ended)) this.#failed += child.items;
        this.changed();
      })
      .catch(this.#ended.reject);
  }
}

const itemsOf = (children: readonly Child[]): number =>
  children.reduce((total, { items }) => total + items, 0);
