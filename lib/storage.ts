import { Duration } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Capability, grant, setting, settings, together } from './house/capability.ts';
import { dataRemoval } from './house/data-removal.ts';
import { acknowledge, acknowledgeWildcard } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';

/** Why a Lambda may reach more than one object. */
const manyObjects = {
  '*': 'Any photo or badge of this one bucket: which one, the entry says.',
  'sheets/*': 'Any file of badge sheets.',
  'lists/*': 'Any list.',
};

interface StorageProps {
  config: StageConfig;
  /** Whether tables refuse to be deleted, by hand too. */
  protect: boolean;
}

/** The stage's tables, buckets and secret. What the stage says exists already is adopted by its name. */
export class Storage extends Construct {
  readonly entries: Table;
  readonly progress: Table;
  readonly registrations: ITable;
  readonly profilePictures: IBucket;
  readonly badges: IBucket;
  readonly config: IBucket;
  /** `{"stripe": {"apiKey", "webhookSecrets"}, "google": {"serviceAccount"}}`; its value is put in by hand after the first deployment. */
  readonly secret: Secret;
  readonly #stage: StageConfig;
  readonly #protect: boolean;

  constructor(scope: Construct, id: string, { config, protect }: StorageProps) {
    super(scope, id);
    this.#stage = config;
    this.#protect = protect;
    const { adopt } = config;

    this.entries = this.#table('Entries', {
      partitionKey: { name: 'entryId', type: AttributeType.STRING },
      stream: StreamViewType.NEW_IMAGE,
    });
    this.progress = this.#table('Progress', {
      partitionKey: { name: 'entryId', type: AttributeType.STRING },
    });
    this.progress.addGlobalSecondaryIndex({
      indexName: 'untold-index',
      partitionKey: { name: 'untold', type: AttributeType.STRING },
      sortKey: { name: 'untoldSince', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.progress.addGlobalSecondaryIndex({
      indexName: 'unsettled-index',
      partitionKey: { name: 'unsettled', type: AttributeType.STRING },
      sortKey: { name: 'lookAgainAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.registrations = adopt.registrationsTable
      ? Table.fromTableAttributes(this, 'Registrations', {
          tableName: adopt.registrationsTable,
          tableStreamArn: adopt.registrationsStreamArn,
        })
      : this.#registrationsTable();

    this.profilePictures = this.#bucket('ProfilePictures', adopt.profilePictureBucket);
    if (this.profilePictures instanceof Bucket) sendEvents(this.profilePictures);
    this.badges = this.#bucket('Badges', adopt.badgeBucket, [
      // Sheets can be made again at any time.
      { prefix: 'sheets/', expiration: Duration.days(30) },
    ]);
    this.config = this.#bucket('Config', adopt.configBucket, [
      // Lists can be made again at any time.
      { prefix: 'lists/', expiration: Duration.days(30) },
    ]);

    this.secret = new Secret(this, 'Secret', {
      description: 'Stripe key and webhook secrets, Google service account',
      removalPolicy: dataRemoval(config),
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Stripe and Google keys are rolled at Stripe and Google; two webhook secrets are valid while one is rolled.',
    );
  }

  /** Reads an entry by its id. */
  get readEntries() {
    return this.#on(this.entries, 'ENTRIES_TABLE', 'dynamodb:GetItem');
  }

  /** Makes a write depend on whether an entry is there. */
  get checkEntries() {
    return this.#on(this.entries, 'ENTRIES_TABLE', 'dynamodb:ConditionCheckItem');
  }

  /** Adds entries. */
  get addEntries() {
    return this.#on(this.entries, 'ENTRIES_TABLE', 'dynamodb:PutItem');
  }

  /** Reads what has been done for an entry, and who follows a photo. */
  get readProgress() {
    return this.#on(this.progress, 'PROGRESS_TABLE', 'dynamodb:GetItem');
  }

  /** Marks what has been done for an entry. */
  get markProgress() {
    return this.#on(this.progress, 'PROGRESS_TABLE', 'dynamodb:UpdateItem');
  }

  /** Reads and marks what has been done for an entry. */
  get trackProgress() {
    return this.#on(this.progress, 'PROGRESS_TABLE', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }

  /** Lists the progress of all entries. */
  get listProgress() {
    return this.#on(this.progress, 'PROGRESS_TABLE', 'dynamodb:Scan');
  }

  /** Finds what is still to be reported to the organisers. */
  get findUntold(): Capability<never> {
    return this.#index('untold-index');
  }

  /** Finds payments about which more is expected to happen. */
  get findUnsettled(): Capability<never> {
    return this.#index('unsettled-index');
  }

  /** Queries an index of the progress table. */
  #index(name: string): Capability<never> {
    const index = `${this.progress.tableArn}/index/${name}`;
    return { variables: {}, grantTo: (target) => grant(target, ['dynamodb:Query'], [index]) };
  }

  /** Reads a registration by its key. */
  get readRegistrations() {
    return this.#on(this.registrations, 'DB_TABLE', 'dynamodb:GetItem');
  }

  /** Reads a registration, and notes on it what its badge is, or what its payment amounts to. */
  get noteRegistrations() {
    return this.#on(this.registrations, 'DB_TABLE', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }

  /** Lists all registrations. */
  get listRegistrations() {
    return this.#on(this.registrations, 'DB_TABLE', 'dynamodb:Scan');
  }

  /**
   * Adds registrations, in one transaction with who they are about, and notes on others that they show the same photo.
   * An adopted table is also scanned for what another system has registered.
   */
  get writeRegistrations() {
    return this.#onRegistrationsOfAll('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  }

  /** Reads registrations by their keys, and from an adopted table what another system has registered. */
  get readRegistrationsOfAll() {
    return this.#onRegistrationsOfAll('dynamodb:GetItem');
  }

  #onRegistrationsOfAll(...actions: string[]) {
    const adopted = this.#stage.adopt.registrationsTable !== undefined;
    return together(
      this.#on(this.registrations, 'DB_TABLE', ...actions, ...(adopted ? ['dynamodb:Scan'] : [])),
      settings({ TABLE_ADOPTED: String(adopted) }),
    );
  }

  /** Reads `schools.json`. */
  get readSchools() {
    return this.#in(this.config, 'CONFIG_BUCKET', 'schools.json', 's3:GetObject');
  }

  /** Reads competitors' photos. */
  get readPhotos() {
    return this.#in(this.profilePictures, 'PROFILE_PIC_BUCKET', '*', 's3:GetObject');
  }

  /** Reads badges. */
  get readBadges() {
    return this.#in(this.badges, 'BADGE_BUCKET', '*', 's3:GetObject');
  }

  /** Writes badges, and removes those whose registration is gone; a HEAD request needs the right to read. */
  get writeBadges() {
    const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    return this.#in(this.badges, 'BADGE_BUCKET', '*', ...actions);
  }

  /** Reads what badge sheets are made of. */
  get readSheets() {
    return this.#in(this.badges, 'BADGE_BUCKET', 'sheets/*', 's3:GetObject');
  }

  /** Writes what badge sheets are made of. */
  get writeSheets() {
    return this.#in(this.badges, 'BADGE_BUCKET', 'sheets/*', 's3:PutObject');
  }

  /** Aborts an upload in parts; writing a part needs no more than writing an object. */
  get abortSheetUploads() {
    return this.#in(this.badges, 'BADGE_BUCKET', 'sheets/*', 's3:AbortMultipartUpload');
  }

  /** Reads lists. */
  get readLists() {
    return this.#in(this.config, 'CONFIG_BUCKET', 'lists/*', 's3:GetObject');
  }

  /** Writes lists. */
  get writeLists() {
    return this.#in(this.config, 'CONFIG_BUCKET', 'lists/*', 's3:PutObject');
  }

  get readSecret(): Capability<'SECRET_ID'> {
    const { secretArn } = this.secret;
    return {
      variables: { SECRET_ID: secretArn },
      grantTo: (target) => grant(target, ['secretsmanager:GetSecretValue'], [secretArn]),
    };
  }

  /**
   * Actions on a table, whose name is in the variable.
   * Not `table.grant`, which allows the same actions on every index of the table.
   */
  #on<Name extends string>(table: ITable, variable: Name, ...actions: string[]): Capability<Name> {
    return {
      ...setting(variable, table.tableName),
      grantTo: (target) => grant(target, actions, [table.tableArn]),
    };
  }

  /**
   * Actions on objects of a bucket, whose name is in the variable. What reads them may also list them: without that,
   * S3 answers 403 rather than 404 for an object that does not exist.
   */
  #in<Name extends string>(
    bucket: IBucket,
    variable: Name,
    objects: keyof typeof manyObjects | 'schools.json',
    ...actions: string[]
  ): Capability<Name> {
    const arn = bucket.arnForObjects(objects);
    return {
      ...setting(variable, bucket.bucketName),
      grantTo(target) {
        grant(target, actions, [arn]);
        if (actions.includes('s3:GetObject')) {
          const below = objects.endsWith('/*') ? { StringLike: { 's3:prefix': objects } } : undefined;
          grant(target, ['s3:ListBucket'], [bucket.bucketArn], below);
        }
        if (objects !== 'schools.json') acknowledgeWildcard(target, arn, manyObjects[objects]);
      },
    };
  }

  #table(id: string, props: TableProps): Table {
    return new Table(this, id, {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: this.#protect,
      removalPolicy: dataRemoval(this.#stage),
      ...props,
    });
  }

  #registrationsTable(): Table {
    const table = this.#table('Registrations', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    table.addGlobalSecondaryIndex({
      indexName: 'reg_type-index',
      partitionKey: { name: 'reg_type', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    return table;
  }

  #bucket(id: string, existing: string | undefined, lifecycleRules: LifecycleRule[] = []): IBucket {
    if (existing) return Bucket.fromBucketName(this, id, existing);
    const bucket = new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        ...lifecycleRules,
      ],
      removalPolicy: dataRemoval(this.#stage),
      // CloudFormation does not delete a bucket that holds anything.
      autoDeleteObjects: this.#stage.deleteDataWithStack,
    });
    acknowledge(
      bucket,
      'AwsSolutions-S1',
      "Keys are made of competitors' names (the existing front end's format); access logs would copy them to where nobody deletes them.",
    );
    return bucket;
  }
}

/** Sends EventBridge an event for every object. Set on the resource itself: the CDK's own option adds a Lambda for it. */
function sendEvents(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
