import { Duration } from 'aws-cdk-lib';
import {
  Chain,
  type IChainable,
  Map as MapState,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as DrawGroupSheets } from '../lambdas/lists/draw-group-sheets/index.ts';
import type { Settings as MakeLists } from '../lambdas/lists/make-lists/index.ts';
import type { Settings as PushListToDrive } from '../lambdas/lists/push-list-to-drive/index.ts';
import { competition, timeZone } from '../lambdas/runtime/settings.ts';
import { useDrive } from './capabilities.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { workflowMachine } from './house/workflow-machine.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface ListsProps {
  config: StageConfig;
  storage: Storage;
}

/** Drive takes few uploads at once. */
const filesAtATime = 3;

/** The state machine that makes a tournament's lists. A person starts it. */
export class Lists extends Construct {
  readonly stateMachine: StateMachine;
  readonly #steps: ReturnType<typeof listSteps>;

  constructor(scope: Construct, id: string, props: ListsProps) {
    super(scope, id);
    this.#steps = listSteps(this, props);
    this.stateMachine = workflowMachine(this, {
      stateMachineName: `tkd-registration-${props.config.stage}-lists`,
      definition: this.#definition(),
      timeout: Duration.days(1),
    });
  }

  #definition(): IChainable {
    const { makeLists, drawGroupSheets, pushListToDrive, pushGroupSheets } = this.#steps;
    const completed = new Succeed(this, 'Completed');
    const documents = new MapState(this, 'Documents', {
      itemsPath: '$.lists.documents',
      maxConcurrency: filesAtATime,
      resultPath: '$.documents',
    });
    documents.itemProcessor(pushGroupSheets ? drawGroupSheets.next(pushGroupSheets) : drawGroupSheets);
    if (!pushListToDrive) return Chain.start(makeLists).next(documents).next(completed);

    const files = new MapState(this, 'Files', {
      itemsPath: '$.lists.forPeople',
      maxConcurrency: filesAtATime,
      resultPath: '$.pushed',
    });
    files.itemProcessor(pushListToDrive);
    return Chain.start(makeLists).next(documents).next(files).next(completed);
  }
}

function listSteps(scope: Construct, { config, storage }: ListsProps) {
  const step = stepsOf(scope, 'lists', config);
  const pushListToDrive = config.drive
    ? step<PushListToDrive>('Push list to Drive', {
        adds: 'pushed',
        // A document of some 40 MB is in memory while it is uploaded.
        memorySize: 1024,
        timeout: Duration.minutes(5),
        uses: together(useDrive(config, storage), storage.readLists),
      })
    : undefined;
  return {
    makeLists: step<MakeLists>('Make lists', {
      adds: 'lists',
      // Groups of thousands are all computation.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(
        storage.listRegistrations,
        storage.writeLists,
        settings(competition.fromStage(config)),
        settings(timeZone.fromStage(config)),
      ),
    }),
    drawGroupSheets: step<DrawGroupSheets>('Draw group sheets', {
      adds: 'drawn',
      memorySize: 1769,
      // Twice what 4,000 people take.
      timeout: Duration.minutes(10),
      bundle: drawingBundle(config),
      processVariables: imageMemory,
      uses: together(storage.readLists, storage.writeLists),
    }),
    pushListToDrive,
    pushGroupSheets: pushListToDrive?.usedIn(scope, {
      label: 'Push group sheets to Drive',
      reads: '$.drawn',
      adds: 'pushed',
    }),
  };
}
