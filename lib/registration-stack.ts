import { CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Archive } from './archive.ts';
import { BadgeRefresh } from './badge-refresh.ts';
import { BadgeSheets } from './badge-sheets.ts';
import { Brackets } from './brackets.ts';
import { addBudget } from './budget.ts';
import { StageDashboard } from './dashboard.ts';
import { DataEvents } from './data-events.ts';
import { Digest } from './digest.ts';
import { DriveSync } from './drive-sync.ts';
import { Erasure } from './erasure.ts';
import { acknowledge } from './house/security-checks.ts';
import { Intake } from './intake.ts';
import { JobSteps } from './job-steps.ts';
import { Lists } from './lists.ts';
import { MailEvents } from './mail-events.ts';
import { Measures } from './measures.ts';
import { Monitoring } from './monitoring.ts';
import { PaymentChange } from './payment-change.ts';
import { PeopleRoles } from './people-roles.ts';
import { Reconcile } from './reconcile.ts';
import { Regenerate } from './regenerate.ts';
import { RegistrationWorkflow } from './registration-workflow.ts';
import { Resend } from './resend.ts';
import { Retention } from './retention.ts';
import { Schools } from './schools.ts';
import type { StageConfig } from './stage-config.ts';
import { Storage } from './storage.ts';
import type { BulkJobs } from './workflow-alarms.ts';

interface RegistrationStackProps {
  config: StageConfig;
  /**
   * Whether AWS refuses to delete the stack and its tables, where the stage keeps its data. Not while a stage is being
   * created: a creation that fails half-way has to be deleted before the next attempt.
   */
  protect: boolean;
}

/** One stage of the registration backend. */
export class RegistrationStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...options }: RegistrationStackProps) {
    const protect = options.protect && !config.deleteDataWithStack;
    super(scope, id, {
      env: { account: config.account, region: config.region },
      terminationProtection: protect,
      description: `Registrations of ${config.competition.name} ${config.competition.year}, stage ${config.stage}`,
    });
    const storage = new Storage(this, 'Storage', { config, protect });
    // The workflow's mails link to the intake's queue, and the intake starts the workflow: each needs the other.
    const failedEntriesQueue = Lazy.string({ produce: () => intake.failedEntries.queueUrl });
    const workflow = new RegistrationWorkflow(this, 'Workflow', { config, storage, failedEntriesQueue });
    const { stateMachine, steps } = workflow;
    const paymentChange = new PaymentChange(this, 'PaymentChange', {
      config,
      storage,
      steps,
      failedEntriesQueue,
    });
    const intake: Intake = new Intake(this, 'Intake', {
      config,
      storage,
      stateMachine,
      paymentChange: paymentChange.stateMachine,
    });
    const mailEvents = new MailEvents(this, 'MailEvents', {
      config,
      storage,
      stateMachine,
      paymentChange: paymentChange.stateMachine,
    });
    const digest = new Digest(this, 'Digest', { config, storage, failedEntriesQueue });
    const badgeRefresh = config.registration.badges
      ? new BadgeRefresh(this, 'BadgeRefresh', { config, storage, steps })
      : undefined;
    const jobSteps = new JobSteps(this, 'Jobs', { config, storage });
    const driveSync =
      badgeRefresh && config.drive
        ? new DriveSync(this, 'DriveSync', { config, storage, jobSteps }).stateMachine
        : undefined;
    const resend = new Resend(this, 'Resend', { config, storage, jobSteps });
    const jobs: BulkJobs = {
      ...(badgeRefresh && {
        BadgeSheets: new BadgeSheets(this, 'BadgeSheets', {
          config,
          storage,
          jobSteps,
          badgeRefresh: badgeRefresh.stateMachine,
        }).stateMachine,
      }),
      ...(badgeRefresh && {
        Regenerate: new Regenerate(this, 'Regenerate', { config, storage, jobSteps, driveSync }).stateMachine,
      }),
      ...(driveSync && { DriveSync: driveSync }),
      Resend: resend.stateMachine,
      Lists: new Lists(this, 'Lists', { config, storage, jobSteps }).stateMachine,
      Schools: new Schools(this, 'Schools', {
        config,
        storage,
        jobSteps,
        badgeRefresh: badgeRefresh?.stateMachine,
      }).stateMachine,
      Archive: new Archive(this, 'Archive', { config, storage, jobSteps }).stateMachine,
      ...new Brackets(this, 'Brackets', { config, storage, jobSteps }).stateMachines,
    };
    const reconcile = new Reconcile(this, 'Reconcile', {
      config,
      storage,
      registration: stateMachine,
      paymentChange: paymentChange.stateMachine,
      failedEntriesQueue,
    });
    const deadLetterQueues = [
      ...intake.deadLetterQueues,
      mailEvents.deadLetterQueue,
      ...(badgeRefresh?.deadLetterQueues ?? []),
    ];
    const retention = new Retention(this, 'Retention', { config, storage, jobSteps });
    // A person's data is erased by the engineer alone: organisers start neither.
    const engineersJobs: BulkJobs = {
      Erase: new Erasure(this, 'Erasure', { config, storage, jobSteps, deadLetterQueues }).stateMachine,
      Retention: retention.stateMachine,
    };
    const measures = new Measures(this, 'Measures', { config, storage });
    const { alarms } = new Monitoring(this, 'Monitoring', {
      config,
      measures,
      intake,
      mailEvents,
      workflow,
      paymentChange,
      badgeRefresh,
      jobs: { ...jobs, ...engineersJobs },
      retention,
      resend,
      digest,
      reconcile,
    });

    if (config.dataEvents ?? config.payment.mode === 'live')
      new DataEvents(this, 'DataEvents', { config, storage });
    addBudget(this, config);
    const queues = [
      ...[intake.processingQueue, mailEvents.queue],
      ...(badgeRefresh ? [badgeRefresh.photosQueue] : []),
    ];
    const { organiser, engineer, canary } = new PeopleRoles(this, 'PeopleRoles', {
      config,
      storage,
      machines: [
        ...[stateMachine, paymentChange.stateMachine, reconcile.stateMachine],
        ...(badgeRefresh ? [badgeRefresh.stateMachine] : []),
        // What it writes has medical notes.
        ...Object.entries(jobs).flatMap(([job, machine]) => (job === 'Archive' ? [] : [machine])),
      ],
      queues,
      deadLetterQueues,
    });
    const dashboard = new StageDashboard(this, 'Dashboard', { config, alarms, queues, deadLetterQueues });

    const outputs: Record<string, string> = {
      WebhookUrl: `${intake.api.apiEndpoint}/webhooks/stripe`,
      ProcessingQueueUrl: intake.processingQueue.queueUrl,
      MailEventsQueueUrl: mailEvents.queue.queueUrl,
      StateMachineArn: stateMachine.stateMachineArn,
      PaymentChangeArn: paymentChange.stateMachine.stateMachineArn,
      ReconcileArn: reconcile.stateMachine.stateMachineArn,
      SecretId: storage.secret.secretArn,
      EntriesTable: storage.entries.tableName,
      ProgressTable: storage.progress.tableName,
      RegistrationsTable: storage.registrations.tableName,
      LookupTable: storage.lookup.tableName,
      ProfilePictureBucket: storage.profilePictures.bucketName,
      BadgeBucket: storage.badges.bucketName,
      ConfigBucket: storage.config.bucketName,
      DashboardUrl: dashboard.url,
      OrganiserPolicy: organiser.managedPolicyArn,
      EngineerPolicy: engineer.managedPolicyArn,
      CanaryPolicy: canary.managedPolicyArn,
      // What `npm run admin -- doctor` compares the services outside the stack with.
      PaymentMode: config.payment.mode,
      MailSender: config.mail.from.address,
      MailPerSecond: String(config.mail.perSecond),
      ConfigurationSet: storage.configurationSet.configurationSetName,
      ...(config.drive && { DriveFolderId: config.drive.folderId }),
      ...(config.challonge && { ChallongeApi: config.challonge.api }),
    };
    if (badgeRefresh) {
      outputs.BadgeRefreshArn = badgeRefresh.stateMachine.stateMachineArn;
      outputs.PhotosQueueUrl = badgeRefresh.photosQueue.queueUrl;
    }
    for (const queue of deadLetterQueues) {
      outputs[`${queue.node.id}Url`] = queue.queueUrl;
    }
    for (const [job, machine] of Object.entries({ ...jobs, ...engineersJobs }))
      outputs[`${job}Arn`] = machine.stateMachineArn;
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });

    acknowledge(
      this,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      'AWSLambdaBasicExecutionRole only writes logs, though into any group.',
    );
  }
}
