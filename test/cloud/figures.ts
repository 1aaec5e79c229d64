import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { type MetricName, metricsNamespace, metricsService } from '../../core/domain/metrics.ts';
import { cloud } from './fixtures.ts';

const cloudWatch = new CloudWatchClient(awsClientConfig(cloud));
const dayMs = 86_400_000;

/** What a metric of the stage amounts to since the cloud was started; undefined when nothing was measured. */
export async function figureOf(
  statistic: 'Sum' | 'SampleCount' | 'Maximum',
  name: MetricName,
  by: Record<string, string> = {},
): Promise<number | undefined> {
  const dimensions = Object.entries({ service: metricsService, ...by });
  const Metric = {
    Namespace: metricsNamespace('local'),
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
  };
  // Midnight may have passed since.
  const [StartTime, EndTime] = [new Date(Date.now() - dayMs), new Date(Date.now() + dayMs)];
  const { MetricDataResults: [result] = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      ...{ StartTime, EndTime },
      MetricDataQueries: [{ Id: 'figure', MetricStat: { Metric, Period: 10 * 86_400, Stat: statistic } }],
    }),
  );
  return result?.Values?.[0];
}
