import { RateLimitedError, ServiceUnavailableError } from '../domain/errors.ts';

export interface AwsError extends Error {
  /** The system's, such as `ECONNREFUSED`. */
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

/** A write to an item that a transaction is at work on. */
const busyItem = 'TransactionConflictException';

/** Whether an answer says to come again later. */
export function isThrottled({ name, $metadata }: AwsError): boolean {
  return throttlingNames.has(name) || $metadata?.httpStatusCode === 429;
}

/**
 * Carries out an AWS call and translates its failure by name and HTTP status: throttling becomes RateLimitedError;
 * 5xx, a cut connection, a time-out (no status at all) and an item that a transaction holds become
 * ServiceUnavailableError. What is neither, such as a failed condition or a missing permission, passes through.
 *
 * @param what the call in words, for the message: `DynamoDB PutItem`.
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
