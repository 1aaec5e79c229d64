import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * A queue as a source of events, of which one that fails fails alone. It takes two Lambdas at once, the fewest there are: what
 * it brings is done in no time, and all that the account may run is shared with the webhook and the workflows' steps.
 */
export function queueSource(queue: IQueue): SqsEventSource {
  return new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 2 });
}
