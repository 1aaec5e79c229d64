/** What the embedded cloud says of its account and its stack, asked by AWS's own clients. */

import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  GetAccountSettingsCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteEmailIdentityCommand,
  GetAccountCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Alarms } from '../../aws/alarms.ts';
import { type Services, startEdge } from '../../aws/edge.ts';
import { StackQueries } from '../../aws/stack-queries.ts';
import { awsClientConfig } from '../../clients.ts';
import type { Trigger } from '../../event-sources/triggers.ts';
import { Faults } from '../../faults.ts';
import { MailAccount } from '../../ses/mail-account.ts';
import { Template } from '../../template/template.ts';

const template = new Template(
  {
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmActions: [{ Ref: 'Topic' }], AlarmDescription: 'It fails.' },
      },
      Person: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'a&b@example.com' },
      },
    },
  },
  { stackName: 'app' },
);
const TopicArn = 'arn:aws:sns:us-east-1:000000000000:app-Topic';

let on = true;
const trigger: Trigger = {
  mapping: {
    sourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/entries/stream/2026-01-01T00:00:00.000',
    functionName: 'start',
  },
  isOn: () => on,
  turn: (to) => {
    on = to;
  },
};

let edge: Awaited<ReturnType<typeof startEdge>>;
let config: ReturnType<typeof awsClientConfig>;
beforeAll(async () => {
  const account = {
    ...{
      alarms: new Alarms(template),
      stackQueries: new StackQueries(template),
      mail: new MailAccount(new Map([['set', new Set(['bounce', 'deliveryDelay'] as const)]])),
    },
    ...{ triggers: () => [trigger], concurrentExecutions: 10 },
  };
  const services = Promise.resolve({ account } as unknown as Services);
  edge = await startEdge({ faults: new Faults(), services });
  config = awsClientConfig({ endpoints: { aws: edge.url } });
});
afterAll(() => edge.stop());

test('alarms are listed, set, silenced and deleted', async () => {
  const watch = new CloudWatchClient(config);
  const alarms = async () =>
    (await watch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'app-' }))).MetricAlarms;
  expect(await alarms()).toMatchObject([
    {
      ...{ AlarmName: 'app-Alarm', StateValue: 'INSUFFICIENT_DATA', ActionsEnabled: true },
      ...{ AlarmActions: [TopicArn], AlarmDescription: 'It fails.' },
    },
  ]);
  const AlarmNames = ['app-Alarm'];
  await watch.send(
    new SetAlarmStateCommand({ AlarmName: 'app-Alarm', StateValue: 'ALARM', StateReason: 'a test' }),
  );
  await watch.send(new DisableAlarmActionsCommand({ AlarmNames }));
  expect(await alarms()).toMatchObject([{ StateValue: 'ALARM', ActionsEnabled: false }]);
  await watch.send(new DeleteAlarmsCommand({ AlarmNames }));
  expect(await alarms()).toEqual([]);
});

test('the stack keeps listing what was deleted by hand', async () => {
  const stack = new CloudFormationClient(config);
  const { StackResourceSummaries } = await stack.send(new ListStackResourcesCommand({ StackName: 'app' }));
  expect(StackResourceSummaries?.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([
    'app-Alarm',
    'app-Person',
  ]);
});

test('subscriptions are confirmed from the start, later ones by a mail', async () => {
  const sns = new SNSClient(config);
  const list = async () =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];
  const [first] = await list();
  expect(first).toMatchObject({
    Endpoint: 'a&b@example.com',
    SubscriptionArn: expect.stringMatching(/^arn:/),
  });
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'c@example.com' }));
  await sns.send(new UnsubscribeCommand({ SubscriptionArn: first?.SubscriptionArn }));
  expect(await list()).toMatchObject([{ Endpoint: 'c@example.com', SubscriptionArn: 'PendingConfirmation' }]);
});

test('triggers are found by their stream, whatever DynamoDB Local calls that, and switched', async () => {
  const lambda = new LambdaClient(config);
  const EventSourceArn =
    'arn:aws:dynamodb:ddblocal:000000000000:table/entries/stream/2026-11-26T05:00:00.000';
  const find = async (arn: string) =>
    (await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn: arn }))).EventSourceMappings ??
    [];
  const [found] = await find(EventSourceArn);
  expect(found).toMatchObject({ State: 'Enabled' });
  expect(await find(EventSourceArn.replace('entries', 'others'))).toEqual([]);
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: found?.UUID, Enabled: false }));
  expect(on).toBe(false);
  expect(await find(EventSourceArn)).toMatchObject([{ State: 'Disabled' }]);
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  expect(AccountLimit?.ConcurrentExecutions).toBe(10);
});

test('SES knows every sender until it is deleted', async () => {
  const ses = new SESv2Client(config);
  const EmailIdentity = 'registration@example.com';
  const identity = () => ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
  expect(await identity()).toMatchObject({ VerifiedForSendingStatus: true });
  await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
  await expect(identity()).rejects.toThrow(NotFoundException);
  const ConfigurationSetName = 'set';
  const { EventDestinations } = await ses.send(
    new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
  );
  expect(EventDestinations).toMatchObject([
    { Enabled: true, MatchingEventTypes: ['BOUNCE', 'DELIVERY_DELAY'], EventBridgeDestination: {} },
  ]);
  const account = await ses.send(new GetAccountCommand({}));
  expect(account).toMatchObject({ ProductionAccessEnabled: true, SendQuota: { SentLast24Hours: 0 } });
});
