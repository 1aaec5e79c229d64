/**
 * Runs one execution on the local engine and writes its history in AWS's terms. Every branch of a Parallel and every
 * iteration of a Map is an engine run of its own (a `Scope`). The engine's log says what happens in it, and the handlers
 * here add what happens inside a state. Event order and previousEventId follow histories recorded from AWS.
 *
 * Some of this relies on undocumented behaviour of aws-local-stepfunctions 3.0.0. Check it with every other version:
 * - it looks a state up in `States` once each time it enters it, before it reads the state's input (`observed`);
 * - it reads the context when it evaluates a path, not when the run starts (`contexts`);
 * - its log arrives a few microtasks after what it reports (`attempt`);
 * - after an abort it still returns from the wait before a retry (`attempt`);
 * - it makes up an error and a cause where AWS leaves them out (`reportedAs`).
 */
import { setImmediate } from 'node:timers/promises';
import { ExecutionError, ExecutionTimeoutError, StateMachine } from 'aws-local-stepfunctions';
import { type Definition, forEngine, type State, stateKey } from './definition.ts';
import { inputDetails, outputDetails } from './history.ts';
import { runBranches, runItems } from './inner-runs.ts';
import { contextOf, type Json, newScope, type Run, RunEndedError, type Scope } from './scope.ts';
import { describeTask } from './task.ts';

type EngineDefinition = ConstructorParameters<typeof StateMachine>[0];
type EngineLog = ReturnType<StateMachine['run']>['eventLogs'];

export type Outcome = { lastEventId: number } & (
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED'; error?: string; cause?: string }
  | { status: 'TIMED_OUT' }
);

/**
 * Runs the machine to its end; resolves even if the execution fails.
 * @throws the signal's reason if the signal ended it.
 */
export async function runMachine(run: Run): Promise<Outcome> {
  const ended = new AbortController();
  const scope = newScope(0, run, AbortSignal.any([run.signal, ended.signal]));
  try {
    const output = await runStates(run.definition, run.input, scope, run);
    return { status: 'SUCCEEDED', output: JSON.stringify(output), lastEventId: scope.lastEventId };
  } catch (error) {
    run.signal.throwIfAborted();
    const { lastEventId } = scope;
    if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT', lastEventId };
    return { status: 'FAILED', ...reportedAs(error as Error), lastEventId };
  } finally {
    ended.abort(new RunEndedError());
  }
}

/** The engine fills in error and cause where AWS leaves them out. */
function reportedAs({ name, message }: Error): { error?: string; cause?: string } {
  const error = name === 'FailStateError' ? undefined : name;
  const silent = name === 'States.Timeout' || message === 'Execution failed because of a Fail state';
  return { error, cause: silent ? undefined : message };
}

/** One engine run. Rejects with the error that ended it. */
async function runStates(definition: Definition, input: Json, scope: Scope, run: Run): Promise<Json> {
  scope.signal.throwIfAborted();
  const prepared = forEngine(definition, 'ByState');
  prepared.States = observed(prepared.States, () => {
    scope.enteredTime = run.now();
    scope.attempts = 0;
  });
  const machine = new StateMachine(prepared as unknown as EngineDefinition, {
    validationOptions: { noValidate: true },
  });
  const everyState = <T>(make: (state: State) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(definition.States).map(([name, state]) => [name, make(state)]));
  const { retryIntervalMs } = run;
  const { result, eventLogs, abort } = machine.run(input, {
    context: { ByState: contexts(definition, scope, run) },
    overrides: {
      taskResourceLocalHandlers: everyState(
        (state) => (taskInput: Json) => attempt(state, taskInput, scope, run),
      ),
      ...(retryIntervalMs !== undefined && {
        retryIntervalOverrides: everyState(() => retryIntervalMs),
        waitTimeOverrides: everyState(() => retryIntervalMs),
      }),
    },
  });
  scope.signal.addEventListener('abort', abort, { once: true });
  const [ended, logged] = await Promise.allSettled([result, writeDown(eventLogs, definition, scope, run)]);
  scope.signal.removeEventListener('abort', abort);
  scope.signal.throwIfAborted();
  if (logged.status === 'rejected') throw logged.reason;
  if (ended.status === 'fulfilled') return ended.value;
  const reason = ended.reason instanceof ExecutionError ? ended.reason.cause : ended.reason;
  throw located(reason as Error, scope);
}

/**
 * The states, with `onEntry` called each time the engine looks one up. Its log reports an entry too late: the state's
 * input may refer to the entry's time and the attempts by then.
 */
function observed(states: Record<string, State>, onEntry: () => void): Record<string, State> {
  const watched: Record<string, State> = {};
  for (const [name, state] of Object.entries(states)) {
    const get = () => {
      onEntry();
      return state;
    };
    Object.defineProperty(watched, name, { enumerable: true, get });
  }
  return watched;
}

/** The Context Object as each state sees it, made when it is asked for. */
function contexts(definition: Definition, scope: Scope, run: Run): Record<string, unknown> {
  const byState: Record<string, unknown> = {};
  for (const [index, [Name, { Type }]] of Object.entries(definition.States).entries()) {
    const get = () => contextOf(Name, Type, scope, run);
    Object.defineProperty(byState, stateKey(index), { enumerable: true, get });
  }
  return byState;
}

/** A runtime error says where it happened, once. */
function located(error: Error, { state }: Scope): Error {
  const prefix = 'An error occurred while executing the state';
  if (error.name === 'States.Runtime' && state && !error.message.startsWith(prefix)) {
    error.message = `${prefix} '${state.name}' (entered at the event id #${state.enteredEventId}). ${error.message}`;
  }
  return error;
}

/** Turns the engine's log into events, in its order, until the run ends. */
async function writeDown(log: EngineLog, definition: Definition, scope: Scope, run: Run): Promise<void> {
  const typeOf = (name: string) => definition.States[name]?.Type ?? '';
  for await (const event of log) {
    if (scope.signal.aborted) return;
    if (event.type === 'StateEntered') {
      const { name, input } = event.state;
      const details = { name, ...inputDetails(input) };
      scope.lastEventId = run.write(`${typeOf(name)}StateEntered`, scope.lastEventId, details);
      scope.state = { name, enteredEventId: scope.lastEventId };
    }
    if (event.type === 'StateExited') {
      const { name, output } = event.state;
      const details = { name, ...outputDetails(output) };
      scope.lastEventId = run.write(`${typeOf(name)}StateExited`, scope.lastEventId, details);
      scope.state = undefined;
    }
    if (event.type === 'StateFailed' && scope.call) {
      // The call has not ended, so the engine gave it up: it timed out.
      scope.call = undefined;
      const state = definition.States[event.state.name];
      const task = state && describeTask(state, {}, run.context.StateMachine.Id, run.invoke);
      const details = { ...task?.resource, error: 'States.Timeout' };
      scope.lastEventId = run.write(`${task?.prefix}TimedOut`, scope.lastEventId, details);
    }
    const givenUp = event.type === 'StateCaught' || event.type === 'ExecutionFailed';
    const type = scope.state && typeOf(scope.state.name);
    if (givenUp && scope.state && !scope.state.givenUp && (type === 'Parallel' || type === 'Map')) {
      scope.state.givenUp = true; // a catch may fail too
      scope.lastEventId = run.write(`${type}StateFailed`, scope.lastEventId);
    }
  }
}

/** One attempt at a Task, Parallel or Map state. */
async function attempt(state: State, input: Json, scope: Scope, run: Run): Promise<Json> {
  // Let the state's entry be written first.
  await setImmediate();
  if (scope.signal.aborted) throw new RunEndedError();
  scope.attempts += 1;
  if (state.Type === 'Parallel') return runBranches(state, input, scope, run, runStates);
  if (state.Type === 'Map') return runItems(state, input, scope, run, runStates);
  return runTask(state, input, scope, run);
}

async function runTask(state: State, input: Json, scope: Scope, run: Run): Promise<Json> {
  const task = describeTask(state, input, run.context.StateMachine.Id, run.invoke);
  scope.lastEventId = run.write(`${task.prefix}Scheduled`, scope.lastEventId, task.scheduled);
  scope.lastEventId = run.write(`${task.prefix}Started`, scope.lastEventId, task.resource);
  const call = Symbol();
  scope.call = call;
  const close = (event: string, details: Record<string, unknown>) => {
    if (scope.call !== call || scope.signal.aborted) return; // it timed out, or the run is over
    scope.call = undefined;
    scope.lastEventId = run.write(`${task.prefix}${event}`, scope.lastEventId, {
      ...task.resource,
      ...details,
    });
  };
  try {
    const output = await unlessAborted(task.call(), scope.signal);
    close('Succeeded', outputDetails(output));
    return output as Json;
  } catch (error) {
    const { name, message } = error as Error;
    close('Failed', { error: name, cause: message });
    throw error;
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new RunEndedError());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
