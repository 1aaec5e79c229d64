import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  Chain,
  Choice,
  Condition,
  type IChainable,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { reconcileInput } from '../core/domain/reconcile.ts';
import type { Settings as CompareWithStripe } from '../lambdas/reconcile/compare-with-stripe/index.ts';
import type { Settings as ReportDifferences } from '../lambdas/reconcile/report-differences/index.ts';
import { measures, ownPayments } from '../lambdas/runtime/settings.ts';
import { attachFiles, tellOrganisers } from './capabilities.ts';
import { settings, together } from './house/capability.ts';
import {
  describeExecutions,
  startExecutions,
  startExecutionsOf,
  workflowMachine,
} from './house/workflow-machine.ts';
import { stepsOf } from './house/workflow-step.ts';
import { anotherBackendRegisters, type StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface ReconcileProps {
  config: StageConfig;
  storage: Storage;
  /** The registration workflow. */
  registration: StateMachine;
  paymentChange: StateMachine;
  /** The URL of the queue of messages that could not be taken in; mails to the organisers link to it. */
  failedEntriesQueue: string;
}

/** What each hour's sweep is given: Checkout Sessions are open for a day at most, and two days are left for outages. */
const hourly: z.input<typeof reconcileInput> = { since: '3d', apply: true };

/**
 * The state machine that compares Stripe with the registrations, every hour and by `npm run admin -- reconcile`. What a
 * lost webhook or an outage has left undone is done then; what only a person can decide is mailed to the organisers.
 */
export class Reconcile extends Construct {
  readonly stateMachine: StateMachine;
  /** Not yet where another backend registers what is paid. */
  readonly everyHour: boolean;
  readonly #steps: ReturnType<typeof reconcileSteps>;

  constructor(scope: Construct, id: string, props: ReconcileProps) {
    super(scope, id);
    this.#steps = reconcileSteps(this, props);
    this.stateMachine = workflowMachine(this, {
      stateMachineName: `tkd-registration-${props.config.stage}-reconcile`,
      definition: this.#definition(),
      // A mail may wait for a day until SES takes it.
      timeout: Duration.hours(30),
    });
    this.everyHour = !anotherBackendRegisters(props.config);
    if (!this.everyHour) return;
    new Schedule(this, 'Hourly', {
      description: 'Compares Stripe with the registrations',
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        input: ScheduleTargetInput.fromObject(hourly),
        // The next one does what this one has not.
        retryAttempts: 3,
        maxEventAge: Duration.minutes(30),
      }),
    });
  }

  #definition(): IChainable {
    const { compareWithStripe, reportDifferences } = this.#steps;
    const toReport = new Choice(this, 'Anything to report?')
      .when(
        Condition.and(
          Condition.isPresent('$.apply'),
          Condition.booleanEquals('$.apply', true),
          Condition.isPresent('$.compared.decisions[0]'),
        ),
        reportDifferences.next(new Succeed(this, 'Reported')),
      )
      .otherwise(new Succeed(this, 'Nothing to report'));
    const more = new Choice(this, 'More to compare?')
      .when(Condition.isPresent('$.compared.next'), compareWithStripe)
      .otherwise(toReport);
    return Chain.start(compareWithStripe).next(more);
  }
}

function reconcileSteps(
  scope: Construct,
  { config, storage, registration, paymentChange, failedEntriesQueue }: ReconcileProps,
) {
  const step = stepsOf(scope, 'reconcile', config);
  return {
    compareWithStripe: step<CompareWithStripe>('Compare with Stripe', {
      adds: 'compared',
      timeout: Duration.minutes(2),
      uses: together(
        storage.readSecret,
        storage.trackProgress,
        storage.findUnsettled,
        storage.readRegistrationsOfAll,
        startExecutions(registration),
        describeExecutions(registration),
        startExecutionsOf(paymentChange, 'PAYMENT_CHANGE_ARN'),
        describeExecutions(paymentChange),
        settings(ownPayments.fromStage(config)),
        settings(measures.fromStage(config)),
      ),
    }),
    reportDifferences: step<ReportDifferences>('Report differences', {
      adds: 'reported',
      // It reads who each of 250 is about.
      timeout: Duration.minutes(2),
      uses: together(tellOrganisers(config, storage, failedEntriesQueue), attachFiles(config, storage)),
    }),
  };
}
