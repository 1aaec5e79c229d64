import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Settings as PlanBrackets } from '../lambdas/brackets/plan-brackets/index.ts';
import type { Settings as PlanPublication } from '../lambdas/brackets/plan-publication/index.ts';
import type { Settings as PublishParts } from '../lambdas/brackets/publish-parts/index.ts';
import { draw } from '../lambdas/runtime/bracket-settings.ts';
import { timeZone } from '../lambdas/runtime/settings.ts';
import { BracketResults } from './bracket-results.ts';
import { computeTargets, publishOnPaper, reachTargets } from './capabilities.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { workflowMachine } from './house/workflow-machine.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';
import type { BulkJobs } from './workflow-alarms.ts';

interface BracketsProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/** The state machines about brackets. A person starts each. */
export class Brackets extends Construct {
  /** By the names of their alarms and outputs. */
  readonly stateMachines: BulkJobs;

  constructor(scope: Construct, id: string, props: BracketsProps) {
    super(scope, id);
    this.stateMachines = {
      PlanBrackets: planBrackets(new Construct(this, 'Plan'), props),
      PublishBrackets: publishBrackets(new Construct(this, 'Publish'), props),
      BracketResults: new BracketResults(this, 'Results', props).stateMachine,
    };
  }
}

/** Plans a draw, and publishes nothing. */
function planBrackets(scope: Construct, { config, storage }: BracketsProps) {
  const step = stepsOf(scope, 'brackets', config);
  return workflowMachine(scope, {
    stateMachineName: `tkd-registration-${config.stage}-plan-brackets`,
    timeout: Duration.days(1),
    definition: step<PlanBrackets>('Plan brackets', {
      adds: 'plan',
      // A draw of thousands is all computation.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(
        storage.listRegistrations,
        storage.listProgress,
        storage.readProgress,
        storage.files.readWeightClasses,
        storage.files.readBrackets,
        storage.files.writeDraws,
        computeTargets(config),
        settings(timeZone.fromStage(config)),
        settings(draw.fromStage(config)),
      ),
    }),
  });
}

/** Publishes a draw that was planned, or starts divisions of the one that is published. */
function publishBrackets(scope: Construct, { config, storage, jobSteps }: BracketsProps) {
  const step = stepsOf(scope, 'brackets', config);
  return bulkJob(scope, {
    stateMachineName: `tkd-registration-${config.stage}-publish-brackets`,
    timeout: Duration.days(1),
    bucket: storage.config,
    prefix: 'jobs/publish-brackets',
    plan: step<PlanPublication>('Plan publication', {
      adds: 'plan',
      // As the plan itself.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(
        reachTargets(config, storage),
        storage.files.writeDraws,
        storage.listRegistrations,
        storage.listProgress,
        storage.files.readWeightClasses,
        storage.files.writeJobs,
        settings(draw.fromStage(config)),
      ),
    }),
    each: batchedWork(
      scope,
      step<PublishParts>('Publish parts', {
        givesWay: true,
        adds: 'batch',
        memorySize: 1769,
        timeout: Duration.minutes(3),
        bundle: drawingBundle(config),
        processVariables: imageMemory,
        uses: together(reachTargets(config, storage), publishOnPaper(config, storage)),
      }),
      { size: 10 },
    ),
    // Challonge takes one call after the other, at a pace that one batch keeps up with.
    atATime: 1,
    finish: jobSteps.finishJob(scope),
  });
}
