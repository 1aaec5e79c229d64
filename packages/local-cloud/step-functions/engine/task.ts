/** One attempt at a Task state: its events, its time limits, and the size of its result. */
import { randomUUID } from 'node:crypto';
import { debugging } from '../../debugging.ts';
import { outputDetails } from '../history.ts';
import { StateError } from '../language/errors.ts';
import { flowOf } from './flow-of.ts';
import type { Attempt } from './frames.ts';
import type { Integration, TaskRequest } from './integration.ts';
import { isTooLarge } from './limits.ts';
import { type At, record } from './run.ts';

/** @throws StateError the task's failure. */
export async function runTask(at: At): Promise<unknown> {
  const { run, visit, state } = at;
  const integration = run.integrationOf(state.Resource ?? '');
  const attempt = visit.attempt?.startedEventId ? visit.attempt : await begin(at, integration);
  run.save();
  try {
    const result = await within(at, attempt, (hooks) => {
      const { input, token = '', submitted, startedEventId = 0 } = attempt;
      const self = { executionArn: String(run.context.Execution.Id), eventId: startedEventId };
      const onSubmitted = (output: unknown) => submit(at, attempt, integration, output);
      return integration.call({ ...{ input, token, submitted, attempt: self }, onSubmitted, ...hooks });
    });
    const json = JSON.stringify(result ?? null);
    if (isTooLarge(json)) throw tooLarge(integration.name);
    const plain: unknown = JSON.parse(json);
    record(at, `${integration.prefix}Succeeded`, { ...integration.resource, ...outputDetails(json) });
    return plain;
  } catch (thrown) {
    at.signal.throwIfAborted();
    const failure = asFailure(thrown);
    const { error, cause } = failure;
    const event = error === 'States.Timeout' && cause === undefined ? 'TimedOut' : 'Failed';
    record(at, `${integration.prefix}${event}`, { ...integration.resource, error, cause });
    throw failure;
  }
}

/** A new attempt: what it works on, its limits, and the events of its start. */
async function begin(at: At, integration: Integration): Promise<Attempt> {
  const { visit, frame } = at;
  // The input may have the token in it.
  const attempt: Attempt = { input: undefined, token: randomUUID() };
  visit.attempt = attempt;
  const flow = flowOf(at);
  attempt.input = await flow.work(at);
  attempt.timeoutSeconds = await flow.number(at, 'TimeoutSeconds');
  attempt.heartbeatSeconds = await flow.number(at, 'HeartbeatSeconds');
  const { timeoutSeconds, heartbeatSeconds } = attempt;
  record(at, `${integration.prefix}Scheduled`, {
    ...integration.resource,
    ...integration.scheduled(attempt.input),
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
  });
  record(at, `${integration.prefix}Started`, integration.resource);
  attempt.startedEventId = frame.lastEventId;
  return attempt;
}

/** The first part of a task that goes on has been answered: it is not asked for again. */
function submit(at: At, attempt: Attempt, integration: Integration, output: unknown): void {
  record(at, `${integration.prefix}Submitted`, {
    ...integration.resource,
    ...outputDetails(JSON.stringify(output ?? null)),
  });
  attempt.submitted = { output };
  at.run.changed(at.frame);
  at.run.save();
}

/** The call, or States.Timeout once its time is up or its heartbeat has stopped; while debugging, no time is ever up. */
function within(
  { run: { clock }, signal }: At,
  { timeoutSeconds, heartbeatSeconds }: Attempt,
  call: (hooks: Pick<TaskRequest, 'signal' | 'onHeartbeat'>) => Promise<unknown>,
): Promise<unknown> {
  const given = new AbortController();
  return new Promise((resolve, reject) => {
    const giveUp = (reason: Error) => {
      end(reject, reason);
      given.abort(reason);
    };
    const limit = clock.limit ?? clock.after;
    const limited = (seconds: number | undefined) =>
      seconds === undefined || debugging()
        ? () => undefined
        : limit(seconds * 1000, () => giveUp(new StateError('States.Timeout')));
    const stopTimeout = limited(timeoutSeconds);
    let stopHeartbeat = limited(heartbeatSeconds);
    const onAbort = () => giveUp(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    function end<T>(settle: (value: T) => void, value: T): void {
      stopTimeout();
      stopHeartbeat();
      signal.removeEventListener('abort', onAbort);
      settle(value);
    }
    const onHeartbeat = () => {
      stopHeartbeat();
      stopHeartbeat = limited(heartbeatSeconds);
    };
    call({ signal: given.signal, onHeartbeat }).then(
      (result) => end(resolve, result),
      (error) => end(reject, error),
    );
  });
}

/** What an integration threw, as the failure of the state. */
function asFailure(thrown: unknown): StateError {
  if (thrown instanceof StateError) return thrown;
  const { name, message } = thrown as Error;
  return new StateError(name, message);
}

const tooLarge = (name: string) =>
  new StateError(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
