import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings as PlanResend } from '../lambdas/resend/plan-resend/index.ts';
import type { Settings as ResendMails } from '../lambdas/resend/resend-mails/index.ts';
import { admissionRules, competitionYear, confirmation, timeZone } from '../lambdas/runtime/settings.ts';
import { attachFiles, sendMail } from './capabilities.ts';
import { batchedWork, bulkJob } from './house/bulk-job.ts';
import { settings, together } from './house/capability.ts';
import { stepsOf, type WorkflowStep } from './house/workflow-step.ts';
import type { JobSteps } from './job-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface ResendProps {
  config: StageConfig;
  storage: Storage;
  jobSteps: JobSteps;
}

/** The state machine that sends confirmations again. A person starts it. */
export class Resend extends Construct {
  readonly stateMachine: StateMachine;
  readonly resendMails: WorkflowStep;

  constructor(scope: Construct, id: string, { config, storage, jobSteps }: ResendProps) {
    super(scope, id);
    const step = stepsOf(this, 'resend', config);
    this.resendMails = step<ResendMails>('Resend mails', {
      givesWay: true,
      adds: 'batch',
      timeout: Duration.minutes(5),
      uses: together(
        storage.readRegistrations,
        storage.trackProgress,
        storage.files.readJobs,
        sendMail(config, storage),
        attachFiles(config, storage),
        settings(confirmation.fromStage(config)),
        settings(admissionRules.fromStage(config)),
        config.payment.receipt ? storage.readSecret : settings({ SECRET_ID: undefined }),
      ),
    });
    this.stateMachine = bulkJob(this, {
      stateMachineName: `tkd-registration-${config.stage}-resend`,
      // A daily quota of SES may hold mails up for a day.
      timeout: Duration.days(3),
      bucket: storage.config,
      prefix: 'jobs/resend',
      plan: step<PlanResend>('Plan resend', {
        adds: 'plan',
        timeout: Duration.minutes(2),
        memorySize: 1024,
        uses: together(
          storage.listRegistrations,
          storage.listProgress,
          storage.files.writeJobs,
          settings(competitionYear.fromStage(config)),
          settings(timeZone.fromStage(config)),
        ),
      }),
      each: batchedWork(this, this.resendMails, { size: 25 }),
      // Some ten mails a second, as far as it is their turn: registrations go first.
      atATime: 2,
      finish: jobSteps.finishJob(this),
    });
  }
}
