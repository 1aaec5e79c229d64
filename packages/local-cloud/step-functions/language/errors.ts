/**
 * The failure of a state: Error and Cause, as Retry, Catch and the execution's end see them. Either may be absent: a Fail state
 * need not give them.
 */
export class StateError extends Error {
  /** The Error that Retry and Catch match, such as `States.Timeout`. */
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** It ends the execution: no Retry and no Catch applies, not even to `States.ALL`. */
  readonly terminal: boolean;

  constructor(error: string | undefined, cause?: string, { terminal = false } = {}) {
    super(cause ?? error);
    this.name = 'StateError';
    this.error = error;
    this.cause = cause;
    this.terminal = terminal;
  }
}

/** What is wrong with the definition or its data, not with a task: it ends the execution. */
export const runtimeError = (cause: string) => new StateError('States.Runtime', cause, { terminal: true });
