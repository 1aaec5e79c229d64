import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEdge } from '../../aws/edge.ts';
import { Metrics } from '../../aws/metrics.ts';
import { Faults } from '../../faults.ts';

const metrics = new Metrics();
const hour = Date.parse('2027-03-01T12:00:00Z');
let edge: Awaited<ReturnType<typeof startEdge>>;
let cloudWatch: CloudWatchClient;

/** A line as a function writes it. */
const line = (at: number, values: Record<string, unknown>, dimensions: Record<string, string> = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: 'shop',
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...values,
  });

beforeAll(async () => {
  const nowhere = 'http://127.0.0.1:1';
  const services = {
    ...{ dynamodbUrl: nowhere, s3Url: nowhere, metrics },
    queues: () => Promise.reject(new Error('not here')),
    states: () => Promise.reject(new Error('not here')),
    secrets: () => ({ status: 500, body: {} }),
    functions: { has: () => false, invoke: () => Promise.reject(new Error('not here')) },
  };
  edge = await startEdge({ faults: new Faults(), services: Promise.resolve(services) });
  cloudWatch = new CloudWatchClient({
    endpoint: edge.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  for (const minute of [0, 10, 70])
    metrics.take(line(hour + minute * 60_000, { Sold: minute }, { part: 'a' }));
  metrics.take(line(hour, { Sold: [1, 2, 3] }, { part: 'b' }));
  for (const other of ['', 'a word', '{"level":"INFO","CloudWatchMetrics":1}']) metrics.take(other);
});
afterAll(() => edge.stop());

const ask = (Stat: string, part: string, more: object = {}) =>
  cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(hour),
      EndTime: new Date(hour + 3 * 3_600_000),
      MetricDataQueries: [
        {
          Id: 'sold',
          MetricStat: {
            Metric: { Namespace: 'shop', MetricName: 'Sold', Dimensions: [{ Name: 'part', Value: part }] },
            Period: 3_600,
            Stat,
          },
        },
      ],
      ...more,
    }),
  );

describe("CloudWatch's figures", () => {
  test('are those in the lines of functions, by periods, the latest first unless asked for otherwise', async () => {
    const { MetricDataResults: [sold] = [] } = await ask('Sum', 'a');
    expect(sold).toMatchObject({
      Id: 'sold',
      Label: 'Sold',
      StatusCode: 'Complete',
      Timestamps: [new Date(hour + 3_600_000), new Date(hour)],
      Values: [70, 10],
    });
    const { MetricDataResults: [ascending] = [] } = await ask('Sum', 'a', { ScanBy: 'TimestampAscending' });
    expect(ascending?.Values).toEqual([10, 70]);
  });

  test.each([
    ['Sum', 6],
    ['SampleCount', 3],
    ['Average', 2],
    ['Minimum', 1],
    ['Maximum', 3],
    ['p50', 2],
    ['p99', 3],
  ])('%s', async (statistic, value) => {
    const { MetricDataResults: [sold] = [] } = await ask(statistic, 'b');
    expect(sold?.Values).toEqual([value]);
  });

  test('are none of a metric that nobody has written', async () => {
    const { MetricDataResults: [sold] = [] } = await ask('Sum', 'c');
    expect([sold?.Values, sold?.Timestamps]).toEqual([[], []]);
  });

  test('can be listed', async () => {
    const { Metrics: listed } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'shop' }));
    expect(listed?.map(({ MetricName, Dimensions }) => [MetricName, Dimensions?.[0]?.Value])).toEqual([
      ['Sold', 'a'],
      ['Sold', 'b'],
    ]);
  });

  test('refuse by name what is not known here', async () => {
    await expect(ask('TM(10%:90%)', 'a')).rejects.toThrow('does not know the statistic TM(10%:90%)');
    const MetricDataQueries = [{ Id: 'sum', Expression: 'SUM(METRICS())' }];
    await expect(ask('Sum', 'a', { MetricDataQueries })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});
