import { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { addAccountAlarms } from './account-alarms.ts';
import { alarmsIn } from './house/alarms.ts';
import { acknowledge } from './house/security-checks.ts';
import { addIntakeAlarms, type Intakes } from './intake-alarms.ts';
import { addMailAlarms, type Mails } from './mail-alarms.ts';
import { addMeasureAlarms, type Measured } from './measure-alarms.ts';
import { addWorkflowAlarms, type Workflows } from './workflow-alarms.ts';

/** Alarms, mailed to each admin; each names its chapter of docs/runbook.md. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: Workflows & Intakes & Mails & Measured) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // The policy that enforces TLS replaces the default one, which lets CloudWatch publish.
    this.topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const { address } of props.config.mail.admin) {
      this.topic.addSubscription(new EmailSubscription(address));
    }
    acknowledge(
      this.topic,
      'Serverless-SNSRedrivePolicy',
      'A mail about an alarm that cannot be delivered is no work to be done later; the alarm stays red in the console.',
    );

    const add = alarmsIn(this, this.topic);
    addWorkflowAlarms(add, props);
    addIntakeAlarms(add, props);
    addMailAlarms(add, props);
    addAccountAlarms(add, props);
    addMeasureAlarms(add, props);
    this.alarms = this.node.children.filter((construct) => construct instanceof Alarm);
  }
}
