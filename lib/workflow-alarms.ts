import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { BadgeRefresh } from './badge-refresh.ts';
import { type AddAlarm, often, tooFew } from './house/alarms.ts';
import type { PaymentChange } from './payment-change.ts';
import type { Reconcile } from './reconcile.ts';
import type { RegistrationWorkflow } from './registration-workflow.ts';
import type { Retention } from './retention.ts';

/** The machines of bulk jobs, by the names of their constructs. */
export type BulkJobs = Readonly<Record<string, StateMachine>>;

/** Everything that runs on state machines. */
export interface Workflows {
  workflow: RegistrationWorkflow;
  paymentChange: PaymentChange;
  badgeRefresh: BadgeRefresh | undefined;
  jobs: BulkJobs;
  reconcile: Reconcile;
  retention: Retention;
}

/** Alarms about executions that failed, took too long, or did not begin. */
export function addWorkflowAlarms(
  add: AddAlarm,
  { workflow, paymentChange, badgeRefresh, jobs, reconcile, retention }: Workflows,
): void {
  const failed = (name: string, machine: StateMachine, what: string, chapter: string) =>
    add(`${name}Failed`, machine.metricFailed(often), what, chapter);
  const timedOut = (name: string, machine: StateMachine, what: string, chapter: string) =>
    add(`${name}TimedOut`, machine.metricTimedOut(often), what, chapter);

  const registration = workflow.stateMachine;
  failed('Executions', registration, 'An entry needs attention.', 'Find out what an entry needs');
  timedOut('Executions', registration, 'An execution ran for three days.', 'Run an entry again');

  const change = paymentChange.stateMachine;
  const changeFailed = 'A payment change failed';
  failed(
    'PaymentChanges',
    change,
    'Something happened to a payment, and could not be followed up.',
    changeFailed,
  );
  timedOut(
    'PaymentChanges',
    change,
    'What happened to a payment was not followed up within three days.',
    changeFailed,
  );

  if (badgeRefresh) {
    const { stateMachine } = badgeRefresh;
    failed(
      'BadgeRefreshes',
      stateMachine,
      'A badge could not be brought in line with its registration.',
      'Find out what an entry needs',
    );
    timedOut(
      'BadgeRefreshes',
      stateMachine,
      'A badge was not brought in line with its registration within three days.',
      'A badge was not refreshed',
    );
  }

  for (const [job, machine] of Object.entries(jobs)) {
    failed(
      job,
      machine,
      'A bulk job could not be finished, or some of its items failed.',
      'A bulk job failed',
    );
    timedOut(job, machine, 'A bulk job took longer than it may.', 'A bulk job failed');
  }

  const sweep = reconcile.stateMachine;
  failed('Reconcile', sweep, 'A comparison of Stripe with the registrations failed.', 'The sweep fails');
  timedOut(
    'Reconcile',
    sweep,
    'A comparison of Stripe with the registrations took more than a day.',
    'The sweep fails',
  );
  if (reconcile.everyHour) {
    add(
      'ReconcileStandsStill',
      sweep.metricSucceeded({ period: Duration.hours(1) }),
      'Stripe has not been compared with the registrations for three hours.',
      'The sweep fails',
      { ...tooFew, evaluationPeriods: 3 },
    );
  }
  if (retention.everyDay) {
    add(
      'RetentionStandsStill',
      retention.stateMachine.metricSucceeded({ period: Duration.days(1) }),
      'For two days, nothing that is due was forgotten.',
      'Events are not delivered',
      { ...tooFew, evaluationPeriods: 2 },
    );
  }
}
