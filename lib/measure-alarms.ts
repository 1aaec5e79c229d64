import { Duration } from 'aws-cdk-lib';
import type { AddAlarm } from './house/alarms.ts';
import type { Measures } from './measures.ts';
import { ownMetric } from './own-metrics.ts';
import type { StageConfig } from './stage-config.ts';

export interface Measured {
  config: StageConfig;
  measures: Measures;
}

/** Alarms about what the stage's own Lambdas measure. */
export function addMeasureAlarms(add: AddAlarm, { config, measures }: Measured): void {
  // A webhook that comes late is nothing; one an hour, for three hours, is an endpoint that is not heard of any more.
  const missed = ownMetric(config, 'WebhooksMissed', { statistic: 'Sum', period: Duration.hours(3) });
  add(
    'WebhooksMissed',
    missed,
    'Several payments were found by the sweep, and no webhook had reported them.',
    'Webhooks are missed',
    { threshold: 3 },
  );
  const used = ownMetric(config, 'MailQuotaUsed', { statistic: 'Maximum', period: Duration.minutes(15) });
  add(
    'MailQuotaNearlyUsed',
    used,
    'Four fifths of the mails that SES takes in a day are used up.',
    'The mail quota is nearly used up',
    { threshold: 80 },
  );
  add(
    'MeasuringFails',
    measures.failures,
    'For most of an hour, nobody could measure how things stand.',
    'Figures are missing',
    { threshold: 3 },
  );
}
