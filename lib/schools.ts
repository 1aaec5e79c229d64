import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as PlanSchools } from '../lambdas/schools/plan-schools/index.ts';
import type { Settings as RenameSchools } from '../lambdas/schools/rename-schools/index.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { type Capability, settings, together } from './house/capability.ts';
import { startExecutions } from './house/workflow-machine.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface SchoolsProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
  badgeRefresh: StateMachine | undefined;
}

/** The state machine that proposes canonical names of schools, and renames what a person has approved. */
export class Schools extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { config, storage, jobSteps, badgeRefresh }: SchoolsProps) {
    super(scope, id);
    const step = stepsOf(this, 'schools', config);
    const planSchools = step<PlanSchools>('Plan schools', {
      adds: 'plan',
      // Comparing names is all computation.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(
        storage.listRegistrations,
        storage.files.readSchools,
        storage.files.keepSchoolNames,
        storage.files.readJobs,
        storage.files.writeJobs,
      ),
    });
    const renameSchools = step<RenameSchools>('Rename schools', {
      givesWay: true,
      adds: 'batch',
      timeout: Duration.minutes(2),
      uses: together(
        storage.noteRegistrations,
        storage.trackProgress,
        storage.files.readJobs,
        this.#refreshBadges(storage, badgeRefresh),
      ),
    });
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-schools`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'jobs/schools',
      plan: planSchools,
      each: batchedWork(this, renameSchools, { size: 50 }),
      atATime: 5,
      finish: jobSteps.finishJob(this),
    });
  }

  /** Where the table has no stream, nothing else has badges drawn again. */
  #refreshBadges(storage: Storage, badgeRefresh: StateMachine | undefined): Capability<'STATE_MACHINE_ARN'> {
    return badgeRefresh && !storage.registrations.tableStreamArn
      ? startExecutions(badgeRefresh)
      : settings({ STATE_MACHINE_ARN: undefined });
  }
}
