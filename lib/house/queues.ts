import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { dataRemoval } from './data-removal.ts';
import { acknowledge } from './security-checks.ts';
import type { Stage } from './stage.ts';

/** A queue, and the one where its messages end that cannot be handled. */
export interface QueueAndDeadLetters {
  queue: IQueue;
  deadLetterQueue: IQueue;
}

/** A queue that keeps messages for 4 days, and one for the messages that failed `maxReceiveCount` times. */
export function queueWithDeadLetters(
  scope: Construct,
  config: Stage,
  {
    id,
    visibilityTimeout,
    maxReceiveCount,
    deadLettersId,
  }: { id: string; visibilityTimeout: Duration; maxReceiveCount: number; deadLettersId: string },
): QueueAndDeadLetters {
  const failed = deadLetterQueue(scope, deadLettersId, config);
  const queue = createQueue(scope, id, config, {
    visibilityTimeout,
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: failed, maxReceiveCount },
  });
  return { queue, deadLetterQueue: failed };
}

/** A queue that keeps what could not be handled for 14 days, the maximum. */
export function deadLetterQueue(scope: Construct, id: string, config: Stage): Queue {
  const queue = createQueue(scope, id, config, { retentionPeriod: Duration.days(14) });
  for (const rule of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy']) {
    acknowledge(queue, rule, 'It is a dead-letter queue itself, with an alarm on its first message.');
  }
  return queue;
}

/** CloudFormation names it: a queue that outlived its stack would occupy the name that the next one needs. */
function createQueue(scope: Construct, id: string, config: Stage, props: QueueProps): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // It may hold entries that are stored nowhere else.
    removalPolicy: dataRemoval(config),
    ...props,
  });
}

/** A queue of this account and region that exists already. */
export function adoptQueue(scope: Construct, id: string, name: string): IQueue {
  const arn = Stack.of(scope).formatArn({
    service: 'sqs',
    resource: name,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return Queue.fromQueueArn(scope, id, arn);
}
