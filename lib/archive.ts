import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as LoadLookup } from '../lambdas/archive/load-lookup/index.ts';
import type { Settings as PlanArchive } from '../lambdas/archive/plan-archive/index.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { together } from './house/capability.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface ArchiveProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/** The state machine that archives registrations, and loads archives into the lookup table. A person starts it. */
export class Archive extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { config, storage, jobSteps }: ArchiveProps) {
    super(scope, id);
    const step = stepsOf(this, 'archive', config);
    const planArchive = step<PlanArchive>('Plan archive', {
      adds: 'plan',
      // The people of many tournaments are in memory at once.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(
        storage.listRegistrations,
        storage.listLookup,
        storage.listProgress,
        storage.files.keepArchive,
        storage.files.readJobs,
        storage.files.writeJobs,
      ),
    });
    const loadLookup = step<LoadLookup>('Load lookup', {
      givesWay: true,
      adds: 'batch',
      timeout: Duration.minutes(2),
      uses: together(storage.loadLookup, storage.files.readJobs),
    });
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-archive`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'jobs/archive',
      plan: planArchive,
      each: batchedWork(this, loadLookup, { size: 100 }),
      atATime: 10,
      finish: jobSteps.finishJob(this),
    });
  }
}
