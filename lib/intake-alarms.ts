import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BadgeRefresh } from './badge-refresh.ts';
import { type AddAlarm, often } from './house/alarms.ts';
import type { Intake } from './intake.ts';
import type { MailEvents } from './mail-events.ts';

export interface Intakes {
  intake: Intake;
  mailEvents: MailEvents;
  badgeRefresh: BadgeRefresh | undefined;
}

/** Messages are kept for 14 days. */
const nearExpiry = Duration.days(10);
const standsStill = Duration.minutes(30);

/** Alarms about what comes in: webhooks, messages, changes of tables, and events. */
export function addIntakeAlarms(add: AddAlarm, { intake, mailEvents, badgeRefresh }: Intakes): void {
  addWebhookAlarms(add, intake);

  for (const queue of [
    ...[intake.processingQueue, mailEvents.queue],
    ...(badgeRefresh ? [badgeRefresh.photosQueue] : []),
  ]) {
    // A message that fails is retried for a long time before it ends in a dead-letter queue.
    add(
      `${queue.node.id}StandsStill`,
      queue.metricApproximateAgeOfOldestMessage(often),
      'A message has not been taken in for half an hour.',
      'A queue stands still',
      { threshold: standsStill.toSeconds() },
    );
  }
  for (const queue of [
    ...intake.deadLetterQueues,
    mailEvents.deadLetterQueue,
    ...(badgeRefresh?.deadLetterQueues ?? []),
  ]) {
    addDeadLetterAlarms(add, queue);
  }

  const streams: [string, LambdaFunction | undefined][] = [
    ['EntriesStream', intake.startRegistration],
    ['RegistrationsStream', badgeRefresh?.followRegistrations],
  ];
  for (const [stream, reader] of streams) {
    if (!reader) continue;
    add(
      `${stream}StandsStill`,
      reader.metric('IteratorAge', { ...often, statistic: 'Maximum' }),
      'A change of a table has not been taken in for half an hour.',
      'A stream stands still',
      { threshold: standsStill.toMilliseconds() },
    );
  }

  // Whatever rules the stack has, so that a new one is watched too.
  const rules = Stack.of(intake)
    .node.findAll()
    .filter((construct) => construct instanceof Rule);
  for (const rule of rules) {
    add(
      `${rule.node.id}Undelivered`,
      new Metric({
        namespace: 'AWS/Events',
        metricName: 'FailedInvocations',
        dimensionsMap: { RuleName: rule.ruleName },
        statistic: 'Sum',
        ...often,
      }),
      'EventBridge could not deliver an event.',
      'Events are not delivered',
    );
  }
}

function addWebhookAlarms(add: AddAlarm, intake: Intake): void {
  add(
    'WebhookFails',
    intake.api.metricServerError(often),
    'Stripe events are answered with 5xx; Stripe sends them again for three days.',
    'The webhook fails',
  );
  add(
    'WebhooksRefused',
    intake.refusedWebhooks,
    'Several requests to the webhook in an hour were not signed with our secret: a wrong secret, or strangers.',
    'Webhooks are refused',
    { threshold: 3 },
  );
  add(
    'WebhooksThrottled',
    intake.throttledWebhooks,
    'Requests to the webhook come faster than they are let in; Stripe sends its own again.',
    'Webhooks are throttled',
    { threshold: 100 },
  );
}

function addDeadLetterAlarms(add: AddAlarm, queue: IQueue): void {
  const chapter = 'Empty a dead-letter queue';
  add(
    `${queue.node.id}NotEmpty`,
    queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    'Something could not be taken in.',
    chapter,
  );
  add(
    `${queue.node.id}NearExpiry`,
    queue.metricApproximateAgeOfOldestMessage({ period: Duration.hours(1) }),
    'Something that could not be taken in will be lost in a few days.',
    chapter,
    { threshold: nearExpiry.toSeconds() },
  );
}
