import { Metrics } from '@aws-lambda-powertools/metrics';
import { type Measure, metrics, metricsService } from '../../core/domain/metrics.ts';

/** Notes figures as lines of the Lambda's log, from which CloudWatch makes metrics. */
export function measuring(namespace: string): Measure {
  const common = new Metrics({ namespace, serviceName: metricsService });
  return (name, value, by) => {
    // Each figure is a line of its own: what it is told apart by holds for its whole line.
    const line = common.singleMetric();
    for (const [dimension, is] of Object.entries<string>(by ?? {})) line.addDimension(dimension, is);
    line.addMetric(name, metrics[name].unit, value);
  };
}
