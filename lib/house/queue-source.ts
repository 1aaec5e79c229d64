import { Names } from 'aws-cdk-lib';
import type { IEventSource, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * A queue as a source of events, where one message that fails does not fail its batch. It uses two Lambdas at once, the
 * minimum: a message takes little time, and the account's Lambdas are shared with the webhook and the workflows' steps.
 *
 * Not the CDK's SqsEventSource, which also allows what only a program that reads the queue by itself needs.
 */
export function queueSource(queue: IQueue): IEventSource {
  return {
    bind(target: IFunction) {
      target.addEventSourceMapping(`SqsEventSource:${Names.nodeUniqueId(queue.node)}`, {
        eventSourceArn: queue.queueArn,
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: 2,
      });
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
      queue.grant(target, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    },
  };
}
