import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './security-checks.ts';
import type { StageConfig } from './stage-config.ts';

/** A queue, and where its messages end that cannot be taken. */
export interface QueueAndDeadLetters {
  queue: IQueue;
  deadLetterQueue: IQueue;
}

/** The stage's processing queue as the existing form knows it, or the one that the stage adopts. */
export function processingQueue(scope: Construct, config: StageConfig): QueueAndDeadLetters {
  const { processingQueue: existing } = config.adopt;
  if (existing) {
    return {
      queue: adoptQueue(scope, 'Processing', existing.name),
      deadLetterQueue: adoptQueue(scope, 'FailedRegistrations', existing.deadLetterQueue),
    };
  }
  return queueWithDeadLetters(scope, config, {
    queue: {
      id: 'Processing',
      name: 'processing',
      visibilityTimeout: Duration.seconds(600),
      maxReceiveCount: 10,
    },
    deadLetters: { id: 'FailedRegistrations', name: 'failed_registrations' },
  });
}

/** A queue that keeps messages for 4 days, and the one where those end that failed `maxReceiveCount` times. */
export function queueWithDeadLetters(
  scope: Construct,
  config: StageConfig,
  {
    queue: { id, name, visibilityTimeout, maxReceiveCount },
    deadLetters,
  }: {
    queue: { id: string; name: string; visibilityTimeout: Duration; maxReceiveCount: number };
    deadLetters: { id: string; name: string };
  },
): QueueAndDeadLetters {
  const failed = deadLetterQueue(scope, deadLetters.id, config, deadLetters.name);
  const queue = createQueue(scope, id, config, name, {
    visibilityTimeout,
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: failed, maxReceiveCount },
  });
  return { queue, deadLetterQueue: failed };
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
