/** How a state answers failures, in words. */
import type { Retrier } from '../../step-functions/definition.ts';
import { plural } from '../readable.ts';

/** Source of the defaults: https://states-language.net/spec.html#errors */
export function retryInWords(retrier: Retrier): string {
  const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds, JitterStrategy } = retrier;
  if (MaxAttempts === 0) return 'not retried';
  const parts = [
    `${plural(MaxAttempts, 'retry', 'retries')}`,
    `the first after ${timeOf(IntervalSeconds)}`,
    ...(MaxAttempts > 1 && BackoffRate > 1 ? [`then each after ${BackoffRate} times as long`] : []),
    ...(MaxDelaySeconds !== undefined ? [`${timeOf(MaxDelaySeconds)} at most`] : []),
    ...(JitterStrategy === 'FULL' ? ['each shortened at random'] : []),
  ];
  return parts.join(', ');
}

function timeOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
