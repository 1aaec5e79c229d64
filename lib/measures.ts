import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Settings as MeasureStage } from '../lambdas/measures/measure-stage/index.ts';
import { measures } from '../lambdas/runtime/settings.ts';
import { type Capability, grant, settings, together } from './house/capability.ts';
import { lambdaFunction } from './house/lambda-function.ts';
import { acknowledge, acknowledgeWildcard } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

const nextRun = 'The next run, a quarter of an hour later, measures everything anew.';

/** Measures how things stand, every quarter of an hour: what waits, what needs attention, what is left of the mails. */
export class Measures extends Construct {
  /** Runs that could not measure. */
  readonly failures: IMetric;

  constructor(scope: Construct, id: string, { config, storage }: { config: StageConfig; storage: Storage }) {
    super(scope, id);
    const every = Duration.minutes(15);
    const measure = lambdaFunction<MeasureStage>(this, 'MeasureStage', {
      config,
      folder: 'measures/measure-stage',
      // It reads the whole progress table.
      timeout: Duration.minutes(2),
      withoutDeadLetters: nextRun,
      uses: together(
        storage.listProgress,
        readMailQuota,
        settings(measures.fromStage(config)),
        settings({ BADGE_GFOLDER: config.registration.badges ? config.drive?.folderId : undefined }),
      ),
    });
    measure.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    acknowledge(measure, 'Serverless-LambdaAsyncFailureDestination', nextRun);
    const rule = new Rule(this, 'Every15Minutes', {
      schedule: Schedule.rate(every),
      targets: [new FunctionTarget(measure)],
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', nextRun);
    this.failures = measure.metricErrors({ period: Duration.hours(1) });
  }
}

/** Learns how many mails SES takes in a day, and how many it has taken. */
const readMailQuota: Capability<never> = {
  variables: {},
  grantTo(target) {
    grant(target, ['ses:GetAccount'], ['*']);
    acknowledgeWildcard(target, '*', 'The quota is the account’s; there is no resource to name.');
  },
};
