/** What the parts of one execution share. */

import type { Access } from '../../iam/policy.ts';
import type { Definition, QueryLanguage, State } from '../definition.ts';
import type { MapRuns } from '../distributed-map/map-runs.ts';
import type { Objects } from '../distributed-map/objects.ts';
import { StateError } from '../language/errors.ts';
import { QueryEvaluationError } from '../language/jsonata.ts';
import type { Machine } from '../machines.ts';
import type { Execution } from '../store.ts';
import type { Clock } from './clock.ts';
import type { Frame, Item, Visit } from './frames.ts';
import type { Integration } from './integration.ts';

export interface Run {
  /** The machine's query language. */
  language: QueryLanguage;
  /** The Context Object's `Execution` and `StateMachine`. */
  context: { Execution: Record<string, unknown>; StateMachine: { Id: string; Name: string } };
  /** Records an event and returns its id. */
  write: (type: string, previousEventId: number, details?: Record<string, unknown>) => number;
  /** Must be called after each change of a frame. */
  changed: (frame: Frame) => void;
  /** Stores what has changed: called before anything outside the engine is done. */
  save: () => void;
  /** A number for a new frame. */
  nextFrameId: () => number;
  /** The executions that a Distributed Map starts. */
  children: Children;
  mapRuns: MapRuns;
  /** S3, for the items and the results of a Distributed Map. */
  objects: Objects;
  /** Why the machine's role does not allow an access, in AWS's words. */
  refusal?: (access: Access) => string | undefined;
  /** What a Task state's Resource does. */
  integrationOf: (resource: string) => Integration;
  clock: Clock;
}

export interface Children {
  /**
   * Starts an execution; one that is known already goes on.
   * @returns it, once it has ended; it does not end when the process stops.
   */
  run(
    machine: Machine,
    ids: Pick<Execution, 'executionArn' | 'name' | 'input' | 'mapRunArn' | 'itemCount' | 'mapRunRedrives'>,
  ): Promise<Execution>;
  /** Goes on with one that did not end well. @returns it, once it has ended. */
  redrive(machine: Machine, execution: Execution): Promise<Execution>;
  abort(execution: Execution, cause: string): void;
  /** Runs one that has ended again from its start, under the same ARN. @returns it, once it has ended. */
  restart(machine: Machine, execution: Execution): Promise<Execution>;
}

/** Where in an execution something runs. */
export interface Place {
  run: Run;
  frame: Frame;
  definition: Definition;
  /** The item of the innermost Map around the sequence. */
  item?: Item;
  /** What is assigned around the sequence. */
  outer: Record<string, unknown>;
  signal: AbortSignal;
  /** Called when the sequence has ended well, before anything else can happen. */
  onEnd?: () => void;
}

/** A place whose frame is in a state. */
export interface At extends Place {
  visit: Visit;
  state: State;
}

/** Records an event that follows the last one of the sequence. @throws when the sequence has been stopped. */
export function record({ run, frame, signal }: Place, type: string, details?: Record<string, unknown>): void {
  signal.throwIfAborted();
  frame.lastEventId = run.write(type, frame.lastEventId, details);
  run.changed(frame);
}

/** What the expressions of the state see as variables. */
export const variablesOf = ({ outer, frame }: Place): Record<string, unknown> => ({
  ...outer,
  ...frame.variables,
});

/** State types that AWS gives a RetryCount. */
const retried = ['Task', 'Parallel', 'Map'];

/** The Context Object as the state sees it now. */
export function contextOf({ run, item, visit, state }: At): Record<string, unknown> {
  const EnteredTime = new Date(visit.enteredAt).toISOString();
  const { token } = visit.attempt ?? {};
  return {
    ...run.context,
    State: {
      ...{ Name: visit.state, EnteredTime },
      ...(retried.includes(state.Type) && { RetryCount: visit.retries }),
    },
    ...(state.Resource?.endsWith('.waitForTaskToken') && { Task: { Token: token } }),
    ...(item && { Map: { Item: item } }),
  };
}

const located = ['States.Runtime', 'States.QueryEvaluationError'];
const prefix = 'An error occurred while executing the state';

/**
 * What was thrown in a state, as its failure: with the place where it happened in front of the cause, where AWS puts it, and
 * an event for an expression that failed.
 * @throws what is no failure of the state: it was stopped.
 */
export function failureAt(at: At, thrown: unknown): StateError {
  const { visit, frame, signal, run } = at;
  signal.throwIfAborted();
  if (!(thrown instanceof StateError)) throw thrown;
  const { error, cause, terminal } = thrown;
  if (!located.includes(error ?? '') || cause === undefined || cause.startsWith(prefix)) return thrown;
  const full = `${prefix} '${visit.state}' (entered at the event id #${visit.enteredEventId}). ${cause}`;
  if (thrown instanceof QueryEvaluationError) {
    const { location } = thrown;
    // On AWS it follows what the entry follows, unless more has happened since.
    const atEntry = frame.lastEventId === visit.enteredEventId && location !== 'Timestamp';
    const previousEventId = atEntry ? visit.enteredAfter : frame.lastEventId;
    const details = { cause: full, error, ...(location && { location }), state: visit.state };
    frame.lastEventId = run.write('EvaluationFailed', previousEventId, details);
    run.changed(frame);
  }
  return new StateError(error, full, { terminal });
}
