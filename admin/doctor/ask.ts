/** What checks ask of the services around a stage. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetAccountCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { DescribeExecutionCommand, ExecutionDoesNotExist, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { callLimits } from '../../core/clients/call-limits.ts';
import { connectChallonge } from '../../core/clients/challonge/connect-challonge.ts';
import type { ServiceAccount } from '../../core/clients/drive/authorization.ts';
import { JobFiles } from '../../core/clients/job-files.ts';
import { parseSecret, type StageSecret } from '../../core/clients/secret.ts';
import { executionArnOf } from '../../core/domain/ids.ts';
import { ChallongeBudget } from '../../core/progress/challonge-budget.ts';
import { type Machine, machinesOf } from '../machines.ts';
import type { Stage } from '../stage.ts';
import { messagesIn, queueUrlsOf } from '../status/read-status.ts';
import { type DriveFolder, driveFolder } from './ask-drive.ts';
import { type Stored, storedIn } from './ask-stored.ts';
import { type Endpoint, type UndeliveredEvent, undeliveredEvents, webhookEndpoints } from './ask-stripe.ts';
import { type Clocks, clocksOf } from './server-clock.ts';

export interface MailAccount {
  /** Whether SES has let the account out of its sandbox. */
  production: boolean;
  sending: boolean;
  /** SES's `HEALTHY`, `PROBATION` or `SHUTDOWN`. */
  enforcement: string;
  perDay: number;
  perSecond: number;
  sentToday: number;
}

export interface MailIdentity {
  verified: boolean;
  /** The identity's default. */
  configurationSet: string | undefined;
}

export interface Execution {
  name: string;
  status: string;
}

export interface TableStream {
  enabled: boolean;
  arn: string | undefined;
  /** Such as `NEW_IMAGE`. */
  view: string | undefined;
}

/** Each may throw when the service refuses, or cannot be reached. */
export interface Ask {
  /** CloudFormation's, such as `UPDATE_COMPLETE`; undefined on the embedded cloud, which has none. */
  stackStatus(): Promise<string | undefined>;
  /** @throws SecretInvalidError that names the keys at fault. */
  secret(): Promise<StageSecret>;
  webhookEndpoints(apiKey: string): Promise<Endpoint[]>;
  /** Of the stage's types. @param from when the oldest happened, in epoch seconds. */
  undeliveredEvents(apiKey: string, from: number): Promise<UndeliveredEvent[]>;
  /** Undefined when it does not exist, or is not shared with the account. */
  driveFolder(account: ServiceAccount, folderId: string): Promise<DriveFolder | undefined>;
  /** One call, which counts among the month's. @returns how many this month has had. */
  challonge(apiKey: string, api: 'v2.1' | 'v1'): Promise<number>;
  mailAccount(): Promise<MailAccount>;
  /** Undefined when there is none of that name. @param name an address, or a domain. */
  mailIdentity(name: string): Promise<MailIdentity | undefined>;
  /** The kinds of events that a configuration set sends to EventBridge, such as `BOUNCE`; undefined when there is no such set. */
  mailEvents(configurationSet: string): Promise<string[] | undefined>;
  /** The text of a file in the config bucket; undefined when it is not there. */
  configFile(key: string): Promise<string | undefined>;
  stream(table: string): Promise<TableStream>;
  /** Whether a bucket tells EventBridge of its objects. */
  sendsEvents(bucket: string): Promise<boolean>;
  /** Scans all three tables. */
  stored(): Promise<Stored>;
  /** Whether an entry's registration has an execution under the entry's id. */
  wasStarted(entryId: string): Promise<boolean>;
  /** How many messages each queue holds, dead-letter queues (`Failed…`) among them. */
  queues(): Promise<{ queue: string; messages: number }[]>;
  machines(): Promise<Machine[]>;
  /** The latest, newest first. */
  executions(machine: string): Promise<Execution[]>;
  clocks(): Promise<Clocks>;
}

const limits = callLimits(8_000);

export function askOf(stage: Stage): Ask {
  const config = { ...stage.config, ...limits, maxAttempts: 2 };
  const { sandboxes, apiBases } = stage;
  const ses = new SESv2Client(config);
  let secret: Promise<StageSecret> | undefined;
  const readSecret = async () => {
    const client = new SecretsManagerClient(config);
    const answer = await client.send(new GetSecretValueCommand({ SecretId: stage.output('SecretId') }));
    return parseSecret(answer.SecretString);
  };
  return {
    async stackStatus() {
      if (sandboxes) return undefined;
      const { Stacks: [stack] = [] } = await new CloudFormationClient(config).send(
        new DescribeStacksCommand({ StackName: `tkd-registration-${stage.name}` }),
      );
      return stack?.StackStatus;
    },
    secret() {
      secret ??= readSecret();
      return secret;
    },
    webhookEndpoints: (apiKey) => webhookEndpoints({ apiKey, apiBase: apiBases.stripe }),
    undeliveredEvents: (apiKey, from) => undeliveredEvents({ apiKey, apiBase: apiBases.stripe }, from),
    driveFolder: (account, folderId) => driveFolder(account, folderId, apiBases.drive),
    async challonge(apiKey, api) {
      // The month's limit is for Lambdas: it is Challonge that says whether there is one more call.
      const budget = new ChallongeBudget(stage.progress, Number.MAX_SAFE_INTEGER);
      const pace = { take: async () => {} };
      await connectChallonge({ apiKey, api, apiBase: apiBases.challonge, budget, pace }).list();
      return budget.used();
    },
    async mailAccount() {
      const { ProductionAccessEnabled, SendingEnabled, EnforcementStatus, SendQuota } = await ses.send(
        new GetAccountCommand({}),
      );
      return {
        production: ProductionAccessEnabled ?? false,
        sending: SendingEnabled ?? false,
        enforcement: EnforcementStatus ?? '',
        perDay: SendQuota?.Max24HourSend ?? 0,
        perSecond: SendQuota?.MaxSendRate ?? 0,
        sentToday: SendQuota?.SentLast24Hours ?? 0,
      };
    },
    async mailIdentity(name) {
      try {
        const { VerifiedForSendingStatus, ConfigurationSetName } = await ses.send(
          new GetEmailIdentityCommand({ EmailIdentity: name }),
        );
        return { verified: VerifiedForSendingStatus ?? false, configurationSet: ConfigurationSetName };
      } catch (error) {
        if (error instanceof NotFoundException) return undefined;
        throw error;
      }
    },
    async mailEvents(ConfigurationSetName) {
      try {
        const { EventDestinations = [] } = await ses.send(
          new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
        );
        return EventDestinations.filter(
          ({ Enabled, EventBridgeDestination }) => Enabled && EventBridgeDestination,
        ).flatMap(({ MatchingEventTypes = [] }) => MatchingEventTypes);
      } catch (error) {
        if (error instanceof NotFoundException) return undefined;
        throw error;
      }
    },
    configFile: async (key) => new JobFiles(new S3Client(config), stage.output('ConfigBucket')).findText(key),
    async stream(table) {
      const { Table } = await stage.dynamo.send(new DescribeTableCommand({ TableName: table }));
      const { StreamEnabled, StreamViewType } = Table?.StreamSpecification ?? {};
      return { enabled: StreamEnabled ?? false, arn: Table?.LatestStreamArn, view: StreamViewType };
    },
    async sendsEvents(bucket) {
      const { EventBridgeConfiguration } = await new S3Client(config).send(
        new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
      );
      return EventBridgeConfiguration !== undefined;
    },
    stored: () => storedIn(stage),
    async wasStarted(entryId) {
      const executionArn = executionArnOf(stage.output('StateMachineArn'), entryId);
      try {
        await stage.sfn.send(new DescribeExecutionCommand({ executionArn }));
        return true;
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return false;
        throw error;
      }
    },
    queues: () =>
      Promise.all(
        Object.entries(queueUrlsOf(stage)).map(async ([queue, url]) => {
          const { waiting, inWork } = await messagesIn(stage, queue, url);
          return { queue, messages: waiting + inWork };
        }),
      ),
    machines: () => machinesOf(stage),
    async executions(machine) {
      const { executions = [] } = await stage.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 20 }),
      );
      return executions.map(({ name = '', status = '' }) => ({ name, status }));
    },
    clocks: () => clocksOf(stage),
  };
}
