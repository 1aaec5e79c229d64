import { Duration } from 'aws-cdk-lib';
import { Chain, Errors, JsonPath, type StateMachine, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Settings as PlanRegeneration } from '../lambdas/regenerate/plan-regeneration/index.ts';
import type { Settings as RegenerateBadges } from '../lambdas/regenerate/regenerate-badges/index.ts';
import { drawing } from '../lambdas/runtime/settings.ts';
import { drawBadges } from './capabilities.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import { logoFileOf } from './stage-logo.ts';
import type { Storage } from './storage.ts';

interface RegenerateProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
  /** Brings the copies in Drive up to date; undefined in a stage without a folder there. */
  driveSync: StateMachine | undefined;
}

/** The state machine that brings badges in line with their registrations. A person starts it. */
export class Regenerate extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { config, storage, jobSteps, driveSync }: RegenerateProps) {
    super(scope, id);
    const step = stepsOf(this, 'regenerate', config);
    const bundle = drawingBundle(config, logoFileOf(config));
    const regenerateBadges = step<RegenerateBadges>('Regenerate badges', {
      givesWay: true,
      adds: 'batch',
      // As for Render badge.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      bundle,
      processVariables: imageMemory,
      uses: together(drawBadges(config, storage), storage.readProgress, storage.files.readJobs),
    });
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-regenerate`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'jobs/regenerate',
      plan: step<PlanRegeneration>('Plan regeneration', {
        adds: 'plan',
        // Hashes of thousands are all computation.
        memorySize: 1769,
        timeout: Duration.minutes(5),
        // For the logo, which is part of what a badge is drawn from.
        bundle,
        uses: together(
          storage.listRegistrations,
          storage.listProgress,
          storage.listPhotos,
          storage.readBadges,
          storage.files.writeJobs,
          settings(drawing.fromStage(config)),
        ),
      }),
      each: batchedWork(this, regenerateBadges, { size: 25 }),
      // A new AWS account runs ten Lambdas at once: some are left for registrations.
      atATime: 5,
      finish: jobSteps.finishJob(this),
      afterwards: driveSync && Chain.start(this.#startSync(driveSync)),
    });
  }

  /** Copies follow at Drive's pace: that takes longer than drawing, and is not waited for. */
  #startSync(driveSync: StateMachine): StepFunctionsStartExecution {
    const start = new StepFunctionsStartExecution(this, 'Start Drive sync', {
      stateMachine: driveSync,
      input: TaskInput.fromObject({}),
      resultSelector: { execution: JsonPath.stringAt('$.ExecutionArn') },
      resultPath: '$.sync',
    });
    // A sync that is started twice does everything once.
    start.addRetry({ errors: [Errors.ALL], interval: Duration.seconds(2), maxAttempts: 6 });
    return start;
  }
}
