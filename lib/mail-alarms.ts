import { Duration } from 'aws-cdk-lib';
import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { mailWaitsSeconds } from '../core/domain/mail-log.ts';
import { metricsNamespace } from '../core/domain/metrics.ts';
import type { Digest } from './digest.ts';
import { type AddAlarm, tooFew } from './house/alarms.ts';
import type { WorkflowStep } from './house/workflow-step.ts';
import type { MailEvents } from './mail-events.ts';
import type { PaymentChange } from './payment-change.ts';
import type { RegistrationWorkflow } from './registration-workflow.ts';
import type { Resend } from './resend.ts';
import type { StageConfig } from './stage-config.ts';

export interface Mails {
  config: StageConfig;
  workflow: RegistrationWorkflow;
  paymentChange: PaymentChange;
  resend: Resend;
  mailEvents: MailEvents;
  digest: Digest;
}

/** From here on SES reviews an account. Source: https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-messages.html */
const reviewed = { bounces: 0.05, complaints: 0.001 };

/** Alarms about mail. They come by SNS, which does not need SES. */
export function addMailAlarms(
  add: AddAlarm,
  { config, workflow, paymentChange, resend, mailEvents, digest }: Mails,
): void {
  const { sendConfirmation, alertAdmin, tellOrganiser } = workflow.steps;
  const { mailFamily, reportChange } = paymentChange.steps;
  add(
    'MailsWait',
    longestWait(config, [
      ...[sendConfirmation, alertAdmin, tellOrganiser, mailFamily, reportChange],
      resend.resendMails,
    ]),
    'Mails wait because SES does not take them; they are tried for a day.',
    'Mails wait',
    { evaluationPeriods: 2, datapointsToAlarm: 1 },
  );
  add(
    'DigestsFail',
    digest.failures,
    'What needs attention could not be mailed for half an hour.',
    'Find out what an entry needs',
    { threshold: 3 },
  );
  add(
    'DigestsStandStill',
    digest.runs,
    'For an hour, nobody has looked whether something needs attention.',
    'Events are not delivered',
    tooFew,
  );
  add(
    'OrganisersMissed',
    mailEvents.organisersMissed,
    'A mail to an admin came back, or was reported as spam.',
    'A mail bounced',
  );

  const reputation = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Average', period: Duration.hours(1) });
  const when = { treatMissingData: TreatMissingData.IGNORE };
  const chapter = 'SES may stop our mail';
  add(
    'MailsBounce',
    reputation('Reputation.BounceRate'),
    'One mail in twenty does not arrive: SES may stop the account.',
    chapter,
    { ...when, threshold: reviewed.bounces },
  );
  add(
    'MailsAreCalledSpam',
    reputation('Reputation.ComplaintRate'),
    'One mail in a thousand is called spam: SES may stop the account.',
    chapter,
    { ...when, threshold: reviewed.complaints },
  );
}

/** How long a mail has waited for SES. Mails that SES does not take are retried for a day. */
function longestWait(config: StageConfig, steps: readonly WorkflowStep[]): Metric {
  const namespace = metricsNamespace(config.stage);
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
  const period = Duration.hours(1);
  return new Metric({ namespace, metricName: mailWaitsSeconds, statistic: 'Maximum', period });
}
