/** What checks ask of the AWS account around a stage. */
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  GetAccountSettingsCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import {
  type Subscription as ListedSubscription,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns';
import { callLimits } from '../../core/clients/call-limits.ts';
import type { Stage } from '../stage.ts';
import { NotHereError } from './not-here-error.ts';

export interface AlarmState {
  name: string;
  /** With the stack's name in front, and CloudFormation's suffix. */
  fullName: string;
  /** CloudWatch's `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  state: string;
  /** It ends with the chapter of the runbook. */
  description: string;
  /** The topics (ARNs) that hear of it; none when its actions are switched off. */
  topics: string[];
}

export interface Subscription {
  address: string;
  /** Whoever has the address has followed the link in SNS's mail. */
  confirmed: boolean;
}

export interface AskAccount {
  alarms(): Promise<AlarmState[]>;
  /** Of a topic. */
  subscriptions(topicArn: string): Promise<Subscription[]>;
  /** The physical ids of what the stack has of a type, such as `AWS::CloudWatch::Alarm`, there or deleted by hand. */
  inStack(type: string): Promise<string[]>;
  /** In milliseconds, at most in the last quarter of an hour; 0 when the queue was empty. */
  oldestMessage(queueUrl: string): Promise<number>;
  /** How many Lambdas may run at once in the account and region. */
  concurrentLambdas(): Promise<number>;
  /** The state of each trigger of a stream or queue: Lambda's `Enabled`, `Disabled`, `Updating` … @param sourceArn the stream's or queue's. */
  triggers(sourceArn: string): Promise<string[]>;
}

const quarterOfAnHour = 900;

/** In place of its ARN, SNS calls one `PendingConfirmation`, and for some days `Deleted` after its owner has unsubscribed. */
export function subscriptionsIn(listed: readonly ListedSubscription[]): Subscription[] {
  return listed
    .filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted')
    .map(({ Endpoint = '', SubscriptionArn }) => ({
      address: Endpoint,
      confirmed: SubscriptionArn !== 'PendingConfirmation',
    }));
}

export function askAccountOf({ name, config, sandboxes }: Stage): AskAccount {
  const limits = { ...config, ...callLimits(8_000), maxAttempts: 2 };
  return {
    async alarms() {
      const client = new CloudWatchClient(limits);
      // As CloudFormation names them: the stack, and then the construct.
      const AlarmNamePrefix = `tkd-registration-${name}-Monitoring`;
      const alarms: AlarmState[] = [];
      for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix })) {
        for (const alarm of MetricAlarms) {
          const {
            AlarmName = '',
            StateValue = '',
            AlarmDescription = '',
            ActionsEnabled,
            AlarmActions = [],
          } = alarm;
          const short = AlarmName.slice(AlarmNamePrefix.length).replace(/[0-9A-F]{8}(?:-\w+)?$/, '');
          alarms.push({
            ...{ name: short, fullName: AlarmName, state: StateValue, description: AlarmDescription },
            topics: ActionsEnabled ? AlarmActions : [],
          });
        }
      }
      return alarms;
    },
    async subscriptions(TopicArn) {
      const found: Subscription[] = [];
      const client = new SNSClient(limits);
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
        found.push(...subscriptionsIn(Subscriptions));
      }
      return found;
    },
    async inStack(type) {
      const client = new CloudFormationClient(limits);
      const StackName = `tkd-registration-${name}`;
      const ids: string[] = [];
      for await (const page of paginateListStackResources({ client }, { StackName })) {
        for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
          if (ResourceType === type && PhysicalResourceId !== undefined) ids.push(PhysicalResourceId);
        }
      }
      return ids;
    },
    async oldestMessage(queueUrl) {
      if (sandboxes) throw new NotHereError('the embedded cloud does not measure its queues');
      const now = Date.now();
      const { Datapoints = [] } = await new CloudWatchClient(limits).send(
        new GetMetricStatisticsCommand({
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateAgeOfOldestMessage',
          Dimensions: [{ Name: 'QueueName', Value: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) }],
          StartTime: new Date(now - quarterOfAnHour * 1_000),
          EndTime: new Date(now),
          Period: 60,
          Statistics: ['Maximum'],
        }),
      );
      // A minute without a message has no age, so that only the latest says what is there now.
      const latest = Datapoints.toSorted((a, b) => Number(b.Timestamp) - Number(a.Timestamp))[0];
      return (latest?.Maximum ?? 0) * 1_000;
    },
    async concurrentLambdas() {
      const { AccountLimit } = await new LambdaClient(limits).send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions ?? 0;
    },
    async triggers(sourceArn) {
      const { EventSourceMappings = [] } = await new LambdaClient(limits).send(
        new ListEventSourceMappingsCommand({ EventSourceArn: sourceArn }),
      );
      return EventSourceMappings.map(({ State = '' }) => State);
    },
  };
}
