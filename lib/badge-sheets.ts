import { Duration } from 'aws-cdk-lib';
import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as FinishSheets } from '../lambdas/badge-sheets/finish-sheets/index.ts';
import type { Settings as MakeSheet } from '../lambdas/badge-sheets/make-sheet/index.ts';
import type { Settings as PlanSheets } from '../lambdas/badge-sheets/plan-sheets/index.ts';
import { badge, timeZone } from '../lambdas/runtime/settings.ts';
import { drawBadges } from './capabilities.ts';
import { bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { transient } from './house/retry-policies.ts';
import { startExecutions } from './house/workflow-machine.ts';
import { stepsOf, type WorkflowStep } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import { logoFileOf } from './stage-logo.ts';
import type { Storage } from './storage.ts';

interface BadgeSheetsProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
  /** Updates the copies in Drive of badges that were redrawn for a sheet. */
  badgeRefresh: StateMachine;
}

/** The state machine that makes print-ready files of badges. A person starts it: `npm run sheets`. */
export class BadgeSheets extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: BadgeSheetsProps) {
    super(scope, id);
    const { config, storage, jobSteps } = props;
    const { planSheets, makeSheet, finishSheets } = sheetSteps(this, props);
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-badge-sheets`,
      timeout: Duration.days(1),
      bucket: storage.badges,
      prefix: 'sheets',
      plan: planSheets,
      each: this.#file(makeSheet, jobSteps),
      with: { print: JsonPath.objectAt('$.plan.order') },
      // A file keeps a whole processor busy, and Drive takes few uploads at once.
      atATime: 3,
      finish: finishSheets,
      adds: 'report',
      afterwards: this.#pushReports(jobSteps),
      labels: { items: 'Sheets', anything: 'Any badges?', nothing: 'Nothing to print' },
    });
  }

  #file(makeSheet: WorkflowStep, jobSteps: JobSteps): IChainable {
    const push = jobSteps.pushFileToDrive(this, 'Push sheet to Drive', '$.sheet');
    if (!push) return makeSheet;
    const anyPrinted = new Choice(this, 'Any printed?')
      .when(Condition.isPresent('$.sheet.key'), push)
      .otherwise(new Succeed(this, 'Nobody printed'));
    return makeSheet.next(anyPrinted);
  }

  #pushReports(jobSteps: JobSteps): Chain | undefined {
    const pushEnvelopes = jobSteps.pushFileToDrive(this, 'Push envelopes to Drive', '$.report.envelopes');
    const pushReport = jobSteps.pushFileToDrive(this, 'Push report to Drive', '$.report.pdf');
    const pushList = jobSteps.pushFileToDrive(this, 'Push list to Drive', '$.report.csv');
    return (
      pushEnvelopes && pushReport && pushList && Chain.start(pushEnvelopes).next(pushReport).next(pushList)
    );
  }
}

function sheetSteps(scope: Construct, { config, storage, badgeRefresh }: BadgeSheetsProps) {
  const step = stepsOf(scope, 'badge-sheets', config);
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
      givesWay: true,
      adds: 'sheet',
      memorySize: 1769,
      timeout: Duration.minutes(10),
      bundle: drawingBundle(config, logoFileOf(config)),
      processVariables: imageMemory,
      uses: together(
        drawBadges(config, storage),
        storage.readProgress,
        storage.abortSheetUploads,
        startExecutions(badgeRefresh),
        // One fewer than the attempts that are made: from then on a badge that fails is left out, and one retry remains for
        // failures of the file itself.
        settings({ ATTEMPTS: String(transient.maxAttempts) }),
      ),
    }),
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
  };
}
