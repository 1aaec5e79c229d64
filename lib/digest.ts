import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Settings as SendDigest } from '../lambdas/digest/send-digest/index.ts';
import { tellOrganisers } from './capabilities.ts';
import { together } from './house/capability.ts';
import { lambdaFunction } from './house/lambda-function.ts';
import { acknowledge } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

const nextRun =
  'What a run has not done is done by the next, ten minutes later; an alarm tells when several fail.';

/** One mail, every ten minutes at most, about everything that needs attention and had no mail of its own. */
export class Digest extends Construct {
  /** All runs, and those that could not send their mail. */
  readonly runs: IMetric;
  readonly failures: IMetric;

  constructor(
    scope: Construct,
    id: string,
    {
      config,
      storage,
      failedEntriesQueue,
    }: { config: StageConfig; storage: Storage; failedEntriesQueue: string },
  ) {
    super(scope, id);
    const every = Duration.minutes(10);
    const send = lambdaFunction<SendDigest>(this, 'SendDigest', {
      config,
      folder: 'digest/send-digest',
      // It may read a thousand entries.
      timeout: Duration.minutes(2),
      withoutDeadLetters:
        'The next run, ten minutes later, does what a failed one has not; an alarm tells of it.',
      uses: together(tellOrganisers(config, storage, failedEntriesQueue), storage.findUntold),
    });
    send.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    acknowledge(send, 'Serverless-LambdaAsyncFailureDestination', nextRun);
    const rule = new Rule(this, 'Every10Minutes', {
      schedule: Schedule.rate(every),
      targets: [new FunctionTarget(send)],
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', nextRun);
    this.runs = send.metricInvocations({ period: Duration.hours(1) });
    this.failures = send.metricErrors({ period: Duration.hours(1) });
  }
}
