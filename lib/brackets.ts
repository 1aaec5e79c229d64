import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Settings as PlanBrackets } from '../lambdas/brackets/plan-brackets/index.ts';
import { draw } from '../lambdas/runtime/bracket-settings.ts';
import { competition, timeZone } from '../lambdas/runtime/settings.ts';
import { settings, together } from './house/capability.ts';
import { workflowMachine } from './house/workflow-machine.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { BulkJobs } from './monitoring.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface BracketsProps {
  config: StageConfig;
  storage: Storage;
}

/** The state machines about brackets. A person starts each. */
export class Brackets extends Construct {
  /** By the names of their alarms and outputs. */
  readonly stateMachines: BulkJobs;

  constructor(scope: Construct, id: string, props: BracketsProps) {
    super(scope, id);
    this.stateMachines = { PlanBrackets: planBrackets(new Construct(this, 'Plan'), props) };
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
        storage.readWeightClasses,
        storage.readBrackets,
        storage.writeBrackets,
        settings(competition.fromStage(config)),
        settings(timeZone.fromStage(config)),
        settings(draw.fromStage(config)),
      ),
    }),
  });
}
