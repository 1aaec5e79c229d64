import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { StateTransitionMetric } from 'aws-cdk-lib/aws-stepfunctions';
import { type AddAlarm, often } from './house/alarms.ts';
import type { Intake } from './intake.ts';
import type { RegistrationWorkflow } from './registration-workflow.ts';
import type { StageConfig } from './stage-config.ts';

export interface Account {
  config: StageConfig;
  intake: Intake;
  workflow: RegistrationWorkflow;
}

/** Alarms about the account's limits in the region, which everything in it shares. */
export function addAccountAlarms(add: AddAlarm, account: Account): void {
  // What is throttled is tried again: a rush needs nobody, and is over by then.
  const halfAnHour = { evaluationPeriods: 6 };
  const chapter = 'AWS slows us down';
  add(
    'LambdasThrottled',
    throttles(account),
    'For half an hour, more Lambdas would have run at once than the account may.',
    chapter,
    halfAnHour,
  );
  add(
    'StateTransitionsThrottled',
    StateTransitionMetric.metricThrottledEvents({ ...often, statistic: 'Sum' }),
    'For half an hour, Step Functions has made executions wait.',
    chapter,
    halfAnHour,
  );
}

/** Without those of Lambdas that have a limit of their own, which is there to be reached. */
function throttles({ config, intake, workflow }: Account): IMetric {
  const all = LambdaFunction.metricAllThrottles(often);
  const limited = Object.entries({
    ...(config.webhookConcurrency && { webhook: intake.receiveStripeEvent }),
    ...(config.badgeConcurrency && { badges: workflow.steps.renderBadge.function }),
  });
  if (limited.length === 0) return all;
  return new MathExpression({
    expression: ['all', ...limited.map(([name]) => `FILL(${name}, 0)`)].join(' - '),
    usingMetrics: {
      all,
      ...Object.fromEntries(limited.map(([name, lambda]) => [name, lambda.metricThrottles(often)])),
    },
    ...often,
  });
}
