import { RateLimitedError, ServiceUnavailableError } from '../domain/errors.ts';

export interface AwsError extends Error {
  /** The operating system's, such as `ECONNREFUSED`. */
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

const throttlingNames = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'SlowDown',
]);

/** The error for a write to an item that is part of a transaction in progress. */
const busyItem = 'TransactionConflictException';

/** Whether an answer asks to try again later. */
export function isThrottled({ name, $metadata }: AwsError): boolean {
  return throttlingNames.has(name) || $metadata?.httpStatusCode === 429;
}

/**
 * Makes an AWS call and translates its failure by name and HTTP status: throttling becomes RateLimitedError; 5xx, a cut
 * connection, a time-out (no status at all) and an item held by a transaction become ServiceUnavailableError. Any other
 * failure, such as a failed condition or a missing permission, passes through.
 *
 * @param what names the call in messages: `DynamoDB PutItem`.
 */
export async function callAws<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const error = cause as AwsError;
    const status = error.$metadata?.httpStatusCode;
    if (isThrottled(error)) {
      throw new RateLimitedError(`${what}: asked to slow down (${error.name})`, { cause });
    }
    if (status === undefined || status >= 500 || error.name === busyItem) {
      throw new ServiceUnavailableError(`${what}: ${status ?? 'no answer'} (${error.name})`, { cause });
    }
    throw error;
  }
}
