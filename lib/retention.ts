import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Chain, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as ForgetPeople } from '../lambdas/retention/forget-people/index.ts';
import type { Settings as PlanRetention } from '../lambdas/retention/plan-retention/index.ts';
import type { Settings as ReportRetention } from '../lambdas/retention/report-retention/index.ts';
import { organisers, retention } from '../lambdas/runtime/settings.ts';
import { sendMail } from './capabilities.ts';
import { findPeople, forgetPeople } from './forgetting-access.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import { anotherBackendRegisters, type StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface RetentionProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/**
 * The state machine that forgets people when the stage says: medical facts, then pictures, then names. Every day, and by
 * `npm run admin -- retention`.
 */
export class Retention extends Construct {
  readonly stateMachine: StateMachine;
  /** Not where another backend still registers: its table is not ours to delete from. */
  readonly everyDay: boolean;

  constructor(scope: Construct, id: string, { config, storage, jobSteps }: RetentionProps) {
    super(scope, id);
    const step = stepsOf(this, 'retention', config);
    const planRetention = step<PlanRetention>('Plan retention', {
      adds: 'plan',
      // All entries and registrations are in memory at once.
      memorySize: 1769,
      timeout: Duration.minutes(5),
      uses: together(findPeople(config, storage), settings(retention.fromStage(config))),
    });
    const forgetting = step<ForgetPeople>('Forget people', {
      givesWay: true,
      adds: 'batch',
      memorySize: 1024,
      timeout: Duration.minutes(5),
      uses: together(forgetPeople(config, storage), settings(retention.fromStage(config))),
    });
    const reportRetention = step<ReportRetention>('Report retention', {
      adds: 'reported',
      uses: together(
        storage.trackProgress,
        storage.files.readJobs,
        sendMail(config, storage),
        settings(organisers.fromStage(config)),
      ),
    });
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-retention`,
      timeout: Duration.days(1),
      bucket: storage.config,
      prefix: 'jobs/retention',
      plan: planRetention,
      each: batchedWork(this, forgetting, { size: 25 }),
      atATime: 5,
      finish: jobSteps.finishJob(this),
      afterwards: Chain.start(reportRetention),
    });
    this.everyDay = !anotherBackendRegisters(config);
    if (!this.everyDay) return;
    new Schedule(this, 'Daily', {
      description: 'Forgets people when the stage says',
      schedule: ScheduleExpression.rate(Duration.days(1)),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        input: ScheduleTargetInput.fromObject({}),
        // The next one does what this one has not.
        retryAttempts: 3,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}
