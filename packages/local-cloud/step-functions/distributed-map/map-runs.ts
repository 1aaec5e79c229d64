/** The Map Runs: what has become of each, those that are going on, and changes of their limits. */
import { LeftError } from '../engine/stopped.ts';
import type { Execution } from '../store.ts';
import { childIds } from './children.ts';
import type { ChildStatus, Limits, MapRun } from './map-run.ts';
import { MapRunStore } from './map-run-store.ts';
import type { ChildResult } from './result-files.ts';
import { type ChildRunner, Scheduler } from './scheduler.ts';

const statusOf: Record<Execution['status'], ChildStatus> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};

export class MapRuns {
  readonly #store: MapRunStore;
  readonly executionOf: (executionArn: string) => Execution | undefined;
  readonly #now: () => number;
  readonly #schedulers = new Map<string, Scheduler>();

  constructor(options: {
    dataDir?: string;
    executionOf: (executionArn: string) => Execution | undefined;
    now: () => number;
  }) {
    this.#store = new MapRunStore(options.dataDir);
    this.executionOf = options.executionOf;
    this.#now = options.now;
  }

  /** To be called when the executions of the same data directory are known: says of each child what has become of it. */
  restore(): void {
    for (const run of this.#store.all()) {
      for (const [index, child] of (run.children ?? []).entries()) {
        const { executionArn } = childIds(run.mapRunArn, index, run.express);
        const execution = this.executionOf(executionArn);
        if (!execution) continue;
        child.executionArn = executionArn;
        child.status = statusOf[execution.status];
        const { mapRunRedrives = 0 } = execution;
        const isOld = mapRunRedrives < run.redriveCount && execution.status !== 'RUNNING';
        if (isOld && child.status !== 'succeeded') child.status = 'pendingRedrive';
      }
    }
  }

  get(mapRunArn: string): MapRun | undefined {
    return this.#store.get(mapRunArn);
  }

  /** Oldest first. */
  of(executionArn: string): MapRun[] {
    return this.#store.of(executionArn);
  }

  start(run: Omit<MapRun, 'status' | 'startDate' | 'redriveCount' | 'kept' | 'allWritten'>): MapRun {
    const startDate = this.#now();
    return this.#store.add({
      ...{ ...run, status: 'RUNNING', startDate, redriveCount: 0, kept: [], allWritten: false },
    });
  }

  change(run: MapRun, changes: Partial<MapRun>): void {
    this.#store.change(run, changes);
  }

  /** The limits take effect at once. */
  update(run: MapRun, limits: Partial<Limits>): void {
    this.#store.change(run, limits);
    this.#schedulers.get(run.mapRunArn)?.changed();
  }

  finish(run: MapRun, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void {
    this.#store.change(run, { status, stopDate: this.#now() });
  }

  /**
   * Ends the Map Runs of an execution that is about to end; their children follow.
   * @returns the events of their starts.
   */
  abort({ executionArn }: Execution): number[] {
    const open = this.of(executionArn).filter(({ status }) => status === 'RUNNING');
    for (const run of open) this.finish(run, 'ABORTED');
    return open.map(({ eventId }) => eventId);
  }

  /**
   * What did not end well starts again, with what has not started yet.
   * @param by the parent's event of it, and the parent's redrives.
   */
  redrive(run: MapRun, by: Pick<MapRun, 'eventId' | 'parentRedrives'>): void {
    const { children = [], redriveCount } = run;
    const kept: number[] = [];
    for (const [index, child] of children.entries()) {
      if (child.status === 'succeeded') kept.push(index);
      else if (child.status !== 'pending') child.status = 'pendingRedrive';
    }
    this.#store.change(run, {
      ...{ status: 'RUNNING', redriveCount: redriveCount + 1, redriveDate: this.#now(), kept },
      ...{ allWritten: false, ...by },
    });
  }

  /**
   * Runs the children that have not ended.
   * @param signal ends them too, unless the process ends: then they are left as they are.
   * @throws the signal's reason when the process ends.
   */
  async runChildren(
    run: MapRun,
    runner: ChildRunner,
    signal: AbortSignal,
  ): Promise<'SUCCEEDED' | 'FAILED' | 'ABORTED'> {
    const scheduler = new Scheduler(run, runner);
    const left = Promise.withResolvers<never>();
    const stop = () => {
      if (signal.reason instanceof LeftError) left.reject(signal.reason);
      else scheduler.abort();
    };
    this.#schedulers.set(run.mapRunArn, scheduler);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return await Promise.race([scheduler.start(), left.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
      this.#schedulers.delete(run.mapRunArn);
    }
  }

  /** Forgets the Map Runs of an execution. */
  forget(executionArn: string): void {
    this.#store.forget(executionArn);
  }

  /** What has become of the children, in the order of the items. */
  resultsOf({ children = [] }: MapRun): ChildResult[] {
    return children.map(({ input, executionArn }): ChildResult => {
      const execution = executionArn === undefined ? undefined : this.executionOf(executionArn);
      if (!execution || execution.status === 'RUNNING') return { status: 'PENDING', input };
      const { status, output, error, cause } = execution;
      // Of an Express execution, the name has no id after it.
      const name = execution.name.split(':')[0] ?? '';
      return { ...{ status, input, output, error, cause }, execution: { ...execution, name } };
    });
  }
}
