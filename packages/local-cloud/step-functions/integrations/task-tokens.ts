/** The tasks that wait for their token: SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat end or prolong the wait. */
import { StateError } from '../language/errors.ts';
import { ApiError } from '../requests.ts';

interface Waiting {
  resolve: (output: unknown) => void;
  reject: (failure: StateError) => void;
  onHeartbeat: () => void;
}

export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();

  /** What the token is answered with, from now on. @throws StateError what SendTaskFailure says. */
  open(token: string, onHeartbeat: () => void): { answer: Promise<unknown>; close: () => void } {
    const { promise: answer, resolve, reject } = Promise.withResolvers<unknown>();
    // The task may fail before anybody waits for the answer.
    answer.catch(() => undefined);
    this.#waiting.set(token, { resolve, reject, onHeartbeat });
    return { answer, close: () => this.#waiting.delete(token) };
  }

  succeed(token: string, output: unknown): void {
    this.#take(token).resolve(output);
  }

  fail(token: string, error?: string, cause?: string): void {
    this.#take(token).reject(new StateError(error, cause));
  }

  heartbeat(token: string): void {
    this.#find(token).onHeartbeat();
  }

  #take(token: string): Waiting {
    const waiting = this.#find(token);
    this.#waiting.delete(token);
    return waiting;
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting) return waiting;
    if (uuid.test(token)) {
      throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
