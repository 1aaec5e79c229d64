/**
 * Whether an execution can be redriven.
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
import { mostEvents } from './history.ts';
import type { Execution } from './store.ts';

const day = 86_400_000;
/** How long after its end, and after its start. */
const redrivableFor = 14 * day;
const longestExecution = 365 * day;

/** How long a request with the same token is the same redrive. */
const tokenLife = 15 * 60_000;

/**
 * Why it cannot be redriven, in AWS's words; undefined when it can.
 * @param now milliseconds since 1970.
 */
export function notRedrivable(execution: Execution, now: number): string | undefined {
  const { status, startDate, stopDate = now, events, root } = execution;
  if (status === 'RUNNING' || status === 'SUCCEEDED' || !root) {
    return `Execution is ${status} and cannot be redriven`;
  }
  if (events.length >= mostEvents - 1) return 'Execution history event limit exceeded';
  if (now - startDate > longestExecution) return 'Execution has exceeded the max execution time';
  if (now - stopDate > redrivableFor) return 'Execution redrivable period exceeded';
  return undefined;
}

/** The time of an earlier redrive by the same client token; milliseconds since 1970. */
export function redrivenBy(token: string | undefined, execution: Execution, now: number): number | undefined {
  const earlier = execution.redriveTokens?.find((one) => one.token === token);
  return earlier && now - earlier.redriveDate < tokenLife ? earlier.redriveDate : undefined;
}

/** As DescribeExecution shows it. */
export function redriveStatus(execution: Execution, now: number): Record<string, unknown> {
  const { redriveCount, redriveDate } = execution;
  const redriveStatusReason = notRedrivable(execution, now);
  const redrivable = execution.mapRunArn === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN';
  return {
    redriveCount,
    ...(redriveDate !== undefined && { redriveDate: redriveDate / 1000 }),
    redriveStatus: redriveStatusReason === undefined ? redrivable : 'NOT_REDRIVABLE',
    ...(redriveStatusReason !== undefined && { redriveStatusReason }),
  };
}
