import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import {
  notYetErrors,
  outageErrors,
  pacedErrors,
  type RegistrationErrorClass,
  rateLimitedErrors,
  transientErrors,
  unclearErrors,
} from '../../core/domain/errors.ts';

const namesOf = (classes: readonly RegistrationErrorClass[]) => classes.map(({ errorName }) => errorName);

/**
 * What Lambda itself fails with. A timeout or running out of memory arrives as Lambda.Unknown, Sandbox.Timedout or
 * Runtime.*; source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const lambdaErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'States.Timeout',
];

/** 2, 4, 8, 16, 32, 64 and then six times 120 s: 14 minutes at most, half of it on average for the full jitter. */
export const transient: RetryProps = {
  errors: [...namesOf(transientErrors), ...lambdaErrors],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(120),
  maxAttempts: 12,
  jitterStrategy: JitterType.FULL,
};

/** 15 s doubling to 1 h: 32 minutes in the first 7 waits, then hourly, a day at most in all: a sending rate clears in minutes, a daily quota in hours. */
export const rateLimited: RetryProps = {
  errors: namesOf(rateLimitedErrors),
  interval: Duration.seconds(15),
  backoffRate: 2,
  maxDelay: Duration.hours(1),
  maxAttempts: 31,
  jitterStrategy: JitterType.FULL,
};

/**
 * 3 s growing by a fifth: 3 × (1.2^30 - 1) / 0.2 = 3,546 s, about an hour. Each wait is a fifth of the time waited so far, so an
 * entry that arrives after the queue's 120 s is taken up within 25 s. No jitter: arrivals are spread already.
 */
export const notYet: RetryProps = {
  errors: namesOf(notYetErrors),
  interval: Duration.seconds(3),
  backoffRate: 1.2,
  maxAttempts: 30,
};

/** More Lambdas would run at once than the account may, of which a new one has ten, or than are reserved for the function. */
const noLambdaFree = 'Lambda.TooManyRequestsException';

/**
 * It is the turn of others: nothing has been done, so this does not use up the retries for the step's own errors. 5 s growing
 * by half to 30 s, 2,883 times: a day at most, half of it on average. Nothing free stays so for long while many wait; and with
 * three events for an attempt, a day of them is a third of what a history holds.
 */
export const paced: RetryProps = {
  errors: [noLambdaFree, ...namesOf(pacedErrors)],
  interval: Duration.seconds(5),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(30),
  maxAttempts: 2_883,
  jitterStrategy: JitterType.FULL,
};

/**
 * The same of a step that gives way to the others: 30 s doubling to 2 min, 721 times. Whoever asks less often for something
 * that is scarce gets it later, and there is no other order among Lambdas in an account that can reserve none.
 */
export const pacedLast: RetryProps = {
  ...paced,
  interval: Duration.seconds(30),
  backoffRate: 2,
  maxDelay: Duration.minutes(2),
  maxAttempts: 721,
};

/** 2 s doubling to 1 h: 11 waits within 68 minutes, then hourly: 86,894 s, a day at most in all, half of it on average for the full jitter. */
export const outage: RetryProps = {
  errors: namesOf(outageErrors),
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.hours(1),
  maxAttempts: 34,
  jitterStrategy: JitterType.FULL,
};

/** Twice 10 minutes, without jitter: the first retry tries once more, the second ends in a permanent error. */
export const unclear: RetryProps = {
  errors: namesOf(unclearErrors),
  interval: Duration.minutes(10),
  backoffRate: 1,
  maxAttempts: 2,
};

/** A step's retries, the rarest errors last; permanent errors are in none. */
export const retryPolicies = ({ givesWay = false } = {}): RetryProps[] => [
  transient,
  rateLimited,
  givesWay ? pacedLast : paced,
  notYet,
  outage,
  unclear,
];
