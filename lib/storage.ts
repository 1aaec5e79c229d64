import { Duration } from 'aws-cdk-lib';
import { AttributeType, type ITable, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { ConfigFiles } from './config-files.ts';
import { type Capability, grant, settings, together } from './house/capability.ts';
import { dataBucket, inBucket, listing, sendEvents } from './house/data-bucket.ts';
import { dataRemoval } from './house/data-removal.ts';
import { dataTable, onTable } from './house/data-table.ts';
import { acknowledge } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';

/** Which objects a Lambda may reach, and why more than one. */
const anyImage = { objects: '*', why: 'Any photo or badge of this one bucket: which one, the entry says.' };
const sheetFiles = { objects: 'sheets/*', why: 'Any file of badge sheets.' };

interface StorageProps {
  config: StageConfig;
  /** Whether tables refuse to be deleted, by hand too. */
  protect: boolean;
}

/**
 * The stage's tables, buckets and secret, and what its mails are sent with. What the stage says exists already is adopted
 * by its name.
 */
export class Storage extends Construct {
  readonly entries: Table;
  readonly progress: Table;
  readonly registrations: ITable;
  /** People of earlier tournaments, for the form's autofill. */
  readonly lookup: ITable;
  readonly profilePictures: IBucket;
  readonly badges: IBucket;
  readonly config: IBucket;
  /** What is in that bucket. */
  readonly files: ConfigFiles;
  /** `{"stripe": {"apiKey", "webhookSecrets"}, "google": {"serviceAccount"}}`; its value is put in by hand after the first deployment. */
  readonly secret: Secret;
  /** Mails to an address that has not taken one, or whose owner has complained, are suppressed. */
  readonly configurationSet: ConfigurationSet;
  readonly #stage: StageConfig;

  constructor(scope: Construct, id: string, { config, protect }: StorageProps) {
    super(scope, id);
    this.#stage = config;
    const { adopt } = config;
    const kept = { config, protect };

    this.entries = dataTable(this, 'Entries', {
      ...kept,
      partitionKey: { name: 'entryId', type: AttributeType.STRING },
      stream: StreamViewType.NEW_IMAGE,
    });
    this.progress = dataTable(this, 'Progress', {
      ...kept,
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
      : this.#registrationsTable(kept);
    this.lookup = adopt.lookupTable
      ? Table.fromTableName(this, 'Lookup', adopt.lookupTable)
      : this.#lookupTable(kept);

    this.profilePictures = dataBucket(this, 'ProfilePictures', {
      config,
      existing: adopt.profilePictureBucket,
    });
    if (this.profilePictures instanceof Bucket) sendEvents(this.profilePictures);
    this.badges = dataBucket(this, 'Badges', {
      config,
      existing: adopt.badgeBucket,
      lifecycleRules: [
        // Sheets can be made again at any time.
        { prefix: 'sheets/', expiration: Duration.days(30) },
      ],
    });
    this.config = dataBucket(this, 'Config', {
      config,
      existing: adopt.configBucket,
      lifecycleRules: [
        // Lists can be made again, and bulk jobs started again, at any time.
        { prefix: 'lists/', expiration: Duration.days(30) },
        { prefix: 'jobs/', expiration: Duration.days(30) },
        // Copies for families are fetched at once.
        {
          prefix: 'exports/',
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    this.files = new ConfigFiles(this.config);

    this.secret = new Secret(this, 'Secret', {
      description: 'Stripe key and webhook secrets, Google service account',
      removalPolicy: dataRemoval(config),
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Stripe and Google keys are rolled at Stripe and Google; two webhook secrets are valid while one is rolled.',
    );
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: `tkd-registration-${config.stage}`,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
  }

  /** Reads an entry by its id. */
  get readEntries() {
    return onTable(this.entries, 'ENTRIES_TABLE', 'dynamodb:GetItem');
  }

  /** Makes a write depend on whether an entry is there. */
  get checkEntries() {
    return onTable(this.entries, 'ENTRIES_TABLE', 'dynamodb:ConditionCheckItem');
  }

  /** Adds entries. */
  get addEntries() {
    return onTable(this.entries, 'ENTRIES_TABLE', 'dynamodb:PutItem');
  }

  /** Reads what has been done for an entry, and who follows a photo. */
  get readProgress() {
    return onTable(this.progress, 'PROGRESS_TABLE', 'dynamodb:GetItem');
  }

  /** Marks what has been done for an entry. */
  get markProgress() {
    return onTable(this.progress, 'PROGRESS_TABLE', 'dynamodb:UpdateItem');
  }

  /** Reads and marks what has been done for an entry. */
  get trackProgress() {
    return onTable(this.progress, 'PROGRESS_TABLE', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }

  /** Lists the progress of all entries. */
  get listProgress() {
    return onTable(this.progress, 'PROGRESS_TABLE', 'dynamodb:Scan');
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
    return onTable(this.registrations, 'DB_TABLE', 'dynamodb:GetItem');
  }

  /** Reads a registration, and notes on it what its badge is, or what its payment amounts to. */
  get noteRegistrations() {
    return onTable(this.registrations, 'DB_TABLE', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }

  /** Lists all registrations. */
  get listRegistrations() {
    return onTable(this.registrations, 'DB_TABLE', 'dynamodb:Scan');
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
      onTable(this.registrations, 'DB_TABLE', ...actions, ...(adopted ? ['dynamodb:Scan'] : [])),
      settings({ TABLE_ADOPTED: String(adopted) }),
    );
  }

  /** Lists the lookup table. */
  get listLookup() {
    return onTable(this.lookup, 'LOOKUP_TABLE', 'dynamodb:Scan');
  }

  /** Puts people into the lookup table. */
  get loadLookup() {
    return onTable(this.lookup, 'LOOKUP_TABLE', 'dynamodb:PutItem');
  }

  /** Reads competitors' photos. */
  get readPhotos() {
    return inBucket(this.profilePictures, 'PROFILE_PIC_BUCKET', anyImage, 's3:GetObject');
  }

  /** Lists competitors' photos, and reads none. */
  get listPhotos() {
    return listing(this.profilePictures, 'PROFILE_PIC_BUCKET');
  }

  /** Lists badges, and reads none. */
  get listBadges() {
    return listing(this.badges, 'BADGE_BUCKET');
  }

  /** Reads badges. */
  get readBadges() {
    return inBucket(this.badges, 'BADGE_BUCKET', anyImage, 's3:GetObject');
  }

  /** Writes badges, and removes those whose registration is gone; a HEAD request needs the right to read. */
  get writeBadges() {
    const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    return inBucket(this.badges, 'BADGE_BUCKET', anyImage, ...actions);
  }

  /** Reads what badge sheets are made of. */
  get readSheets() {
    return inBucket(this.badges, 'BADGE_BUCKET', sheetFiles, 's3:GetObject');
  }

  /** Writes what badge sheets are made of. */
  get writeSheets() {
    return inBucket(this.badges, 'BADGE_BUCKET', sheetFiles, 's3:PutObject');
  }

  /** Aborts an upload in parts; writing a part needs no more than writing an object. */
  get abortSheetUploads() {
    return inBucket(this.badges, 'BADGE_BUCKET', sheetFiles, 's3:AbortMultipartUpload');
  }

  get readSecret(): Capability<'SECRET_ID'> {
    const { secretArn } = this.secret;
    return {
      variables: { SECRET_ID: secretArn },
      grantTo: (target) => grant(target, ['secretsmanager:GetSecretValue'], [secretArn]),
    };
  }

  #registrationsTable(kept: StorageProps): Table {
    const table = dataTable(this, 'Registrations', {
      ...kept,
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

  #lookupTable(kept: StorageProps): Table {
    const table = dataTable(this, 'Lookup', {
      ...kept,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
    });
    table.addGlobalSecondaryIndex({
      indexName: 'email-index',
      partitionKey: { name: 'email', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    return table;
  }
}
