import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, paginateListTables, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  S3Client,
  type Tag,
} from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { executionArnOf } from '../../core/domain/ids.ts';
import { waitFor } from '../../local/outcome.ts';
import { seedConfig } from '../../local/seed.ts';
import type { Outputs } from './cdk.ts';

/** Looks into the account that stages are deployed to. */
export class Account {
  readonly #endpoints: { aws: string };
  readonly #dynamo: DynamoDBClient;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #sfn: SFNClient;
  readonly #secrets: SecretsManagerClient;
  readonly #ses: SESv2Client;
  readonly #cloudFormation: CloudFormationClient;

  constructor(aws: string) {
    this.#endpoints = { aws };
    const config = awsClientConfig({ endpoints: this.#endpoints });
    this.#dynamo = new DynamoDBClient(config);
    this.#s3 = new S3Client(config);
    this.#sqs = new SQSClient(config);
    this.#sfn = new SFNClient(config);
    this.#secrets = new SecretsManagerClient(config);
    this.#ses = new SESv2Client(config);
    this.#cloudFormation = new CloudFormationClient(config);
  }

  /** Sorted names of a stage's tables, buckets, queues, secrets and state machines. */
  async namesOf(stage: string): Promise<string[]> {
    const names: (string | undefined)[] = [];
    for await (const { TableNames = [] } of paginateListTables({ client: this.#dynamo }, {}))
      names.push(...TableNames);
    const { Buckets = [] } = await this.#s3.send(new ListBucketsCommand());
    const { QueueUrls = [] } = await this.#sqs.send(new ListQueuesCommand({ MaxResults: 1_000 }));
    const { SecretList = [] } = await this.#secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
    const { stateMachines = [] } = await this.#sfn.send(new ListStateMachinesCommand({ maxResults: 1_000 }));
    names.push(...[...Buckets, ...SecretList].map(({ Name }) => Name));
    names.push(...QueueUrls.map((url) => url.split('/').at(-1)), ...stateMachines.map(({ name }) => name));
    return names.filter((name) => name?.startsWith(`tkd-registration-${stage}`)).sort() as string[];
  }

  async verifySender(domain: string): Promise<void> {
    await this.#ses.send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
  }

  /** The outputs of a stage's stack. */
  async outputsOf(stage: string): Promise<Outputs> {
    const request = new DescribeStacksCommand({ StackName: `tkd-registration-${stage}` });
    const { Stacks: [stack] = [] } = await this.#cloudFormation.send(request);
    const { Outputs: outputs = [] } = stack ?? {};
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  }

  async secretOf({ SecretId }: Outputs): Promise<unknown> {
    const { SecretString = '' } = await this.#secrets.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(SecretString);
  }

  async putSecret({ SecretId }: Outputs, value: object): Promise<void> {
    await this.#secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
  }

  /** MiniStack leaves out a bucket's tags, without which the CDK's function does not empty it. */
  async tagBuckets(outputs: Outputs, tags: readonly Tag[]): Promise<void> {
    for (const Bucket of [outputs.ProfilePictureBucket, outputs.BadgeBucket, outputs.ConfigBucket])
      await this.#s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [...tags] } }));
  }

  async putSchools(outputs: Outputs): Promise<void> {
    await seedConfig({ endpoints: this.#endpoints, outputs });
  }

  /** Waits until the entry's execution has ended. @throws Error unless it succeeded. */
  async succeeded({ StateMachineArn = '' }: Outputs, entryId: string): Promise<void> {
    const request = new DescribeExecutionCommand({ executionArn: executionArnOf(StateMachineArn, entryId) });
    const ended = await waitFor(
      `the execution of ${entryId}`,
      async () => {
        try {
          const execution = await this.#sfn.send(request);
          return execution.status === 'RUNNING' ? undefined : execution;
        } catch (error) {
          if (error instanceof ExecutionDoesNotExist) return undefined;
          throw error;
        }
      },
      { withinMs: 60_000, everyMs: 200 },
    );
    if (ended.status !== 'SUCCEEDED') throw new Error(`${ended.status}: ${ended.error}: ${ended.cause}`);
  }

  async registrationsIn({ RegistrationsTable }: Outputs): Promise<number | undefined> {
    return (await this.#dynamo.send(new ScanCommand({ TableName: RegistrationsTable, Select: 'COUNT' })))
      .Count;
  }

  async badgesIn({ BadgeBucket }: Outputs): Promise<number | undefined> {
    return (await this.#s3.send(new ListObjectsV2Command({ Bucket: BadgeBucket }))).KeyCount;
  }
}
