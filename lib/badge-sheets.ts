import { Duration } from 'aws-cdk-lib';
import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Map as MapState,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as FinishSheets } from '../lambdas/badge-sheets/finish-sheets/index.ts';
import type { Settings as MakeSheet } from '../lambdas/badge-sheets/make-sheet/index.ts';
import type { Settings as PlanSheets } from '../lambdas/badge-sheets/plan-sheets/index.ts';
import type { Settings as PushSheetToDrive } from '../lambdas/badge-sheets/push-sheet-to-drive/index.ts';
import { badge, timeZone } from '../lambdas/runtime/settings.ts';
import { drawBadges, useDrive } from './capabilities.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { transient } from './house/retry-policies.ts';
import { startExecutions, workflowMachine } from './house/workflow-machine.ts';
import { stepsOf } from './house/workflow-step.ts';
import { logoFileOf, type StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface BadgeSheetsProps {
  config: StageConfig;
  storage: Storage;
  /** Updates the copies in Drive of badges that were redrawn for a sheet. */
  badgeRefresh: StateMachine;
}

/** Drive takes few uploads at once. */
const filesAtATime = 3;

/** The state machine that makes print-ready files of badges. A person starts it: `npm run sheets`. */
export class BadgeSheets extends Construct {
  readonly stateMachine: StateMachine;
  readonly #steps: ReturnType<typeof sheetSteps>;

  constructor(scope: Construct, id: string, props: BadgeSheetsProps) {
    super(scope, id);
    this.#steps = sheetSteps(this, props);
    this.stateMachine = workflowMachine(this, {
      stateMachineName: `tkd-registration-${props.config.stage}-badge-sheets`,
      definition: this.#definition(),
      timeout: Duration.days(1),
    });
  }

  #definition(): IChainable {
    const { planSheets, makeSheet, pushSheetToDrive, finishSheets, pushReport, pushList } = this.#steps;
    const completed = new Succeed(this, 'Completed');

    const sheets = new MapState(this, 'Sheets', {
      itemsPath: '$.plan.files',
      itemSelector: {
        print: JsonPath.objectAt('$.plan.print'),
        file: JsonPath.objectAt('$$.Map.Item.Value'),
      },
      maxConcurrency: filesAtATime,
      resultPath: '$.sheets',
    });
    if (pushSheetToDrive) {
      const anyPrinted = new Choice(this, 'Any printed?')
        .when(Condition.isPresent('$.sheet.key'), pushSheetToDrive)
        .otherwise(new Succeed(this, 'Nobody printed'));
      sheets.itemProcessor(makeSheet.next(anyPrinted));
    } else {
      sheets.itemProcessor(makeSheet);
    }
    const finish = sheets.next(finishSheets);
    if (pushReport && pushList) finish.next(pushReport).next(pushList).next(completed);
    else finish.next(completed);

    const anyBadges = new Choice(this, 'Any badges?')
      .when(Condition.numberGreaterThan('$.plan.badges', 0), sheets)
      .otherwise(new Succeed(this, 'Nothing to print'));
    return Chain.start(planSheets).next(anyBadges);
  }
}

function sheetSteps(scope: Construct, { config, storage, badgeRefresh }: BadgeSheetsProps) {
  const step = stepsOf(scope, 'badge-sheets', config);
  const pushSheetToDrive = config.drive
    ? step<PushSheetToDrive>('Push sheet to Drive', {
        reads: '$.sheet',
        adds: 'pushed',
        // A file of some 40 MB is in memory while it is uploaded.
        memorySize: 1024,
        timeout: Duration.minutes(5),
        uses: together(useDrive(config, storage), storage.readSheets),
      })
    : undefined;
  return {
    planSheets: step<PlanSheets>('Plan sheets', {
      adds: 'plan',
      timeout: Duration.minutes(2),
      uses: together(
        storage.listRegistrations,
        storage.listProgress,
        storage.writeSheets,
        settings(badge.fromStage(config)),
      ),
    }),
    makeSheet: step<MakeSheet>('Make sheet', {
      adds: 'sheet',
      memorySize: 1769,
      timeout: Duration.minutes(10),
      bundle: drawingBundle(config, logoFileOf(config)),
      processVariables: imageMemory,
      uses: together(
        drawBadges(config, storage),
        storage.abortSheetUploads,
        startExecutions(badgeRefresh),
        // One fewer than the attempts that are made: from then on a badge that fails is left out, and one retry remains for
        // failures of the file itself.
        settings({ ATTEMPTS: String(transient.maxAttempts) }),
      ),
    }),
    pushSheetToDrive,
    finishSheets: step<FinishSheets>('Finish sheets', {
      adds: 'report',
      // A report with many names is all computation.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      bundle: drawingBundle(config, logoFileOf(config)),
      uses: together(
        storage.markProgress,
        storage.readSheets,
        storage.writeSheets,
        settings(badge.fromStage(config)),
        settings(timeZone.fromStage(config)),
      ),
    }),
    pushReport: pushSheetToDrive?.usedIn(scope, {
      label: 'Push report to Drive',
      reads: '$.report.pdf',
      adds: 'pushed',
    }),
    pushList: pushSheetToDrive?.usedIn(scope, {
      label: 'Push list to Drive',
      reads: '$.report.csv',
      adds: 'pushed',
    }),
  };
}
