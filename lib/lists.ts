import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  type IChainable,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as DrawGroupSheets } from '../lambdas/lists/draw-group-sheets/index.ts';
import type { Settings as MakeLists } from '../lambdas/lists/make-lists/index.ts';
import { competition, timeZone } from '../lambdas/runtime/settings.ts';
import { bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { stepsOf, type WorkflowStep } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface ListsProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/** The state machine that makes a tournament's lists. A person starts it. */
export class Lists extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ListsProps) {
    super(scope, id);
    const { config, storage, jobSteps } = props;
    const { makeLists, drawGroupSheets } = listSteps(this, props);
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-lists`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'lists',
      plan: makeLists,
      each: this.#file(drawGroupSheets, jobSteps),
      // Drive takes few uploads at once.
      atATime: 3,
      finish: jobSteps.finishJob(this),
      labels: { items: 'Files' },
    });
  }

  /** A document is drawn; every file is put into the folder in Drive, if there is one. */
  #file(drawGroupSheets: WorkflowStep, jobSteps: JobSteps): IChainable {
    const toBeDrawn = new Choice(this, 'To be drawn?');
    const drawing = Condition.isPresent('$.item.name');
    const pushGroupSheets = jobSteps.pushFileToDrive(this, 'Push group sheets to Drive', '$.drawn');
    const pushList = jobSteps.pushFileToDrive(this, 'Push list to Drive', '$.item');
    if (!pushGroupSheets || !pushList) {
      return toBeDrawn.when(drawing, drawGroupSheets).otherwise(new Succeed(this, 'Made already'));
    }
    return toBeDrawn.when(drawing, drawGroupSheets.next(pushGroupSheets)).otherwise(pushList);
  }
}

function listSteps(scope: Construct, { config, storage }: ListsProps) {
  const step = stepsOf(scope, 'lists', config);
  return {
    makeLists: step<MakeLists>('Make lists', {
      adds: 'plan',
      // Groups of thousands are all computation.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(
        storage.listRegistrations,
        storage.files.writeLists,
        settings(competition.fromStage(config)),
        settings(timeZone.fromStage(config)),
      ),
    }),
    drawGroupSheets: step<DrawGroupSheets>('Draw group sheets', {
      givesWay: true,
      adds: 'drawn',
      memorySize: 1769,
      // Twice what 4,000 people take.
      timeout: Duration.minutes(10),
      bundle: drawingBundle(config),
      processVariables: imageMemory,
      uses: together(storage.files.readLists, storage.files.writeLists),
    }),
  };
}
