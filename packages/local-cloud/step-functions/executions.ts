/** Runs executions in this process and keeps their histories. */
import { append, mostEvents } from './history.ts';
import { type Machine, roleOf } from './machines.ts';
import type { Body } from './requests.ts';
import { runMachine } from './run.ts';
import { type Execution, ExecutionStore, type Status } from './store.ts';
import type { Invoke } from './task.ts';

export interface ExecutionsOptions {
  invoke: Invoke;
  /** Where executions are saved as JSON; when absent, they are only in memory. */
  dataDir?: string;
  /** Overrides the wait before retries and of Wait states, for tests. */
  retryIntervalMs?: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

type End = Pick<Execution, 'output' | 'error' | 'cause'> & { status: Exclude<Status, 'RUNNING'> };

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

const redriven = 'ExecutionRedriven';

export const redrivesOf = ({ events }: Execution) => events.filter(({ type }) => type === redriven).length;

export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #store: ExecutionStore;
  readonly #running = new Map<string, AbortController>();
  readonly #runs = new Set<Promise<void>>();

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.#store = new ExecutionStore({ dataDir: options.dataDir });
  }

  get(executionArn: string): Execution | undefined {
    return this.#store.get(executionArn);
  }

  /** The executions of a machine, newest first. */
  of(stateMachineArn: string): Execution[] {
    return this.#store.of(stateMachineArn);
  }

  start(machine: Machine, ids: Pick<Execution, 'executionArn' | 'name' | 'input'>): Execution {
    const startDate = this.#options.now();
    const execution = this.#store.add({
      ...{ ...ids, stateMachineArn: machine.arn },
      ...{ status: 'RUNNING', startDate, events: [] },
    });
    const details = { input: ids.input, inputDetails: { truncated: false }, roleArn: roleOf(machine) };
    this.#write(execution, 'ExecutionStarted', 0, details);
    this.#begin(execution, machine);
    return execution;
  }

  /** Stops a running execution; one that has ended stays as it is. */
  end(execution: Execution, previousEventId: number, { status, output, error, cause }: End): void {
    if (execution.status !== 'RUNNING') return;
    const reported = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    const details = output === undefined ? reported : { output, outputDetails: { truncated: false } };
    append(execution.events, { type: endEvents[status], previousEventId, details }, this.#options.now);
    const stopDate = this.#options.now();
    Object.assign(execution, { status, stopDate, ...reported, ...(output !== undefined && { output }) });
    this.#store.changed(execution);
    this.#running.get(execution.executionArn)?.abort();
  }

  /**
   * Resumes the executions that were running when the last service on the same data ended: from their start, because it
   * is not known how far they got, and under the same name, because steps do nothing twice. The history continues.
   */
  resume(machines: ReadonlyMap<string, Machine>): void {
    for (const execution of this.#store.running()) {
      const machine = machines.get(execution.stateMachineArn);
      if (machine) {
        // AWS's event for an execution that continues after it had stopped.
        this.#write(execution, redriven, 0, { redriveCount: redrivesOf(execution) + 1 });
        this.#begin(execution, machine);
      } else {
        this.end(execution, 0, { status: 'ABORTED', cause: 'Its state machine is not there any more.' });
      }
    }
  }

  /** Leaves running executions as they are, for the next start on the same data. */
  async stop(): Promise<void> {
    this.#store.flush();
    for (const controller of this.#running.values()) controller.abort();
    await Promise.all(this.#runs);
    this.#store.flush();
  }

  #begin(execution: Execution, machine: Machine): void {
    const ending = this.#run(execution, machine).finally(() => this.#runs.delete(ending));
    this.#runs.add(ending);
  }

  async #run(execution: Execution, machine: Machine): Promise<void> {
    const { invoke, retryIntervalMs, now } = this.#options;
    const aborted = new AbortController();
    this.#running.set(execution.executionArn, aborted);
    try {
      const { lastEventId, ...outcome } = await runMachine({
        ...{ definition: machine.definition, invoke, retryIntervalMs, now, signal: aborted.signal },
        input: JSON.parse(execution.input),
        context: contextOf(execution, machine),
        write: (type, previousEventId, details) => this.#write(execution, type, previousEventId, details),
      });
      this.end(execution, lastEventId, outcome);
    } catch (error) {
      if (aborted.signal.aborted) return; // the caller that aborted it has recorded its end
      this.end(execution, 0, { status: 'FAILED', error: 'States.Runtime', cause: (error as Error).message });
    } finally {
      this.#running.delete(execution.executionArn);
    }
  }

  #write(execution: Execution, type: string, previousEventId: number, details?: object): number {
    if (execution.status !== 'RUNNING') return 0;
    if (execution.events.length === mostEvents - 1) {
      const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
      this.end(execution, previousEventId, { status: 'FAILED', error: 'States.Runtime', cause });
      return 0;
    }
    const event = { type, previousEventId, details: details as Body };
    const id = append(execution.events, event, this.#options.now);
    this.#store.changed(execution);
    return id;
  }
}

const contextOf = (execution: Execution, machine: Machine) => ({
  Execution: {
    Id: execution.executionArn,
    Input: JSON.parse(execution.input),
    Name: execution.name,
    RoleArn: roleOf(machine),
    StartTime: new Date(execution.startDate).toISOString(),
    RedriveCount: redrivesOf(execution),
  },
  StateMachine: { Id: machine.arn, Name: machine.name },
});
