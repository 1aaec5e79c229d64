import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, type DynamoEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Capability } from './capability.ts';

/**
 * A table's stream as a source of events that loses none: a record that fails is retried for hours, and then a note of it
 * goes to a queue. For one that can never succeed the function sends that note itself: a stream waits for its oldest record.
 */
export function streamSource(
  table: ITable,
  failures: IQueue,
  options: Pick<DynamoEventSourceProps, 'filters'> = {},
): DynamoEventSource {
  return new DynamoEventSource(table, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 10,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    maxRecordAge: Duration.hours(6),
    onFailure: {
      bind(_, target) {
        maySend(failures, target);
        return { destination: failures.queueArn };
      },
    },
    ...options,
  });
}

/** Sends a note to a stream's failure queue of what can never succeed. */
export function tellFailures(failures: IQueue): Capability<'FAILURE_QUEUE_URL'> {
  return {
    variables: { FAILURE_QUEUE_URL: failures.queueUrl },
    grantTo: (target) => maySend(failures, target),
  };
}

/** `IQueue.grantSendMessages` allows more. */
function maySend(queue: IQueue, sender: IGrantable): void {
  queue.grant(sender, 'sqs:SendMessage');
}
