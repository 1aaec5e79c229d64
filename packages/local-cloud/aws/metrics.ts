/**
 * The part of CloudWatch that answers with the figures of metrics, which are those that functions write to their logs.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import * as z from 'zod';
import type { Answer } from './secrets.ts';

/** A figure of one metric. */
interface Figure {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  at: number;
  value: number;
}

/** A line of a function's log that contains metrics. */
const embedded = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

const figuresKept = 100_000;

/** A time in the AWS JSON protocol: epoch seconds. */
const time = z.number().transform((seconds) => seconds * 1_000);
const dimensions = z
  .array(z.object({ Name: z.string(), Value: z.string() }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));
const metricStat = z.object({
  Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
  Period: z.int().positive(),
  Stat: z.string(),
});
const getMetricData = z.object({
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MetricDataQueries: z.array(
    z.object({ Id: z.string(), Label: z.string().optional(), MetricStat: metricStat }),
  ),
});
const listMetrics = z.object({ Namespace: z.string().optional(), MetricName: z.string().optional() });

export class Metrics {
  readonly #figures: Figure[] = [];

  /** Keeps the figures in a line of a function's log; one without any is left alone. */
  take(line: string): void {
    if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return;
    const { data } = embedded.safeParse(JSON.parse(line));
    if (!data) return;
    const { Timestamp: at, CloudWatchMetrics: directives } = data._aws;
    for (const { Namespace: namespace, Dimensions, Metrics } of directives) {
      for (const names of Dimensions) {
        const told = Object.fromEntries(names.map((name) => [name, String(data[name])]));
        for (const { Name: name } of Metrics) {
          for (const value of [data[name]].flat()) {
            this.#figures.push({ namespace, name, dimensions: told, at, value: Number(value) });
          }
        }
      }
    }
    if (this.#figures.length > 2 * figuresKept) this.#figures.splice(0, this.#figures.length - figuresKept);
  }

  /** Answers a call. @param operation such as `GetMetricData`. */
  handle(operation: string, body: unknown): Answer {
    switch (operation) {
      case 'GetMetricData':
        return answer(getMetricData, body, (request) => ({
          MetricDataResults: request.MetricDataQueries.map((query) => this.#resultOf(query, request)),
          Messages: [],
        }));
      case 'ListMetrics':
        return answer(listMetrics, body, (request) => ({ Metrics: this.#list(request) }));
      default:
        return refuse('InvalidAction', `the embedded cloud does not know CloudWatch's ${operation}`);
    }
  }

  #resultOf(
    { Id, Label, MetricStat }: z.output<typeof getMetricData>['MetricDataQueries'][number],
    { StartTime, EndTime, ScanBy }: z.output<typeof getMetricData>,
  ) {
    const { Metric, Period, Stat } = MetricStat;
    const wanted = this.#figures.filter(
      ({ namespace, name, dimensions: told, at }) =>
        namespace === Metric.Namespace &&
        name === Metric.MetricName &&
        sameDimensions(told, Metric.Dimensions) &&
        at >= StartTime &&
        at < EndTime,
    );
    const periods = Map.groupBy(wanted, ({ at }) => Math.floor(at / (Period * 1_000)) * Period);
    const inOrder = [...periods].sort(([a], [b]) => (ScanBy === 'TimestampAscending' ? a - b : b - a));
    return {
      Id,
      Label: Label ?? Metric.MetricName,
      Timestamps: inOrder.map(([at]) => at),
      Values: inOrder.map(([, figures]) =>
        statistic(
          Stat,
          figures.map(({ value }) => value),
        ),
      ),
      StatusCode: 'Complete',
    };
  }

  #list({ Namespace, MetricName }: z.output<typeof listMetrics>) {
    const listed = this.#figures
      .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
      .filter(({ name }) => MetricName === undefined || name === MetricName)
      .map(({ namespace, name, dimensions: told }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(told).map(([Name, Value]) => ({ Name, Value })),
      }));
    return [...new Map(listed.map((metric) => [JSON.stringify(metric), metric])).values()];
  }
}

function answer<Request extends z.ZodType>(
  schema: Request,
  body: unknown,
  respond: (request: z.output<Request>) => object,
): Answer {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return refuse('InvalidParameterValue', parsed.error.message);
  try {
    return { status: 200, body: respond(parsed.data) };
  } catch (error) {
    if (error instanceof RangeError) return refuse('InvalidParameterValue', error.message);
    throw error;
  }
}

const refuse = (type: string, message: string): Answer => ({ status: 400, body: { __type: type, message } });

function sameDimensions(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** @throws RangeError when there is no such statistic here. */
function statistic(name: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
  }
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?)$/.exec(name) ?? [];
  if (percent === undefined) throw new RangeError(`the embedded cloud does not know the statistic ${name}`);
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((Number(percent) / 100) * sorted.length));
  return sorted[rank - 1] ?? 0;
}
