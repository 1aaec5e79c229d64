/** What a Task state's Resource does. */
import type { TaskAttempt } from '../../functions/invocations.ts';

export interface Integration {
  /** The beginning of its event types. */
  prefix: 'Task' | 'LambdaFunction';
  /** What every event of the task has. */
  resource?: { resourceType: string; resource: string };
  /** What its Scheduled event has besides. */
  scheduled(input: unknown): Record<string, unknown>;
  /** What AWS names in the error of a result that is too large. */
  name: string;
  /**
   * Carries the task out. May be called again for the same attempt, after a restart.
   * @throws StateError, or an Error whose `name` and `message` are Error and Cause.
   */
  call(request: TaskRequest): Promise<unknown>;
}

export interface TaskRequest {
  /** The state's input after InputPath and Parameters, or its Arguments. */
  input: unknown;
  /** Which attempt this is. */
  attempt: TaskAttempt;
  /** Unique to the attempt: its task token. */
  token: string;
  /** Aborted when the answer is no longer wanted. */
  signal: AbortSignal;
  /** What the first part of the task answered, when that was before a restart. */
  submitted?: { output: unknown };
  /** To be called when the first part of a task that goes on has been answered. */
  onSubmitted: (output: unknown) => void;
  /** To be called at each heartbeat. */
  onHeartbeat: () => void;
}
