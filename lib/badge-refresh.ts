import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type IChainable, JsonPath, Pass, type StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as FollowPhotos } from '../lambdas/intake/follow-photos/index.ts';
import type { Settings as FollowRegistrations } from '../lambdas/intake/follow-registrations/index.ts';
import { badge } from '../lambdas/runtime/settings.ts';
import { settings, together } from './house/capability.ts';
import { lambdaFunction } from './house/lambda-function.ts';
import { parking } from './house/parking.ts';
import { queueSource } from './house/queue-source.ts';
import { deadLetterQueue, type QueueAndDeadLetters, queueWithDeadLetters } from './house/queues.ts';
import { acknowledge } from './house/security-checks.ts';
import { streamSource, tellFailures } from './house/stream-source.ts';
import { startExecutions, workflowMachine } from './house/workflow-machine.ts';
import type { WorkflowStep } from './house/workflow-step.ts';
import type { RegistrationSteps } from './registration-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface BadgeRefreshProps {
  config: StageConfig;
  storage: Storage;
  /** The registration workflow's steps: the same Lambdas do the same work here. */
  steps: RegistrationSteps;
}

/**
 * Keeps badges right after they were made: the state machine that brings one badge in line with its registration, and
 * what starts it: a change of a registration that its badge shows, and the arrival of a photo.
 */
export class BadgeRefresh extends Construct {
  readonly stateMachine: StateMachine;
  /** Takes in the changes of registrations, where the table reports them. */
  readonly followRegistrations: LambdaFunction | undefined;
  /** S3's events about photos wait here. */
  readonly photosQueue: IQueue;
  /** Changes that no execution could be started for end here. */
  readonly deadLetterQueues: IQueue[];
  readonly #steps: Record<'renderBadge' | 'parkEntry' | 'tellOrganiser', WorkflowStep> & {
    pushToDrive?: WorkflowStep;
  };

  constructor(scope: Construct, id: string, { config, storage, steps }: BadgeRefreshProps) {
    super(scope, id);
    this.#steps = {
      renderBadge: steps.renderBadge.usedIn(this, { adds: 'badge' }),
      pushToDrive: steps.pushToDrive?.usedIn(this, { adds: 'pushed' }),
      parkEntry: steps.parkEntry.usedIn(this, { adds: 'parked' }),
      tellOrganiser: steps.tellOrganiser.usedIn(this, { adds: 'told' }),
    };
    this.stateMachine = workflowMachine(this, {
      stateMachineName: `tkd-registration-${config.stage}-badge-refresh`,
      definition: this.#definition(),
    });
    const follower = this.#followRegistrations(config, storage);
    this.followRegistrations = follower?.follow;
    const photos = this.#followPhotos(config, storage);
    this.photosQueue = photos.queue;
    this.deadLetterQueues = [...(follower ? [follower.failures] : []), photos.deadLetterQueue];
  }

  #definition(): IChainable {
    const { renderBadge, pushToDrive } = this.#steps;

    const badgeNeedsAttention = new Pass(this, 'Badge needs attention', {
      parameters: {
        'entryId.$': '$.entryId',
        fulfilment: { badge: { outcome: 'needs attention', failure: JsonPath.objectAt('$.failure') } },
      },
    });
    badgeNeedsAttention.next(parking(this, 'badge', this.#steps, { canaries: true }));

    const render = renderBadge.onFailure(badgeNeedsAttention);
    const completed = new Succeed(this, 'Completed');
    return pushToDrive
      ? render.next(pushToDrive.onFailure(badgeNeedsAttention)).next(completed)
      : render.next(completed);
  }

  /** Only the stage's own table, or one adopted together with its stream, has a stream of changes. */
  #followRegistrations(
    config: StageConfig,
    storage: Storage,
  ): { follow: LambdaFunction; failures: IQueue } | undefined {
    if (!storage.registrations.tableStreamArn) return undefined;
    const failures = deadLetterQueue(this, 'FailedRefreshes', config);
    const follow = lambdaFunction<FollowRegistrations>(this, 'FollowRegistrations', {
      config,
      folder: 'intake/follow-registrations',
      uses: together(
        storage.trackProgress,
        settings(badge.fromStage(config)),
        tellFailures(failures),
        startExecutions(this.stateMachine),
      ),
    });
    follow.addEventSource(streamSource(storage.registrations, failures));
    return { follow, failures };
  }

  /** Through a queue: photos come by the hundred, and one failed message is retried without the others. */
  #followPhotos(config: StageConfig, storage: Storage): QueueAndDeadLetters {
    const follow = lambdaFunction<FollowPhotos>(this, 'FollowPhotos', {
      config,
      folder: 'intake/follow-photos',
      uses: together(storage.readProgress, startExecutions(this.stateMachine)),
    });
    const photos = queueWithDeadLetters(this, config, {
      id: 'Photos',
      visibilityTimeout: Duration.minutes(3),
      // An hour in all: a message also counts as received when its Lambda is throttled.
      maxReceiveCount: 20,
      deadLettersId: 'FailedPhotos',
    });
    new Rule(this, 'PhotoArrived', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: Match.exactString(storage.profilePictures.bucketName) } },
      },
      targets: [new SqsQueue(photos.queue, { deadLetterQueue: photos.deadLetterQueue })],
    });
    follow.addEventSource(queueSource(photos.queue));
    acknowledge(
      follow,
      'Serverless-LambdaEventSourceMappingDestination',
      "A queue's failed messages go to its own dead-letter queue.",
    );
    return photos;
  }
}
