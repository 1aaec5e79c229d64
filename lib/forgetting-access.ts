/** What it takes to find what a stage has of people, and to forget it. */
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { driveFolder, driveRate } from '../lambdas/runtime/settings.ts';
import { type Capability, grant, settings, together } from './house/capability.ts';
import { onTable } from './house/data-table.ts';
import { acknowledgeWildcard } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

/** Of the config bucket, what is written about people. */
const aboutPeople = [
  'jobs/*',
  'lists/*',
  'exports/*',
  'brackets/draws/*',
  'brackets/paper/*',
  'brackets/results/*',
  'archive/full_lookup.json',
];

/** Where people are, without the right to change anything but which key a registration has. */
export function findPeople(config: StageConfig, storage: Storage) {
  const { entries, registrations, progress, lookup, profilePictures, badges, config: files } = storage;
  return together(
    onTable(entries, 'ENTRIES_TABLE', 'dynamodb:Scan'),
    onTable(registrations, 'DB_TABLE', 'dynamodb:Scan'),
    onTable(progress, 'PROGRESS_TABLE', 'dynamodb:Scan', 'dynamodb:UpdateItem'),
    onTable(lookup, 'LOOKUP_TABLE', 'dynamodb:Scan'),
    settings({ PROFILE_PIC_BUCKET: profilePictures.bucketName, BADGE_BUCKET: badges.bucketName }),
    versionsOf(profilePictures),
    versionsOf(badges),
    // The hashes of people, once they are of no use.
    versionsOf(files, 'jobs/retention/people.json'),
    storage.files.readArchive,
    storage.files.readJobs,
    storage.files.writeJobs,
    settings(driveFolder.fromStage(config)),
  );
}

/** Deletes what a stage has of people, for good: items, rows, and objects with all their versions. */
export function forgetPeople(config: StageConfig, storage: Storage) {
  const { entries, registrations, progress, lookup, profilePictures, badges, config: files } = storage;
  const inPart = ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
  return together(
    onTable(entries, 'ENTRIES_TABLE', ...inPart),
    onTable(registrations, 'DB_TABLE', ...inPart),
    onTable(progress, 'PROGRESS_TABLE', ...inPart),
    onTable(lookup, 'LOOKUP_TABLE', 'dynamodb:Scan', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'),
    settings({ PROFILE_PIC_BUCKET: profilePictures.bucketName, BADGE_BUCKET: badges.bucketName }),
    versionsOf(profilePictures, '*'),
    versionsOf(badges, '*'),
    versionsOf(files, ...aboutPeople),
    storage.files.keepArchive,
    storage.files.readJobs,
    settings(driveFolder.fromStage(config)),
    settings(driveRate.fromStage(config)),
    config.drive ? storage.readSecret : settings({ SECRET_ID: undefined }),
  );
}

/** Lists the versions of a bucket's objects, and deletes those of some objects. */
export function versionsOf(bucket: IBucket, ...objects: readonly string[]): Capability<never> {
  return {
    variables: {},
    grantTo(target) {
      grant(target, ['s3:ListBucketVersions'], [bucket.bucketArn]);
      const arns = objects.map((pattern) => bucket.arnForObjects(pattern));
      if (arns.length > 0) grant(target, ['s3:DeleteObjectVersion'], arns);
      for (const arn of arns.filter((one) => one.endsWith('*'))) {
        acknowledgeWildcard(target, arn, 'Whatever is of a person who is forgotten.');
      }
    },
  };
}
