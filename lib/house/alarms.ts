import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * Adds an alarm, which rings when the metric reaches 1 within one period, unless `when` says otherwise. Where there is no
 * figure, all is well.
 *
 * @param what what has happened, as the alarm's mail says it: a sentence.
 * @param chapter of docs/runbook.md.
 */
export type AddAlarm = (
  id: string,
  metric: IMetric,
  what: string,
  chapter: string,
  when?: Partial<AlarmProps>,
) => void;

/** Adds alarms to `scope` that are published by `topic`. */
export function alarmsIn(scope: Construct, topic: ITopic): AddAlarm {
  return (id, metric, what, chapter, when = {}) => {
    const alarm = new Alarm(scope, id, {
      metric,
      alarmDescription: `${what} Runbook: "${chapter}".`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...when,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  };
}

/** For what happens all the time when too few of it have happened, none included. */
export const tooFew = {
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: TreatMissingData.BREACHING,
} satisfies Partial<AlarmProps>;

/** How often most metrics are looked at. */
export const often = { period: Duration.minutes(5) };
