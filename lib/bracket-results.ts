import { Duration } from 'aws-cdk-lib';
import { Chain, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as MakeMedals } from '../lambdas/brackets/make-medals/index.ts';
import type { Settings as PlanResults } from '../lambdas/brackets/plan-results/index.ts';
import type { Settings as ReadResults } from '../lambdas/brackets/read-results/index.ts';
import { timeZone } from '../lambdas/runtime/settings.ts';
import { computeTargets, reachTargets } from './capabilities.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { stepsOf, type WorkflowStep } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface BracketResultsProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/** The state machine that reads who has won, and makes the medals. A person starts it. */
export class BracketResults extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: BracketResultsProps) {
    super(scope, id);
    const { config, storage, jobSteps } = props;
    const { planResults, readResults, makeMedals } = resultSteps(this, props);
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-bracket-results`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'jobs/bracket-results',
      plan: planResults,
      each: batchedWork(this, readResults, { size: 25 }),
      // The pace of calls is one for all Lambdas: two batches would not be done sooner.
      atATime: 1,
      finish: jobSteps.finishJob(this),
      afterwards: this.#medals(makeMedals, jobSteps),
      // Ties are broken after the last match.
      alwaysAfterwards: true,
    });
  }

  #medals(makeMedals: WorkflowStep, jobSteps: JobSteps): Chain {
    const push = (what: string, reads: string) =>
      jobSteps.pushFileToDrive(this, `Push ${what} to Drive`, `$.medals.${reads}`) ?? [];
    return [push('medals', 'medals'), push('medals by school', 'schools'), push('page of medals', 'page')]
      .flat()
      .reduce((chain, step) => chain.next(step), Chain.start(makeMedals));
  }
}

function resultSteps(scope: Construct, { config, storage }: BracketResultsProps) {
  const step = stepsOf(scope, 'brackets', config);
  return {
    planResults: step<PlanResults>('Plan results', {
      adds: 'plan',
      timeout: Duration.minutes(2),
      uses: together(
        computeTargets(config),
        storage.readProgress,
        storage.listProgress,
        storage.files.readBrackets,
        storage.files.writeJobs,
      ),
    }),
    readResults: step<ReadResults>('Read results', {
      givesWay: true,
      adds: 'batch',
      timeout: Duration.minutes(2),
      uses: together(reachTargets(config, storage), storage.files.writeBracketResults),
    }),
    makeMedals: step<MakeMedals>('Make medals', {
      adds: 'medals',
      timeout: Duration.minutes(2),
      uses: together(
        computeTargets(config),
        storage.readProgress,
        storage.listProgress,
        storage.files.readBrackets,
        storage.files.writeBracketResults,
        settings(timeZone.fromStage(config)),
      ),
    }),
  };
}
