/** What checks ask of the AWS account around a stage; the embedded cloud has none of it. */
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
import { callLimits } from '../../core/clients/call-limits.ts';
import type { Stage } from '../stage.ts';
import { NotHereError } from './not-here-error.ts';

export interface AlarmState {
  name: string;
  /** CloudWatch's `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  state: string;
  /** It ends with the chapter of the runbook. */
  description: string;
}

/** Each throws NotHereError on the embedded cloud. */
export interface AskAccount {
  alarms(): Promise<AlarmState[]>;
  /** In milliseconds, at most in the last quarter of an hour; 0 when the queue was empty. */
  oldestMessage(queueUrl: string): Promise<number>;
  /** How many Lambdas may run at once in the account and region. */
  concurrentLambdas(): Promise<number>;
  /** The state of each trigger of a stream or queue: Lambda's `Enabled`, `Disabled`, `Updating` … @param sourceArn the stream's or queue's. */
  triggers(sourceArn: string): Promise<string[]>;
}

const quarterOfAnHour = 900;

export function askAccountOf({ name, config, sandboxes }: Stage): AskAccount {
  const limits = { ...config, ...callLimits(8_000), maxAttempts: 2 };
  const onAws = <Client>(make: () => Client) => {
    if (sandboxes) throw new NotHereError('the embedded cloud has no CloudWatch, and no quotas');
    return make();
  };
  return {
    async alarms() {
      const client = onAws(() => new CloudWatchClient(limits));
      // As CloudFormation names them: the stack, and then the construct.
      const AlarmNamePrefix = `tkd-registration-${name}-Monitoring`;
      const alarms: AlarmState[] = [];
      for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix })) {
        for (const { AlarmName = '', StateValue = '', AlarmDescription = '' } of MetricAlarms) {
          const short = AlarmName.slice(AlarmNamePrefix.length).replace(/\w{8}-\w+$/, '');
          alarms.push({ name: short, state: StateValue, description: AlarmDescription });
        }
      }
      return alarms;
    },
    async oldestMessage(queueUrl) {
      const now = Date.now();
      const { Datapoints = [] } = await onAws(() => new CloudWatchClient(limits)).send(
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
      const { AccountLimit } = await onAws(() => new LambdaClient(limits)).send(
        new GetAccountSettingsCommand({}),
      );
      return AccountLimit?.ConcurrentExecutions ?? 0;
    },
    async triggers(sourceArn) {
      const { EventSourceMappings = [] } = await onAws(() => new LambdaClient(limits)).send(
        new ListEventSourceMappingsCommand({ EventSourceArn: sourceArn }),
      );
      return EventSourceMappings.map(({ State = '' }) => State);
    },
  };
}
