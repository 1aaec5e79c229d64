/**
 * Which Retry and which Catch answers a failure.
 * Source: https://states-language.net/spec.html#errors
 */
import type { Catcher, Retrier, State } from '../definition.ts';
import type { StateError } from '../language/errors.ts';
import type { Clock } from './clock.ts';
import type { Visit } from './frames.ts';

const timeouts = ['States.Timeout', 'States.HeartbeatTimeout'];

function matches(errorEquals: readonly string[], { error = '' }: StateError): boolean {
  return errorEquals.some((wanted) => {
    if (wanted === error || wanted === 'States.ALL') return true;
    if (wanted === 'States.TaskFailed') return !timeouts.includes(error);
    return wanted === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}

/** Which retrier answers the failure, used up or not; -1 when none does. */
export const retrierOf = ({ Retry = [] }: State, failure: StateError): number =>
  Retry.findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure));

/**
 * The milliseconds to the next attempt, which is counted; undefined when the failure is not retried. The first retrier that
 * matches decides: when it is used up, those after it are not asked.
 */
export function retryDelay(
  state: State,
  visit: Visit,
  failure: StateError,
  clock: Clock,
): number | undefined {
  const index = retrierOf(state, failure);
  const retrier = state.Retry?.[index];
  const retry = (visit.retriesBy[index] ?? 0) + 1;
  if (!retrier || retry > (retrier.MaxAttempts ?? 3)) return undefined;
  for (let other = 0; other <= index; other += 1) visit.retriesBy[other] ??= 0;
  visit.retriesBy[index] = retry;
  visit.retries += 1;
  return clock.retryIntervalMs ?? delayOf(retrier, retry, clock);
}

function delayOf(retrier: Retrier, retry: number, { random }: Clock): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds, JitterStrategy } = retrier;
  const seconds = Math.min(
    IntervalSeconds * BackoffRate ** (retry - 1),
    MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );
  return seconds * 1000 * (JitterStrategy === 'FULL' ? random() : 1);
}

export const catcherOf = ({ Catch = [] }: State, failure: StateError): Catcher | undefined =>
  Catch.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
