import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { StateTransitionMetric } from 'aws-cdk-lib/aws-stepfunctions';
import { type AddAlarm, often } from './house/alarms.ts';

/** Alarms about the account's limits in the region, which everything in it shares. */
export function addAccountAlarms(add: AddAlarm): void {
  // What is throttled is tried again, so that a rush of a few minutes needs nobody.
  const aQuarterOfAnHour = { evaluationPeriods: 3 };
  const chapter = 'AWS slows us down';
  add(
    'LambdasThrottled',
    LambdaFunction.metricAllThrottles(often),
    'For a quarter of an hour, more Lambdas would have run at once than the account may.',
    chapter,
    aQuarterOfAnHour,
  );
  add(
    'StateTransitionsThrottled',
    StateTransitionMetric.metricThrottledEvents({ ...often, statistic: 'Sum' }),
    'For a quarter of an hour, Step Functions has made executions wait.',
    chapter,
    aQuarterOfAnHour,
  );
}
