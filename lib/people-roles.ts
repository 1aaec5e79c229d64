import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { canaryName, canaryPrefix } from '../core/domain/canary.ts';
import { acknowledgeWildcard } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface PeopleRolesProps {
  config: StageConfig;
  storage: Storage;
  /** Those that an organiser may start; others are for the engineer. */
  machines: readonly StateMachine[];
  queues: readonly IQueue[];
  deadLetterQueues: readonly IQueue[];
}

/** Jobs whose files an organiser may read. Those of an archive have medical notes. */
const organisersJobs = ['bracket-results', 'drive-sync', 'publish-brackets', 'regenerate', 'resend'];

/**
 * What people may do with a stage, as policies for their users or permission sets. Organisers see what runs and start
 * what may be started at any time; they read no entry and no registration, and with them no medical form. The engineer
 * may do what the runbook and `npm run admin` need. Neither deploys. See docs/deploying.md.
 */
export class PeopleRoles extends Construct {
  readonly organiser: ManagedPolicy;
  readonly engineer: ManagedPolicy;
  /** Beside the engineer's. */
  readonly canary: ManagedPolicy;
  readonly #props: PeopleRolesProps;

  constructor(scope: Construct, id: string, props: PeopleRolesProps) {
    super(scope, id);
    this.#props = props;
    this.organiser = this.#policy('organiser', 'Watches a stage and starts its workflows', [
      ...this.#watching(),
      ...this.#fetching(),
      this.#starting(props.machines.map(({ stateMachineArn }) => stateMachineArn)),
    ]);
    this.engineer = this.#policy('engineer', 'Operates a stage: its runbook and npm run admin', [
      ...this.#watching(),
      this.#starting(this.#ofMachines('stateMachine')),
      ...this.#repairing(),
    ]);
    this.canary = this.#policy('canary', 'Sends canaries through a stage, and removes them', this.#canary());
  }

  /** What runs, how well, and what waits. */
  #watching(): PolicyStatement[] {
    const { storage } = this.#props;
    return [
      allow(
        [
          'states:ListStateMachines',
          'cloudwatch:DescribeAlarms',
          'cloudwatch:GetMetricData',
          'cloudwatch:GetMetricStatistics',
          'cloudwatch:ListDashboards',
        ],
        ['*'],
      ),
      allow(['states:DescribeStateMachine', 'states:ListExecutions'], this.#ofMachines('stateMachine')),
      allow(['states:DescribeExecution', 'states:GetExecutionHistory'], this.#ofMachines('execution', ':*')),
      allow(['states:ListMapRuns'], [this.#ofOthers('execution', ':*')]),
      allow(['states:DescribeMapRun', 'states:ListExecutions'], [this.#ofOthers('mapRun', '/*:*')]),
      allow(
        ['cloudwatch:GetDashboard'],
        [`arn:${Stack.of(this).partition}:cloudwatch::${Stack.of(this).account}:dashboard/${this.#name}`],
      ),
      allow(['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], [Stack.of(this).stackId]),
      allow(['sqs:GetQueueAttributes'], this.#allQueues()),
      allow(['dynamodb:Scan'], [storage.progress.tableArn]),
    ];
  }

  /** Files of bulk jobs. */
  #fetching(): PolicyStatement[] {
    const { badges, config } = this.#props.storage;
    return [
      allow(
        ['s3:GetObject'],
        [
          badges.arnForObjects('sheets/*'),
          ...['brackets', 'lists', ...organisersJobs.map((job) => `jobs/${job}`)].map((folder) =>
            config.arnForObjects(`${folder}/*`),
          ),
        ],
      ),
    ];
  }

  #starting(machines: string[]): PolicyStatement {
    return allow(['states:StartExecution'], machines);
  }

  /** Entries, registrations, photos, messages that failed, keys and logs. */
  #repairing(): PolicyStatement[] {
    const { storage, queues, deadLetterQueues } = this.#props;
    const { entries, progress, registrations, badges, config, profilePictures, secret } = storage;
    const tables = [entries, progress, registrations].map(({ tableArn }) => tableArn);
    const buckets = [badges, config, profilePictures];
    return [
      allow(['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], tables),
      allow(['dynamodb:Scan', 'dynamodb:PutItem'], [entries.tableArn, registrations.tableArn]),
      allow(['dynamodb:DeleteItem'], [registrations.tableArn]),
      allow(
        ['s3:ListBucket'],
        buckets.map(({ bucketArn }) => bucketArn),
      ),
      allow(['s3:GetBucketNotification'], [profilePictures.bucketArn]),
      allow(
        ['s3:GetObject'],
        buckets.map((bucket) => bucket.arnForObjects('*')),
      ),
      allow(
        ['s3:PutObject'],
        [config, profilePictures].map((bucket) => bucket.arnForObjects('*')),
      ),
      allow(
        [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:PurgeQueue',
          'sqs:StartMessageMoveTask',
          'sqs:ListMessageMoveTasks',
        ],
        deadLetterQueues.map(({ queueArn }) => queueArn),
      ),
      allow(
        ['sqs:SendMessage'],
        queues.map(({ queueArn }) => queueArn),
      ),
      allow(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], [secret.secretArn]),
      allow(
        ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'],
        ['', '/aws/vendedlogs/states/'].map((folder) =>
          Stack.of(this).formatArn({
            ...{ service: 'logs', resource: 'log-group', resourceName: `${folder}${this.#name}*` },
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      ),
      allow(
        [
          'dynamodb:ListTables',
          'lambda:GetAccountSettings',
          'lambda:ListEventSourceMappings',
          'logs:DescribeLogGroups',
          'ses:GetAccount',
          'ses:GetEmailIdentity',
          'ses:GetConfigurationSetEventDestinations',
          'sns:ListSubscriptionsByTopic',
          'sqs:ListQueues',
        ],
        ['*'],
      ),
    ];
  }

  /** By the stack's name, with which CloudFormation names them, since a policy has little room; adopted ones by theirs. */
  #allQueues(): string[] {
    const { queues, deadLetterQueues } = this.#props;
    const adopted = [...queues, ...deadLetterQueues].filter(
      ({ queueName }) => !Token.isUnresolved(queueName),
    );
    const own = Stack.of(this).formatArn({
      ...{ service: 'sqs', resource: `${this.#name}-*` },
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    return [own, ...adopted.map(({ queueArn }) => queueArn)];
  }

  /** What `doctor --canary` needs besides: to take everything of a canary out again, and of nobody else. */
  #canary(): PolicyStatement[] {
    const { entries, progress, badges, profilePictures } = this.#props.storage;
    // What is kept of the person and of the photo is found again from the entry.
    const keys = [canaryPrefix, 'person_', 'photo_'].map((kind) => `${kind}*`);
    return [
      new PolicyStatement({
        actions: ['dynamodb:DeleteItem'],
        resources: [entries.tableArn, progress.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
      }),
      allow(
        ['s3:ListBucketVersions'],
        [badges, profilePictures].map(({ bucketArn }) => bucketArn),
      ),
      allow(
        ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        [
          profilePictures.arnForObjects(`${canaryPrefix}*`),
          badges.arnForObjects(`*-competitor-${canaryName}_*`),
        ],
      ),
      allow(['states:StopExecution'], this.#ofMachines('execution', `:${canaryPrefix}*`)),
    ];
  }

  get #name(): string {
    return `tkd-registration-${this.#props.config.stage}`;
  }

  /** What is of the stage's state machines: the registration's has the stage's name alone. */
  #ofMachines(resource: string, end = ''): string[] {
    return [this.#ofMachine(resource, end), this.#ofOthers(resource, end)];
  }

  /** What is of all state machines but the registration's, which has no map. */
  #ofOthers(resource: string, end = ''): string {
    return this.#ofMachine(resource, `-*${end}`);
  }

  #ofMachine(resource: string, end: string): string {
    return Stack.of(this).formatArn({
      ...{ service: 'states', resource, resourceName: `${this.#name}${end}` },
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** A permission set of IAM Identity Center names a policy by its name: it is a given one. */
  #policy(who: string, description: string, statements: PolicyStatement[]): ManagedPolicy {
    const managedPolicyName = `${this.#name}-${who}`;
    const policy = new ManagedPolicy(this, `${who.charAt(0).toUpperCase()}${who.slice(1)}`, {
      ...{ managedPolicyName, description, statements },
    });
    const resources = new Set(statements.flatMap((statement) => statement.resources));
    for (const resource of resources) {
      acknowledgeWildcard(
        policy,
        resource,
        'For people: what is looked for differs each time, and is of this one stage where AWS can tell.',
      );
    }
    return policy;
  }
}

const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
