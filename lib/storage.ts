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
import { type Capability, grant } from './house/capability.ts';
import { dataRemoval } from './house/data-removal.ts';
import { acknowledge, acknowledgeWildcard } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';

const objectWildcard = 'Any photo or badge of this one bucket: which one, the entry says.';

interface StorageProps {
  config: StageConfig;
  /** Whether tables refuse to be deleted, by hand too. */
  protect: boolean;
}

/** The stage's tables, buckets and secret; adopts by name what the stage says exists. */
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
    this.registrations = adopt.registrationsTable
      ? Table.fromTableAttributes(this, 'Registrations', {
          tableName: adopt.registrationsTable,
          tableStreamArn: adopt.registrationsStreamArn,
        })
      : this.#registrationsTable();

    this.profilePictures = this.#bucket('ProfilePictures', adopt.profilePictureBucket);
    if (this.profilePictures instanceof Bucket) sendEvents(this.profilePictures);
    this.badges = this.#bucket('Badges', adopt.badgeBucket, [
      // Sheets are made anew whenever somebody asks for them.
      { prefix: 'sheets/', expiration: Duration.days(30) },
    ]);
    this.config = this.#bucket('Config', adopt.configBucket);

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
  readonly readEntries: Capability = (target) => {
    grant(target, ['dynamodb:GetItem'], [this.entries.tableArn]);
    target.addEnvironment('ENTRIES_TABLE', this.entries.tableName);
  };

  /** Makes a write depend on whether an entry is there. */
  readonly checkEntries: Capability = (target) => {
    grant(target, ['dynamodb:ConditionCheckItem'], [this.entries.tableArn]);
    target.addEnvironment('ENTRIES_TABLE', this.entries.tableName);
  };

  /** Adds entries. */
  readonly addEntries: Capability = (target) => {
    grant(target, ['dynamodb:PutItem'], [this.entries.tableArn]);
    target.addEnvironment('ENTRIES_TABLE', this.entries.tableName);
  };

  /** Reads what has been done for an entry, and who follows a photo. */
  readonly readProgress: Capability = (target) => {
    grant(target, ['dynamodb:GetItem'], [this.progress.tableArn]);
    target.addEnvironment('PROGRESS_TABLE', this.progress.tableName);
  };

  /** Marks what has been done for an entry. */
  readonly markProgress: Capability = (target) => {
    grant(target, ['dynamodb:UpdateItem'], [this.progress.tableArn]);
    target.addEnvironment('PROGRESS_TABLE', this.progress.tableName);
  };

  /** Finds what is still to be told to the organisers. */
  readonly findUntold: Capability = (target) => {
    grant(target, ['dynamodb:Query'], [`${this.progress.tableArn}/index/untold-index`]);
  };

  /** Reads and marks what has been done for an entry. */
  readonly trackProgress: Capability = (target) => {
    grant(target, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.progress.tableArn]);
    target.addEnvironment('PROGRESS_TABLE', this.progress.tableName);
  };

  /** Reads a registration, and notes on it what its badge is. */
  readonly noteBadges: Capability = (target) => {
    grant(target, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.registrations.tableArn]);
    target.addEnvironment('DB_TABLE', this.registrations.tableName);
  };

  /** Reads a registration by its key. */
  readonly readRegistrations: Capability = (target) => {
    grant(target, ['dynamodb:GetItem'], [this.registrations.tableArn]);
    target.addEnvironment('DB_TABLE', this.registrations.tableName);
  };

  /**
   * Adds registrations, in one transaction with who they are about, and notes on others that they show the same photo.
   * An adopted table is read whole for what another system has registered.
   */
  readonly writeRegistrations: Capability = (target) => {
    const adopted = this.#stage.adopt.registrationsTable !== undefined;
    const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    grant(target, [...actions, ...(adopted ? ['dynamodb:Scan'] : [])], [this.registrations.tableArn]);
    target.addEnvironment('DB_TABLE', this.registrations.tableName);
    target.addEnvironment('TABLE_ADOPTED', String(adopted));
  };

  /** Reads `schools.json`. Listing is what makes S3 answer 404 rather than 403 where there is none. */
  readonly readSchools: Capability = (target) => {
    grant(target, ['s3:GetObject'], [this.config.arnForObjects('schools.json')]);
    grant(target, ['s3:ListBucket'], [this.config.bucketArn]);
    target.addEnvironment('CONFIG_BUCKET', this.config.bucketName);
  };

  /** Reads competitors' photos; listing as in `readSchools`. */
  readonly readPhotos: Capability = (target) => {
    grant(target, ['s3:GetObject'], [this.profilePictures.arnForObjects('*')]);
    grant(target, ['s3:ListBucket'], [this.profilePictures.bucketArn]);
    target.addEnvironment('PROFILE_PIC_BUCKET', this.profilePictures.bucketName);
    acknowledgeWildcard(target, this.profilePictures.arnForObjects('*'), objectWildcard);
  };

  /** Writes badges, and removes those whose registration is gone; reading and listing are what a HEAD takes. */
  readonly writeBadges: Capability = (target) => {
    grant(target, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [this.badges.arnForObjects('*')]);
    grant(target, ['s3:ListBucket'], [this.badges.bucketArn]);
    target.addEnvironment('BADGE_BUCKET', this.badges.bucketName);
    acknowledgeWildcard(target, this.badges.arnForObjects('*'), objectWildcard);
  };

  /** Reads badges; listing as in `readSchools`. */
  readonly readBadges: Capability = (target) => {
    grant(target, ['s3:GetObject'], [this.badges.arnForObjects('*')]);
    grant(target, ['s3:ListBucket'], [this.badges.bucketArn]);
    target.addEnvironment('BADGE_BUCKET', this.badges.bucketName);
    acknowledgeWildcard(target, this.badges.arnForObjects('*'), objectWildcard);
  };

  /** Lists all registrations. */
  readonly listRegistrations: Capability = (target) => {
    grant(target, ['dynamodb:Scan'], [this.registrations.tableArn]);
    target.addEnvironment('DB_TABLE', this.registrations.tableName);
  };

  /** Lists the progress of all entries. */
  readonly listProgress: Capability = (target) => {
    grant(target, ['dynamodb:Scan'], [this.progress.tableArn]);
    target.addEnvironment('PROGRESS_TABLE', this.progress.tableName);
  };

  /** Writes what badge sheets are made of. */
  readonly writeSheets: Capability = (target) => {
    grant(target, ['s3:PutObject'], [this.badges.arnForObjects('sheets/*')]);
    target.addEnvironment('BADGE_BUCKET', this.badges.bucketName);
    acknowledgeWildcard(target, this.badges.arnForObjects('sheets/*'), 'Any file of badge sheets.');
  };

  /** Gives up a file that goes up in parts; a part is written as an object is. */
  readonly abortSheetUploads: Capability = (target) => {
    grant(target, ['s3:AbortMultipartUpload'], [this.badges.arnForObjects('sheets/*')]);
    acknowledgeWildcard(target, this.badges.arnForObjects('sheets/*'), 'Any file of badge sheets.');
  };

  /** Reads what badge sheets are made of; listing as in `readSchools`, of nothing else. */
  readonly readSheets: Capability = (target) => {
    grant(target, ['s3:GetObject'], [this.badges.arnForObjects('sheets/*')]);
    grant(target, ['s3:ListBucket'], [this.badges.bucketArn], { StringLike: { 's3:prefix': 'sheets/*' } });
    target.addEnvironment('BADGE_BUCKET', this.badges.bucketName);
    acknowledgeWildcard(target, this.badges.arnForObjects('sheets/*'), 'Any file of badge sheets.');
  };

  readonly readSecret: Capability = (target) => {
    grant(target, ['secretsmanager:GetSecretValue'], [this.secret.secretArn]);
    target.addEnvironment('SECRET_ID', this.secret.secretArn);
  };

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
      // CloudFormation deletes no bucket that holds anything.
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

/** Lets EventBridge know of every object; set on the resource itself, where the CDK would add a Lambda that sets it. */
function sendEvents(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
