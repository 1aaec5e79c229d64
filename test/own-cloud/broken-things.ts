/** Things that can be broken about a stage, how, and the lines of `doctor` that say so. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  PutAccountSendingAttributesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { ExecutionRun } from '../../admin/execution-run.ts';
import { connectStripe } from '../../core/clients/stripe-calls.ts';
import { toAttributeValues } from '../../core/domain/entry-item.ts';
import { webhookEvents } from '../../core/domain/stripe-events.ts';
import { Outcomes } from '../../local/outcome.ts';
import type { TournamentCloud } from '../../local/tournament-cloud.ts';
import { coach } from '../cloud/people.ts';

export interface Broken {
  what: string;
  /** What is said, by the names of the lines that say it. */
  said: Record<string, string | RegExp>;
  act(): Promise<unknown>;
  /** Absent for what stays broken: it comes last. */
  mend?(): Promise<unknown>;
  /** How much later `doctor` comes. */
  laterMs?: number;
}

const entryId = 'entry_of_doctor';

export function brokenThings(cloud: TournamentCloud): Broken[] {
  const config = awsClientConfig(cloud);
  const { outputs, endpoints, secret } = cloud;
  const { ConfigBucket, ProfilePictureBucket, SecretId, FailedStartsUrl, EntriesTable } = outputs;
  const [s3, sqs, secrets] = [new S3Client(config), new SQSClient(config), new SecretsManagerClient(config)];
  const [lambda, ses, sns, watch] = [
    ...[
      new LambdaClient(config),
      new SESv2Client(config),
      new SNSClient(config),
      new CloudWatchClient(config),
    ],
  ] as const;
  const [dynamo, sfn] = [new DynamoDBClient(config), new SFNClient(config)];
  const stripe = connectStripe({ apiKey: secret.stripe.apiKey, apiBase: endpoints.stripe });

  const endpoint = async () => (await stripe.webhookEndpoints.list()).data.at(-1)?.id ?? '';
  const changeEndpoint = async (change: object) => stripe.webhookEndpoints.update(await endpoint(), change);
  const addEndpoint = (url: string) =>
    stripe.webhookEndpoints.create({ url, enabled_events: [...webhookEvents] });
  const removeLatest = async () => {
    const [latest] = (await stripe.webhookEndpoints.list()).data;
    await stripe.webhookEndpoints.del(latest?.id ?? '');
  };
  const setDrive = (settings: Record<string, string>) =>
    fetch(`${endpoints.drive}/_settings`, { method: 'POST', body: new URLSearchParams(settings) });
  const putSecret = (value: object) =>
    secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
  const mendSecret = () => putSecret(secret);
  const put = (Key: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket: ConfigBucket, Key, Body }));
  const notify = (on: boolean) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: ProfilePictureBucket,
        NotificationConfiguration: on ? { EventBridgeConfiguration: {} } : {},
      }),
    );
  const turnTrigger = async (functionPart: string, Enabled: boolean) => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const found = EventSourceMappings.find(({ FunctionArn = '' }) => FunctionArn.includes(functionPart));
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: found?.UUID, Enabled }));
  };
  const webhookFails = async () => {
    const { MetricAlarms = [] } = await watch.send(new DescribeAlarmsCommand({}));
    const alarm = MetricAlarms.find(({ AlarmName = '' }) => AlarmName.includes('WebhookFails'));
    return { AlarmName: alarm?.AlarmName ?? '', topic: alarm?.AlarmActions?.[0] ?? '' };
  };
  const setAlarm = async (StateValue: 'ALARM' | 'OK') => {
    const { AlarmName } = await webhookFails();
    await watch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));
  };
  const subscriptions = async () => {
    const { topic: TopicArn } = await webhookFails();
    return (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];
  };
  const sender = outputs.MailSender ?? '';
  const eachIdentity = (change: (name: string) => Promise<unknown>) =>
    Promise.all([sender, sender.slice(sender.indexOf('@') + 1)].map(change));
  const run = new ExecutionRun(config, { stage: 'local', machine: 'lists', absent: 'has no lists' });

  return [
    {
      what: 'Stripe’s endpoint is disabled',
      said: { 'Stripe webhook': 'the endpoint is disabled' },
      act: () => changeEndpoint({ disabled: true }),
      mend: () => changeEndpoint({ disabled: false }),
    },
    {
      what: 'Stripe’s endpoint sends other events',
      said: { 'Stripe webhook': /^it does not send checkout.session.async.*nobody needs: customer.created$/ },
      act: () => changeEndpoint({ enabled_events: ['checkout.session.completed', 'customer.created'] }),
      mend: () => changeEndpoint({ enabled_events: [...webhookEvents] }),
    },
    {
      what: 'Stripe’s endpoint has another address',
      said: { 'Stripe webhook': /^none of the account’s 1 endpoints is http/ },
      act: () => changeEndpoint({ url: 'http://127.0.0.1:9/old' }),
      mend: () => changeEndpoint({ url: outputs.WebhookUrl }),
    },
    {
      what: 'two endpoints send to the stage',
      said: { 'Stripe webhook': '2 endpoints send every event to the stage' },
      act: () => addEndpoint(outputs.WebhookUrl ?? ''),
      mend: removeLatest,
    },
    {
      what: 'an endpoint does not take what Stripe sends',
      said: { 'Stripe deliveries': /^1 events .* were not taken, the last is checkout.session.expired of / },
      laterMs: 60 * 60_000,
      act: async () => {
        await addEndpoint('http://127.0.0.1:9/');
        const price = { currency: 'usd', unit_amount: 100, product_data: { name: 'Any' } };
        const { id } = await stripe.checkout.sessions.create({
          ...{ mode: 'payment', success_url: 'http://127.0.0.1/' },
          line_items: [{ price_data: price, quantity: 1 }],
        });
        await stripe.checkout.sessions.expire(id);
      },
      mend: removeLatest,
    },
    {
      what: 'Stripe’s key is of the other mode',
      said: {
        secret: 'Stripe’s key is a live key, and the stage’s payments are test',
        'Stripe webhook': 'Stripe refuses the key',
        'Stripe deliveries': 'Stripe refuses the key',
      },
      act: () => putSecret({ ...secret, stripe: { ...secret.stripe, apiKey: 'sk_live_local' } }),
      mend: mendSecret,
    },
    {
      what: 'the secret is garbled',
      said: {
        secret: /stripe.apiKey, stripe.webhookSecrets/,
        'Stripe webhook': /SecretInvalidError/,
        'Stripe deliveries': /SecretInvalidError/,
        'Drive folder': /SecretInvalidError/,
        Challonge: /SecretInvalidError/,
      },
      act: () => putSecret({ ...secret, stripe: { apiKey: 'local-key', webhookSecrets: [] } }),
      mend: mendSecret,
    },
    {
      what: 'Google’s account is missing',
      said: { secret: 'google is missing', 'Drive folder': 'the secret has no account of Google' },
      act: () => putSecret({ stripe: secret.stripe, challonge: secret.challonge }),
      mend: mendSecret,
    },
    {
      what: 'Challonge’s key was replaced there',
      said: { Challonge: 'it refuses the key' },
      act: () => putSecret({ ...secret, challonge: { apiKey: 'another' } }),
      mend: mendSecret,
    },
    {
      what: 'the folder in Drive is not shared any more',
      said: { 'Drive folder': /not shared/ },
      act: () => setDrive({ shared: 'false' }),
      mend: () => setDrive({ shared: 'true' }),
    },
    {
      what: 'the folder in Drive is shared for reading',
      said: { 'Drive folder': 'the service account may not write to it' },
      act: () => setDrive({ role: 'reader' }),
      mend: () => setDrive({ role: 'fileOrganizer' }),
    },
    {
      what: 'SES does not know the sender',
      said: { sender: /^SES knows neither / },
      act: () => eachIdentity((EmailIdentity) => ses.send(new DeleteEmailIdentityCommand({ EmailIdentity }))),
      mend: () =>
        eachIdentity((EmailIdentity) => ses.send(new CreateEmailIdentityCommand({ EmailIdentity }))),
    },
    {
      what: 'SES has stopped the account’s mail',
      said: { 'SES account': 'SES has stopped the account’s mail' },
      act: () => ses.send(new PutAccountSendingAttributesCommand({ SendingEnabled: false })),
      mend: () => ses.send(new PutAccountSendingAttributesCommand({ SendingEnabled: true })),
    },
    {
      what: 'the list of schools is gone',
      said: { 'schools.json': 'it is not in the config bucket' },
      act: () => s3.send(new DeleteObjectCommand({ Bucket: ConfigBucket, Key: 'schools.json' })),
      mend: () => put('schools.json', '["Riverside"]'),
    },
    {
      what: 'the weight classes are garbled',
      said: { 'weight_classes.json': 'it is not a JSON object' },
      act: () => put('weight_classes.json', '['),
      mend: () => put('weight_classes.json', '{}'),
    },
    {
      what: 'photos are not announced',
      said: { 'photo events': /does not tell EventBridge/ },
      act: () => notify(false),
      mend: () => notify(true),
    },
    {
      what: 'a trigger is off, and an entry comes',
      said: { triggers: 'nothing follows EntriesTable', agreement: `1 never started: ${entryId}` },
      act: async () => {
        await turnTrigger('start-registration', false);
        const Item = { ...toAttributeValues(coach()), entryId: { S: entryId } };
        await dynamo.send(new PutItemCommand({ TableName: EntriesTable, Item }));
      },
      // The stream is read on from where it was.
      mend: async () => {
        await turnTrigger('start-registration', true);
        await new Outcomes(cloud).ended(entryId, 20_000);
      },
    },
    {
      what: 'a bulk job was stopped',
      said: { workflows: /^the last of lists is ABORTED/ },
      act: async () => {
        const { executionArn } = await sfn.send(
          new StartExecutionCommand({ stateMachineArn: outputs.ListsArn, input: '{}' }),
        );
        await sfn.send(new StopExecutionCommand({ executionArn }));
      },
      mend: async () => run.end(await run.start({})),
    },
    {
      what: 'there is a dead letter',
      said: { 'dead letters': /FailedStarts 1/ },
      act: () => sqs.send(new SendMessageCommand({ QueueUrl: FailedStartsUrl, MessageBody: '{}' })),
      mend: () => sqs.send(new PurgeQueueCommand({ QueueUrl: FailedStartsUrl })),
    },
    {
      what: 'an alarm rings',
      said: { alarms: 'WebhookFails rings' },
      act: () => setAlarm('ALARM'),
      mend: () => setAlarm('OK'),
    },
    {
      what: 'an alarm’s actions are off',
      said: { alarms: 'WebhookFails tells nobody' },
      act: async () =>
        watch.send(new DisableAlarmActionsCommand({ AlarmNames: [(await webhookFails()).AlarmName] })),
      mend: async () =>
        watch.send(new EnableAlarmActionsCommand({ AlarmNames: [(await webhookFails()).AlarmName] })),
    },
    {
      what: 'somebody has not confirmed alarm mails',
      said: { 'alarm mails': 'new@example.com has not confirmed' },
      act: async () => {
        const { topic: TopicArn } = await webhookFails();
        await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'new@example.com' }));
      },
      mend: () => sns.send(new UnsubscribeCommand({ SubscriptionArn: 'PendingConfirmation' })),
    },
    {
      what: 'somebody has unsubscribed from alarm mails',
      said: { 'alarm mails': /^1 of 1 subscriptions are gone/ },
      act: async () => {
        const [{ SubscriptionArn } = {}] = await subscriptions();
        await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      },
    },
  ];
}
