import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * A queue as a source of events, where one message that fails does not fail its batch. It uses two Lambdas at once, the
 * minimum: a message takes little time, and the account's Lambdas are shared with the webhook and the workflows' steps.
 */
export function queueSource(queue: IQueue): SqsEventSource {
  return new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 2 });
}
