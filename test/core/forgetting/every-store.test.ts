/** Each store of a stage is a place that is searched for a person, or holds nobody. A new one fails here. */
import { describe, expect, test } from 'vitest';
import {
  type PlaceName,
  placeNames,
  placesInWords,
  whatStays,
} from '../../../core/forgetting/places/place.ts';
import { read, tableOf } from '../../docs/document.ts';
import { template } from '../../docs/stack.ts';
import { permissionsOf } from '../../lib/permissions.ts';

/** What a store has of people: the place where it is searched, or why it is none. */
type Covered = Readonly<Record<string, PlaceName | { nobody: string }>>;

const tables: Covered = {
  Entries: 'records',
  Progress: 'records',
  Registrations: 'records',
  Lookup: 'lookup',
};

/** What Lambdas and state machines write in buckets. */
const objects: Covered = {
  'Badges/*': 'records',
  'Badges/sheets/*': 'jobFiles',
  'Config/lists/*': 'jobFiles',
  'Config/jobs/*': 'jobFiles',
  'Config/exports/*': 'jobFiles',
  'Config/archive/full_lookup.json': 'archive',
  'Config/brackets/draws/*': 'draws',
  'Config/brackets/paper/*': 'draws',
  'Config/brackets/results/*': 'draws',
  'Config/school-names.json': { nobody: 'spellings of schools' },
};

const buckets: Covered = {
  StorageProfilePictures: 'records',
  StorageBadges: 'records',
  StorageConfig: 'jobFiles',
  DataEventsLog: { nobody: 'it stays, and is said to' },
};

const queues: Covered = {
  IntakeProcessing: { nobody: 'a message that comes late is dropped because of the tombstone' },
  IntakeFailedRegistrations: 'deadLetters',
  IntakeFailedStarts: 'deadLetters',
  BadgeRefreshPhotos: { nobody: 'events of the last minutes; one that comes late finds no registration' },
  MailEvents: { nobody: 'events of the last minutes, about mails that came back' },
  MailEventsFailedMailEvents: 'deadLetters',
  BadgeRefreshFailedPhotos: 'deadLetters',
  BadgeRefreshFailedRefreshes: 'deadLetters',
};

/** Items of the progress table that are not about an entry, by the first words of what is kept under them. */
const otherItems: Covered = {
  'person_<hash of name, school, type and birth date>': 'records',
  'photo_<hash of its key>': { nobody: 'ids of entries' },
  'sheet_<hash of its key>': 'drive',
  'list_<hash of the config bucket and the file>': 'drive',
  'folder_<hash of the main folder and of what it is by>': { nobody: 'a folder of a school or an age group' },
  'told <kind> <hour>': { nobody: 'names of executions' },
  digest: { nobody: 'ids of entries' },
  'the id of a PaymentIntent': { nobody: 'the id of an entry' },
  'reconcile <execution>': { nobody: 'ids of a mail' },
  'retention <execution>': { nobody: 'ids of a mail' },
  'archived_<hash of name, birth date and school>': { nobody: 'a tombstone' },
  'the id of a refund, a dispute or an early fraud warning of which no entry is known': { nobody: 'codes' },
  drive_pause: { nobody: 'a time' },
  drive_pace: { nobody: 'a time' },
  mail_pace: { nobody: 'a time' },
  challonge_pace: { nobody: 'a time' },
  challonge_calls: { nobody: 'a count' },
  brackets: { nobody: 'keys of divisions' },
  'brackets_<target>_<hash of the part>': { nobody: 'ids at the target, and hashes of names' },
};

/** Types of resources that keep nothing of people, or only ids. */
const keepNothing = [
  ...['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route'],
  ...[
    'AWS::ApiGatewayV2::Stage',
    // Addresses that take no mail are on a list of the account's, which stays.
    'AWS::SES::ConfigurationSet',
    'AWS::SES::ConfigurationSetEventDestination',
    'AWS::Budgets::Budget',
    'AWS::CloudTrail::Trail',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::Dashboard',
  ],
  ...['AWS::Events::Rule', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role'],
  ...['AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Function'],
  ...['AWS::Lambda::Permission'],
  ...['AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter', 'AWS::S3::BucketPolicy'],
  ...['AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'],
  ...['AWS::Scheduler::Schedule', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine'],
];

const idsOf = (type: string, prefix = '') =>
  Object.keys(template.findResources(type)).map((id) =>
    id.replace(new RegExp(`^${prefix}`), '').replace(/[0-9A-F]{8}$/, ''),
  );

describe('every store is searched for a person, or known to hold nobody:', () => {
  test('tables', () => {
    expect(idsOf('AWS::DynamoDB::Table', 'Storage').sort()).toEqual(Object.keys(tables).sort());
  });

  test('buckets', () => {
    expect(idsOf('AWS::S3::Bucket').sort()).toEqual(Object.keys(buckets).sort());
    expect(whatStays.join()).toContain('CloudTrail');
  });

  test('what is written in buckets', () => {
    const writes = permissionsOf(template).filter(({ action }) => action === 's3:PutObject');
    const written = new Set(
      writes.map(({ on }) => on.replace(/^Config\/jobs\/[\w-]+\/\*$/, 'Config/jobs/*')),
    );
    expect([...written].sort()).toEqual(Object.keys(objects).sort());
  });

  test('queues', () => {
    expect(idsOf('AWS::SQS::Queue').sort()).toEqual(Object.keys(queues).sort());
  });

  test('items of the progress table', () => {
    const listed = tableOf(read('docs/architecture.md'), 'key', 'what it holds').map(([key = '']) =>
      key.replaceAll('`', ''),
    );
    expect(listed.sort()).toEqual(Object.keys(otherItems).sort());
  });

  test('kinds of resources', () => {
    const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
    const stores = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue'];
    const known = [...stores, ...keepNothing];
    const kinds = new Set(Object.values(Resources).map(({ Type }) => Type));
    expect([...kinds].filter((kind) => !known.includes(kind))).toEqual([]);
  });
});

describe('docs/forgetting.md', () => {
  const text = read('docs/forgetting.md');

  test('says of every place what is found there', () => {
    const listed = tableOf(text, 'place', 'what is found there', 'what becomes of it').map(
      ([place]) => place,
    );
    expect(listed).toEqual(placeNames.map((name) => placesInWords[name].title));
  });

  test('says what stays, as the command does', () => {
    const flowing = text.replaceAll(/\s+/g, ' ');
    for (const one of whatStays) expect(flowing).toContain(one);
  });
});
