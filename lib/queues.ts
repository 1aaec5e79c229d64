import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './security-checks.ts';
import type { StageConfig } from './stage-config.ts';

/** The queue that the existing form posts entries to, and where its messages end that cannot be stored. */
export interface ProcessingQueue {
  queue: IQueue;
  deadLetterQueue: IQueue;
}

/** The stage's processing queue as the existing form knows it, or the one that the stage adopts. */
export function processingQueue(scope: Construct, config: StageConfig): ProcessingQueue {
  const { processingQueue: existing } = config.adopt;
  if (existing) {
    return {
      queue: adoptQueue(scope, 'Processing', existing.name),
      deadLetterQueue: adoptQueue(scope, 'FailedRegistrations', existing.deadLetterQueue),
    };
  }
  const failedRegistrations = deadLetterQueue(scope, 'FailedRegistrations', config, 'failed_registrations');
  const queue = createQueue(scope, 'Processing', config, 'processing', {
    visibilityTimeout: Duration.seconds(600),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: failedRegistrations, maxReceiveCount: 10 },
  });
  return { queue, deadLetterQueue: failedRegistrations };
}

/** A queue that keeps what could not be taken in for 14 days, the longest there is. */
export function deadLetterQueue(scope: Construct, id: string, config: StageConfig, name: string): Queue {
  const queue = createQueue(scope, id, config, name, { retentionPeriod: Duration.days(14) });
  for (const rule of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy']) {
    acknowledge(queue, rule, 'It is a dead-letter queue itself, with an alarm on its first message.');
  }
  return queue;
}

function createQueue(
  scope: Construct,
  id: string,
  { stage, deleteDataWithStack }: StageConfig,
  name: string,
  props: QueueProps,
): Queue {
  return new Queue(scope, id, {
    queueName: `tkd-registration-${stage}-${name}`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // It may hold entries that are stored nowhere else.
    removalPolicy: deleteDataWithStack ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    ...props,
  });
}

function adoptQueue(scope: Construct, id: string, name: string): IQueue {
  const arn = Stack.of(scope).formatArn({
    service: 'sqs',
    resource: name,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return Queue.fromQueueArn(scope, id, arn);
}
