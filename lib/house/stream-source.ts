import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, type DynamoEventSourceProps, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Capability } from './capability.ts';

/**
 * A table's stream as a source of events that loses none: what fails is tried for hours, however often that is, and then
 * told to a queue. What can never succeed, the function tells to that queue itself: a stream waits for its oldest record.
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
    onFailure: new SqsDlq(failures),
    ...options,
  });
}

/** Tells a stream's failure queue of what can never succeed. */
export function tellFailures(failures: IQueue): Capability<'FAILURE_QUEUE_URL'> {
  return {
    variables: { FAILURE_QUEUE_URL: failures.queueUrl },
    grantTo: (target) => failures.grantSendMessages(target),
  };
}
