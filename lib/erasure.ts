import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as ErasePlaces } from '../lambdas/erase/erase-places/index.ts';
import type { Settings as PlanErasure } from '../lambdas/erase/plan-erasure/index.ts';
import { challonge } from '../lambdas/runtime/bracket-settings.ts';
import { driveFolder, driveRate } from '../lambdas/runtime/settings.ts';
import { versionsOf } from './forgetting-access.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { type Capability, grant, setting, settings, together } from './house/capability.ts';
import { inBucket } from './house/data-bucket.ts';
import { onTable } from './house/data-table.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface ErasureProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
  /** Every queue of what could not be handled. */
  deadLetterQueues: readonly IQueue[];
}

/** Files of the config bucket, and of the badge bucket, that show people and are no badges. */
const written = {
  lists: { objects: 'lists/*', why: 'Any list may show the person.' },
  exports: { objects: 'exports/*', why: 'Any copy for a family may be the person’s.' },
  jobs: { objects: 'jobs/*', why: 'Any file of a job may show the person.' },
  brackets: { objects: 'brackets/*', why: 'Any draw may show the person.' },
  archive: { objects: 'archive/full_lookup.json' },
};

/**
 * The state machine that finds everything kept of a person, copies it for the family, or erases it. A person starts it. It is
 * the only one, beside what forgets in time, that may delete from a table or delete earlier versions.
 */
export class Erasure extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ErasureProps) {
    super(scope, id);
    const { config, storage, jobSteps } = props;
    const step = stepsOf(this, 'erase', config);
    // Every list and file of a job is read, and the ZIP for the family is made in memory.
    const common = { memorySize: 1769, timeout: Duration.minutes(15) };
    const planErasure = step<PlanErasure>('Plan erasure', {
      ...common,
      adds: 'plan',
      uses: together(
        lookEverywhere(props),
        storage.readPhotos,
        storage.readBadges,
        storage.files.writeJobs,
        inBucket(storage.config, 'CONFIG_BUCKET', written.exports, 's3:PutObject'),
        versionsOf(storage.config, written.exports.objects),
      ),
    });
    const erasePlaces = step<ErasePlaces>('Erase places', {
      givesWay: true,
      ...common,
      adds: 'batch',
      uses: together(lookEverywhere(props), eraseEverywhere(props)),
    });
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-erase`,
      timeout: Duration.days(2),
      bucket: storage.config,
      prefix: 'jobs/erase',
      plan: planErasure,
      // All places of a person, one after the other.
      each: batchedWork(this, erasePlaces, { size: 20 }),
      atATime: 1,
      finish: jobSteps.finishJob(this),
    });
  }
}

/** Finds what is kept of a person in every place. */
function lookEverywhere({ config, storage, deadLetterQueues }: ErasureProps) {
  const { entries, registrations, lookup, progress, profilePictures, badges, config: files } = storage;
  return together(
    onTable(entries, 'ENTRIES_TABLE', 'dynamodb:GetItem', 'dynamodb:Scan'),
    onTable(registrations, 'DB_TABLE', 'dynamodb:GetItem', 'dynamodb:Scan'),
    onTable(lookup, 'LOOKUP_TABLE', 'dynamodb:Scan'),
    onTable(progress, 'PROGRESS_TABLE', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'),
    setting('PROFILE_PIC_BUCKET', profilePictures.bucketName),
    storage.readSheets,
    ...Object.values(written).map((which) => inBucket(files, 'CONFIG_BUCKET', which, 's3:GetObject')),
    ...[profilePictures, badges, files].map((bucket) => versionsOf(bucket)),
    inDeadLetters(deadLetterQueues, 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'),
    settings(challonge.fromStage(config)),
    settings(driveFolder.fromStage(config)),
    settings(driveRate.fromStage(config)),
    config.drive || config.challonge ? storage.readSecret : settings({ SECRET_ID: undefined }),
  );
}

/** Erases it. The draw in force and the archive are written once more without the person. */
function eraseEverywhere({ storage, deadLetterQueues }: ErasureProps) {
  const { entries, registrations, lookup, progress, profilePictures, badges, config: files } = storage;
  return together(
    onTable(entries, 'ENTRIES_TABLE', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'),
    onTable(registrations, 'DB_TABLE', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'),
    onTable(lookup, 'LOOKUP_TABLE', 'dynamodb:DeleteItem'),
    onTable(progress, 'PROGRESS_TABLE', 'dynamodb:DeleteItem'),
    ...[profilePictures, badges].map((bucket) => versionsOf(bucket, '*')),
    versionsOf(files, ...Object.values(written).map(({ objects }) => objects)),
    storage.files.writeDraws,
    inBucket(files, 'CONFIG_BUCKET', written.archive, 's3:PutObject'),
    inDeadLetters(deadLetterQueues, 'sqs:DeleteMessage'),
  );
}

function inDeadLetters(queues: readonly IQueue[], ...actions: string[]): Capability<'DEAD_LETTERS'> {
  return {
    variables: { DEAD_LETTERS: queues.map(({ queueUrl }) => queueUrl).join(',') },
    grantTo: (target) =>
      grant(
        target,
        actions,
        queues.map(({ queueArn }) => queueArn),
      ),
  };
}
