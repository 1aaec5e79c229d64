import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as PlanSync } from '../lambdas/drive-sync/plan-sync/index.ts';
import type { Settings as SyncFiles } from '../lambdas/drive-sync/sync-files/index.ts';
import { badgeFolders } from '../lambdas/runtime/settings.ts';
import { useDrive } from './capabilities.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface DriveSyncProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/** The state machine that makes the folder in Drive equal to the badge bucket. A person starts it. */
export class DriveSync extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { config, storage, jobSteps }: DriveSyncProps) {
    super(scope, id);
    const step = stepsOf(this, 'drive-sync', config);
    const both = together(useDrive(config, storage), settings(badgeFolders.fromStage(config)));
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-drive-sync`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'jobs/drive-sync',
      plan: step<PlanSync>('Plan sync', {
        adds: 'plan',
        // Everybody's registration and progress are in memory at once.
        memorySize: 1024,
        timeout: Duration.minutes(10),
        uses: together(
          ...[both, storage.listBadges, storage.listRegistrations, storage.listProgress],
          storage.files.writeJobs,
        ),
      }),
      each: batchedWork(
        this,
        step<SyncFiles>('Sync files', {
          givesWay: true,
          adds: 'batch',
          timeout: Duration.minutes(5),
          uses: together(both, storage.readBadges, storage.readRegistrations),
        }),
        { size: 25 },
      ),
      // Of the second that a file takes, most are reads: four at once keep up with three writes a second.
      atATime: 4,
      finish: jobSteps.finishJob(this),
    });
  }
}
