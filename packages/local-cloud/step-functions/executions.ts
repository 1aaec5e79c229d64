/** Runs executions in this process and keeps their histories. */
import type { Access } from '../iam/policy.ts';
import { DefinitionStore } from './definition-store.ts';
import { abortedBy } from './distributed-map/children.ts';
import { MapRuns } from './distributed-map/map-runs.ts';
import { noObjects, type Objects } from './distributed-map/objects.ts';
import { type Clock, systemClock } from './engine/clock.ts';
import { runExecution } from './engine/execution.ts';
import { type Frame, framesOf, isWaiting, prepareRedrive, rootFrame } from './engine/frames.ts';
import type { Children, Run } from './engine/run.ts';
import { LeftError, StoppedError } from './engine/stopped.ts';
import { contextOf } from './execution-context.ts';
import { append, type HistoryEvent, mostEvents } from './history.ts';
import { integrationOf, type Outside } from './integrations/integrations.ts';
import type { Invoke } from './integrations/lambda.ts';
import type { Operation } from './integrations/state-machines.ts';
import { TaskTokens } from './integrations/task-tokens.ts';
import { type Machine, roleOf } from './machines.ts';
import { type Body, roleOwnerOf } from './requests.ts';
import { type Execution, ExecutionStore, type Status, type Summary } from './store.ts';

export interface ExecutionsOptions {
  invoke: Invoke;
  /** Where executions are saved; when absent, they are only in memory. */
  dataDir?: string;
  /** Overrides the wait before retries and of Wait states, for tests. */
  retryIntervalMs?: number;
  clock?: Clock;
  /** Where AWS's services are, for tasks that call them. */
  edgeUrl?: string;
  /** Step Functions' own API, for tasks that call it. */
  states?: Operation;
  /** S3 for a machine, by its role; without a bucket by default. */
  objectsOf?: (stateMachineArn: string) => Objects;
  /** Why a machine's role does not allow an access, in AWS's words; undefined when it does. By default it always does. */
  refusal?: (stateMachineArn: string, access: Access) => string | undefined;
}

/** A state that an execution has entered and not left. */
export interface OpenState {
  name: string;
  /** The event of its entry. */
  enteredEventId: number;
  /** When its wait is over, or its next attempt begins: milliseconds since 1970. Absent while something goes on in it. */
  waitsUntil?: number;
}

type Started = Pick<
  Execution,
  'executionArn' | 'name' | 'input' | 'mapRunArn' | 'parentArn' | 'itemCount' | 'mapRunRedrives'
>;

/** Is called with each event of every execution as it is recorded. */
export type Watcher = (execution: Execution, event: HistoryEvent) => void;

type End = Pick<Execution, 'output' | 'error' | 'cause'> & { status: Exclude<Status, 'RUNNING'> };

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
const mostRedriveTokens = 10;

export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #store: ExecutionStore;
  readonly #definitions: DefinitionStore;
  readonly #clock: Clock;
  readonly mapRuns: MapRuns;
  readonly tokens = new TaskTokens();
  readonly #running = new Map<string, AbortController>();
  readonly #runs = new Set<Promise<void>>();
  /** Called when an execution has ended. */
  readonly #waiting = new Map<Execution, (() => void)[]>();
  readonly #watchers = new Set<Watcher>();

  constructor(options: ExecutionsOptions) {
    const { dataDir, clock = systemClock, retryIntervalMs } = options;
    this.#options = options;
    this.#clock = { ...clock, ...(retryIntervalMs !== undefined && { retryIntervalMs }) };
    this.#store = new ExecutionStore({
      dataDir,
      onForget: ({ executionArn }) => this.mapRuns.forget(executionArn),
    });
    const used = new Set(this.#store.all().map(({ definitionId }) => definitionId));
    this.#definitions = new DefinitionStore(dataDir, used);
    this.mapRuns = new MapRuns({
      ...{ dataDir, now: this.#clock.now, executionOf: (executionArn) => this.#store.get(executionArn) },
    });
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  get(executionArn: string): Execution | undefined {
    return this.#store.get(executionArn);
  }

  /** Those that no Map Run has started, newest first. */
  summaries(): Readonly<Summary>[] {
    return this.#store
      .all()
      .flatMap((one) => (one.mapRunArn === undefined ? [one] : []))
      .reverse();
  }

  /** The states in which an execution is; none once it has ended. */
  openStates(executionArn: string): OpenState[] {
    const { status, root } = this.#store.get(executionArn) ?? {};
    if (status !== 'RUNNING' || !root) return [];
    return [...framesOf(root)].flatMap(({ visit }) => {
      if (!visit?.enteredEventId) return [];
      const { state: name, enteredEventId, until } = visit;
      return [{ name, enteredEventId, ...(isWaiting(visit) && { waitsUntil: until }) }];
    });
  }

  /** The executions of a Map Run, newest first. */
  ofMapRun(mapRunArn: string): Execution[] {
    return this.#store.ofMapRun(mapRunArn);
  }

  /** The executions of a machine, newest first. */
  of(stateMachineArn: string): Execution[] {
    return this.#store.of(stateMachineArn);
  }

  start(machine: Machine, ids: Started): Execution {
    const startDate = this.#clock.now();
    const execution = this.#store.add({
      ...{ ...ids, stateMachineArn: machine.arn },
      ...{ status: 'RUNNING', startDate, redriveCount: 0 },
      definitionId: this.#definitions.keep(machine.definition),
      root: rootFrame(machine.definition.StartAt, JSON.parse(ids.input)),
    });
    this.#started(execution, machine);
    return execution;
  }

  #started(execution: Execution, machine: Machine): void {
    const { input } = execution;
    const details = { input, inputDetails: { truncated: false }, roleArn: roleOf(machine) };
    this.#write(execution, 'ExecutionStarted', 0, details);
    // Callers rely on an execution as soon as they have the answer.
    this.#store.save(execution);
    this.#begin(execution, machine);
  }

  /** Runs an execution that did not end well again, from its start. */
  #restart(execution: Execution, machine: Machine): void {
    this.#store.clear(execution);
    const root = rootFrame(machine.definition.StartAt, JSON.parse(execution.input));
    Object.assign(execution, {
      ...{ status: 'RUNNING', startDate: this.#clock.now(), root },
      ...{ stopDate: undefined, error: undefined, cause: undefined },
    });
    this.#store.changed(execution, 'summary');
    this.#store.changed(execution, root);
    this.#started(execution, machine);
  }

  /**
   * Goes on with an execution that did not end well, from the states that did not.
   * @returns its time, milliseconds since 1970.
   */
  redrive(execution: Execution, machine: Machine, token?: string): number {
    const redriveDate = this.#clock.now();
    const root = execution.root as Frame;
    const lastEventId = execution.events.length;
    const { redriveTokens = [] } = execution;
    Object.assign(execution, {
      ...{ status: 'RUNNING', redriveCount: execution.redriveCount + 1, redriveDate },
      ...{ stopDate: undefined, error: undefined, cause: undefined },
      ...(token !== undefined && {
        redriveTokens: [{ token, redriveDate }, ...redriveTokens].slice(0, mostRedriveTokens),
      }),
    });
    this.#store.changed(execution, 'summary');
    this.#write(execution, 'ExecutionRedriven', lastEventId, { redriveCount: execution.redriveCount });
    prepareRedrive(root);
    for (const frame of framesOf(root)) this.#store.changed(execution, frame);
    this.#store.save(execution);
    this.#begin(execution, machine);
    return redriveDate;
  }

  /** Stops a running execution; one that has ended stays as it is. */
  end(execution: Execution, previousEventId: number, { status, output, error, cause }: End): void {
    if (execution.status !== 'RUNNING') return;
    for (const eventId of this.mapRuns.abort(execution)) this.#write(execution, 'MapRunAborted', eventId);
    const reported = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    const details = output === undefined ? reported : { output, outputDetails: { truncated: false } };
    // AWS reports a timeout in the history only.
    const shown = status === 'TIMED_OUT' ? { error: 'States.Timeout' } : details;
    this.#append(execution, { type: endEvents[status], previousEventId, details: shown });
    const stopDate = this.#clock.now();
    Object.assign(execution, { status, stopDate, ...reported, ...(output !== undefined && { output }) });
    if (status === 'SUCCEEDED') execution.root = undefined;
    this.#store.changed(execution, 'events');
    this.#store.changed(execution, 'summary');
    this.#running.get(execution.executionArn)?.abort(new StoppedError());
    const waiting = this.#waiting.get(execution) ?? [];
    this.#waiting.delete(execution);
    for (const hasEnded of waiting) hasEnded();
  }

  /** Resolves when the execution has ended: at once, if it has. */
  async ended(execution: Execution): Promise<Execution> {
    if (execution.status !== 'RUNNING') return execution;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(execution, [...(this.#waiting.get(execution) ?? []), resolve]);
    await promise;
    return execution;
  }

  /** Goes on with the executions that were running when the last service on the same data ended. */
  resume(machines: ReadonlyMap<string, Machine>): void {
    this.mapRuns.restore();
    for (const execution of this.#store.running()) {
      const { parentArn } = execution;
      if (parentArn !== undefined) {
        // Its Map Run goes on with it, unless that has ended.
        const cause = abortedBy(execution.mapRunArn);
        if (this.get(parentArn)?.status !== 'RUNNING') this.end(execution, 0, { status: 'ABORTED', cause });
        continue;
      }
      const machine = machines.get(execution.stateMachineArn);
      if (machine) this.#begin(execution, machine);
      else this.end(execution, 0, { status: 'ABORTED', cause: 'Its state machine is not there any more.' });
    }
  }

  /** Leaves running executions as they are, for the next start on the same data. */
  async stop(): Promise<void> {
    this.#store.flush();
    for (const controller of this.#running.values()) controller.abort(new LeftError());
    await Promise.all(this.#runs);
    this.#store.flush();
  }

  /** The machine as it was when the execution started. */
  originalOf({ definitionId }: Execution, machine: Machine): Machine {
    return { ...machine, definition: this.#definitions.get(definitionId) ?? machine.definition };
  }

  #begin(execution: Execution, machine: Machine): void {
    const ending = this.#run(execution, this.originalOf(execution, machine)).finally(() =>
      this.#runs.delete(ending),
    );
    this.#runs.add(ending);
  }

  async #run(execution: Execution, machine: Machine): Promise<void> {
    const stopped = new AbortController();
    this.#running.set(execution.executionArn, stopped);
    const { definition } = machine;
    const root = execution.root as Frame;
    const startedAt = execution.redriveDate ?? execution.startDate;
    try {
      const run = this.#runOf(execution, machine);
      const outcome = await runExecution(run, definition, root, startedAt, stopped.signal);
      const { lastEventId, ...end } = outcome;
      this.end(execution, lastEventId, end);
    } catch (error) {
      if (stopped.signal.aborted) return; // the caller that stopped it has recorded its end
      this.end(execution, 0, { status: 'FAILED', error: 'States.Runtime', cause: (error as Error).message });
    } finally {
      this.#running.delete(execution.executionArn);
    }
  }

  #runOf(execution: Execution, machine: Machine): Run {
    const { arn, definition } = machine;
    const role = roleOwnerOf(arn);
    let lastFrameId = Math.max(...[...framesOf(execution.root as Frame)].map(({ id }) => id));
    return {
      language: definition.QueryLanguage ?? 'JSONPath',
      context: contextOf(execution, machine),
      write: (type, previousEventId, details) => this.#write(execution, type, previousEventId, details),
      changed: (frame) => this.#store.changed(execution, frame),
      save: () => this.#store.save(execution),
      nextFrameId: () => {
        lastFrameId += 1;
        return lastFrameId;
      },
      children: this.#childrenOf(execution),
      mapRuns: this.mapRuns,
      objects: this.#options.objectsOf?.(role) ?? noObjects,
      refusal: (access) => this.#options.refusal?.(role, access),
      integrationOf: (resource) => integrationOf(resource, arn, this.outside()),
      clock: this.#clock,
    };
  }

  /** What tasks reach. */
  outside(): Outside {
    const { invoke, edgeUrl, states = noStates, refusal } = this.#options;
    const ended = async (executionArn: string) => {
      const execution = this.#store.get(executionArn);
      if (execution) await this.ended(execution);
    };
    return { invoke, edgeUrl, states, ended, tokens: this.tokens, refusal };
  }

  #childrenOf({ executionArn: parentArn }: Execution): Children {
    return {
      run: (machine, ids) => {
        const existing = this.#store.get(ids.executionArn);
        if (!existing) return this.ended(this.start(machine, { ...ids, parentArn }));
        const { status } = existing;
        if (status === 'RUNNING' && !this.#running.has(ids.executionArn)) this.#begin(existing, machine);
        return this.ended(existing);
      },
      redrive: (machine, execution) => {
        this.redrive(execution, machine);
        return this.ended(execution);
      },
      abort: (execution, cause) => this.end(execution, 0, { status: 'ABORTED', cause }),
      restart: (machine, execution) => {
        this.#restart(execution, machine);
        return this.ended(execution);
      },
    };
  }

  #write(execution: Execution, type: string, previousEventId: number, details?: object): number {
    if (execution.status !== 'RUNNING') return 0;
    if (execution.events.length === mostEvents - 1) {
      const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
      this.end(execution, previousEventId, { status: 'FAILED', error: 'States.Runtime', cause });
      return 0;
    }
    const id = this.#append(execution, { type, previousEventId, details: details as Body });
    this.#store.changed(execution, 'events');
    return id;
  }

  #append(execution: Execution, event: Omit<HistoryEvent, 'id' | 'timestamp'>): number {
    const id = append(execution.events, event, this.#clock.now);
    const recorded = execution.events[id - 1] as HistoryEvent;
    for (const watcher of this.#watchers) watcher(execution, recorded);
    return id;
  }
}

const noStates: Operation = () => Promise.reject(new Error('there is no Step Functions here'));
