import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { mailReturned } from '../core/domain/mail-log.ts';
import { metricsNamespace } from '../core/domain/metrics.ts';
import type { Settings as FollowMails } from '../lambdas/intake/follow-mails/index.ts';
import { settings, together } from './house/capability.ts';
import { lambdaFunction } from './house/lambda-function.ts';
import { queueSource } from './house/queue-source.ts';
import { queueWithDeadLetters } from './house/queues.ts';
import { acknowledge } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface MailEventsProps {
  config: StageConfig;
  storage: Storage;
  /** The registration workflow, and the payment change: what the organisers read links to their executions. */
  stateMachine: StateMachine;
  paymentChange: StateMachine;
}

/** What becomes of mails after SES has taken them: those that come back reach the registration and the organisers. */
export class MailEvents extends Construct {
  /** SES's events wait here. */
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  /** Mails to the organisers that came back or were reported as spam, per hour. */
  readonly organisersMissed: Metric;

  constructor(
    scope: Construct,
    id: string,
    { config, storage, stateMachine, paymentChange }: MailEventsProps,
  ) {
    super(scope, id);
    const { configurationSet } = storage;
    // SES sends its events to the default bus alone.
    configurationSet.addEventDestination('Events', {
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
    });

    const follow = lambdaFunction<FollowMails>(this, 'FollowMails', {
      config,
      folder: 'intake/follow-mails',
      uses: together(
        storage.trackProgress,
        settings({
          STATE_MACHINE_ARN: stateMachine.stateMachineArn,
          PAYMENT_CHANGE_ARN: paymentChange.stateMachineArn,
        }),
      ),
    });
    const { queue, deadLetterQueue } = queueWithDeadLetters(this, config, {
      id: 'MailEvents',
      visibilityTimeout: Duration.minutes(3),
      // An hour in all: a message also counts as received when its Lambda is throttled.
      maxReceiveCount: 20,
      deadLettersId: 'FailedMailEvents',
    });
    new Rule(this, 'MailReturned', {
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received', 'Email Rejected', 'Email Delivery Delayed'],
        // Other stages of the account have other configuration sets.
        detail: { mail: { tags: { 'ses:configuration-set': [configurationSet.configurationSetName] } } },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue })],
    });
    follow.addEventSource(queueSource(queue));
    acknowledge(
      follow,
      'Serverless-LambdaEventSourceMappingDestination',
      "A queue's failed messages go to its own dead-letter queue.",
    );
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.organisersMissed = follow.logGroup
      .addMetricFilter('OrganisersMissed', {
        filterPattern: FilterPattern.allTerms(mailReturned),
        metricNamespace: metricsNamespace(config.stage),
        metricName: 'OrganisersMissed',
      })
      .metric({ statistic: 'Sum', period: Duration.hours(1) });
  }
}
