import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { mailWaitsSeconds } from '../core/domain/mail-log.ts';
import type { BadgeRefresh } from './badge-refresh.ts';
import type { Digest } from './digest.ts';
import { acknowledge } from './house/security-checks.ts';
import type { WorkflowStep } from './house/workflow-step.ts';
import type { Intake } from './intake.ts';
import type { PaymentChange } from './payment-change.ts';
import type { Reconcile } from './reconcile.ts';
import type { RegistrationWorkflow } from './registration-workflow.ts';
import type { Resend } from './resend.ts';
import type { StageConfig } from './stage-config.ts';

/** The machines of bulk jobs, by the names of their constructs. */
export type BulkJobs = Readonly<Record<string, StateMachine>>;

/** Alarms, mailed to each admin; each names its chapter of docs/runbook.md. */
export class Monitoring extends Construct {
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    {
      config,
      intake,
      workflow,
      paymentChange,
      badgeRefresh,
      jobs,
      resend,
      digest,
      reconcile,
    }: {
      config: StageConfig;
      intake: Intake;
      workflow: RegistrationWorkflow;
      paymentChange: PaymentChange;
      badgeRefresh: BadgeRefresh | undefined;
      jobs: BulkJobs;
      resend: Resend;
      digest: Digest;
      reconcile: Reconcile;
    },
  ) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // The policy that enforces TLS replaces the default one, which lets CloudWatch publish.
    this.topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const { address } of config.mail.admin) {
      this.topic.addSubscription(new EmailSubscription(address));
    }

    acknowledge(
      this.topic,
      'Serverless-SNSRedrivePolicy',
      'A mail about an alarm that cannot be delivered is no work to be done later; the alarm stays red in the console.',
    );

    const { stateMachine } = workflow;
    this.#alarm(
      'ExecutionsFailed',
      stateMachine.metricFailed({ period: Duration.minutes(5) }),
      'An entry needs attention. Runbook: "Find out what an entry needs".',
    );
    this.#alarm(
      'ExecutionsTimedOut',
      stateMachine.metricTimedOut({ period: Duration.minutes(5) }),
      'An execution ran for three days. Runbook: "Run an entry again".',
    );
    this.#alarm(
      'PaymentChangesFailed',
      paymentChange.stateMachine.metricFailed({ period: Duration.minutes(5) }),
      'Something happened to a payment, and could not be followed up. Runbook: "A payment change failed".',
    );
    this.#alarm(
      'PaymentChangesTimedOut',
      paymentChange.stateMachine.metricTimedOut({ period: Duration.minutes(5) }),
      'What happened to a payment was not followed up within three days. Runbook: "A payment change failed".',
    );
    const { sendConfirmation, alertAdmin, tellOrganiser } = workflow.steps;
    const { mailFamily, reportChange } = paymentChange.steps;
    const { resendMails } = resend;
    this.#mailsWait(config, [
      ...[sendConfirmation, alertAdmin, tellOrganiser, mailFamily, reportChange],
      resendMails,
    ]);
    if (badgeRefresh) {
      this.#alarm(
        'BadgeRefreshesFailed',
        badgeRefresh.stateMachine.metricFailed({ period: Duration.minutes(5) }),
        'A badge could not be brought in line with its registration. Runbook: "Find out what an entry needs".',
      );
      this.#alarm(
        'BadgeRefreshesTimedOut',
        badgeRefresh.stateMachine.metricTimedOut({ period: Duration.minutes(5) }),
        'A badge was not brought in line with its registration within three days. Runbook: "A badge was not refreshed".',
      );
      this.#queueStandsStill(badgeRefresh.photosQueue);
    }
    for (const [job, machine] of Object.entries(jobs)) {
      this.#alarm(
        `${job}Failed`,
        machine.metricFailed({ period: Duration.minutes(5) }),
        'A bulk job could not be finished, or some of its items failed. Runbook: "A bulk job failed".',
      );
    }
    this.#queueStandsStill(intake.processingQueue);
    for (const queue of [...intake.deadLetterQueues, ...(badgeRefresh?.deadLetterQueues ?? [])]) {
      this.#alarm(
        `${queue.node.id}NotEmpty`,
        queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
        'Something could not be taken in. Runbook: "Empty a dead-letter queue".',
      );
    }
    this.#alarm(
      'DigestsFail',
      digest.failures,
      'What needs attention could not be mailed for half an hour. Runbook: "Find out what an entry needs".',
      { threshold: 3 },
    );
    this.#alarm(
      'ReconcileFailed',
      reconcile.stateMachine.metricFailed({ period: Duration.minutes(5) }),
      'A comparison of Stripe with the registrations failed. Runbook: "The sweep fails".',
    );
    if (reconcile.everyHour) {
      this.#alarm(
        'ReconcileStandsStill',
        reconcile.stateMachine.metricSucceeded({ period: Duration.hours(1) }),
        'Stripe has not been compared with the registrations for three hours. Runbook: "The sweep fails".',
        {
          evaluationPeriods: 3,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          // Without a sweep there is no figure at all.
          treatMissingData: TreatMissingData.BREACHING,
        },
      );
    }
    this.#alarm(
      'WebhookFails',
      intake.api.metricServerError({ period: Duration.minutes(5) }),
      'Stripe events are answered with 5xx; Stripe sends them again for three days. Runbook: "The webhook fails".',
    );
    this.#alarm(
      'WebhooksRefused',
      intake.refusedWebhooks,
      'Several requests to the webhook in an hour were not signed with our secret: a wrong secret, or strangers. Runbook: "Webhooks are refused".',
      { threshold: 3 },
    );
  }

  /** A message that fails is retried for a long time before it ends in a dead-letter queue. */
  #queueStandsStill(queue: IQueue): void {
    this.#alarm(
      `${queue.node.id}StandsStill`,
      queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      'A message has not been taken in for half an hour. Runbook: "A queue stands still".',
      { threshold: Duration.minutes(30).toSeconds() },
    );
  }

  /** Mails that SES does not take are retried for a day. This alarm comes earlier, and by SNS, which does not need SES. */
  #mailsWait({ stage }: StageConfig, steps: readonly WorkflowStep[]): void {
    const namespace = `tkd-registration-${stage}`;
    const field = `$.message.${mailWaitsSeconds}`;
    for (const step of steps) {
      step.function.logGroup.addMetricFilter('MailsWait', {
        filterPattern: FilterPattern.numberValue(field, '>', 0),
        metricNamespace: namespace,
        metricName: mailWaitsSeconds,
        metricValue: field,
      });
    }
    // The last retries are an hour apart, so that an hour may pass without one.
    const longest = new Metric({
      namespace,
      metricName: mailWaitsSeconds,
      statistic: Stats.MAXIMUM,
      period: Duration.hours(1),
    });
    this.#alarm(
      'MailsWait',
      longest,
      'Mails wait because SES does not take them; they are tried for a day. Runbook: "Mails wait".',
      { evaluationPeriods: 2, datapointsToAlarm: 1 },
    );
  }

  #alarm(id: string, metric: IMetric, alarmDescription: string, when: Partial<AlarmProps> = {}): void {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...when,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
