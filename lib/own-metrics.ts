import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricsNamespace, metricsService } from '../core/domain/metrics.ts';
import type { StageConfig } from './stage-config.ts';

/** A metric that Lambdas of the stage measure. @param by what its figures are told apart by. */
export function ownMetric(
  { stage }: Pick<StageConfig, 'stage'>,
  metricName: MetricName,
  {
    by = {},
    ...options
  }: Pick<MetricProps, 'statistic' | 'period' | 'label'> & { by?: Record<string, string> },
): Metric {
  return new Metric({
    namespace: metricsNamespace(stage),
    metricName,
    dimensionsMap: { service: metricsService, ...by },
    ...options,
  });
}
