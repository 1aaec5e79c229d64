/** What the parts of one execution share, and how far each of its sequences of states has got. */
import type { StateMachine } from 'aws-local-stepfunctions';
import type { Definition } from './definition.ts';
import type { Invoke } from './task.ts';

export type Json = Parameters<StateMachine['run']>[0];

export interface Run {
  definition: Definition;
  input: Json;
  /** The Context Object's `Execution` and `StateMachine`. */
  context: { Execution: Record<string, unknown>; StateMachine: { Id: string; Name: string } };
  /** Writes an event and returns its id. */
  write: (type: string, previousEventId: number, details?: Record<string, unknown>) => number;
  invoke: Invoke;
  /** Overrides the wait before retries and of Wait states. */
  retryIntervalMs?: number;
  /** Ends the run from outside; nothing is written after it. */
  signal: AbortSignal;
  now: () => number;
}

/** The Context Object's `Map.Item`: the item of an iteration. */
export interface Item {
  Index: number;
  Value: Json;
}

/** How far one sequence of states has got: the machine's own, a branch's or an iteration's. */
export interface Scope {
  lastEventId: number;
  /** The state being run, and the event of its entry. */
  state?: { name: string; enteredEventId: number; givenUp?: boolean };
  enteredTime: number;
  /** Attempts so far at the state being run. */
  attempts: number;
  /** The call of a task that has not ended yet. */
  call?: symbol;
  /** The item of the innermost Map around the sequence. */
  item?: Item;
  signal: AbortSignal;
}

export const newScope = (lastEventId: number, run: Run, signal: AbortSignal, item?: Item): Scope => ({
  lastEventId,
  enteredTime: run.now(),
  attempts: 0,
  item,
  signal,
});

/** The Context Object as a state of the sequence sees it now. */
export function contextOf(Name: string, type: string, scope: Scope, run: Run): Record<string, unknown> {
  const EnteredTime = new Date(scope.enteredTime).toISOString();
  const State = { Name, EnteredTime, ...(type === 'Task' && { RetryCount: scope.attempts }) };
  return { ...run.context, State, ...(scope.item && { Map: { Item: scope.item } }) };
}

/** Ends an engine run that is no longer wanted: neither retried nor caught. */
export class RunEndedError extends Error {
  override readonly name = 'RunEndedError';
  readonly isRetryable = false;
  readonly isCatchable = false;
}
