import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MetricName, metricsNamespace } from '../core/domain/metrics.ts';
import { parts } from '../core/domain/state.ts';
import { ownMetric } from './own-metrics.ts';
import type { StageConfig } from './stage-config.ts';

interface DashboardProps {
  config: StageConfig;
  alarms: readonly Alarm[];
  /** Where what comes in waits to be taken in. */
  queues: readonly IQueue[];
  deadLetterQueues: readonly IQueue[];
}

/** How things stand is measured every quarter of an hour. */
const standing = { statistic: 'Maximum', period: Duration.minutes(15) };
const hourly = { statistic: 'Sum', period: Duration.hours(1) };
const half = 12;
const high = 6;

/** One page in CloudWatch that says how the stage is doing; docs/runbook.md explains it. */
export class StageDashboard extends Construct {
  readonly url: string;
  readonly #stage: StageConfig;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.#stage = props.config;
    const { stage, competition } = props.config;
    const dashboardName = `tkd-registration-${stage}`;
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName, defaultInterval: Duration.days(1) });
    const { region } = Stack.of(this);
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;

    const markdown = `# ${competition.name} ${competition.year}, stage ${stage}\nWhat each figure means, and what to do about an alarm: docs/runbook.md`;
    dashboard.addWidgets(new TextWidget({ markdown, width: 24, height: 2 }));
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24, height: 4 }),
    );
    dashboard.addWidgets(...this.#now());
    dashboard.addWidgets(...this.#registrations());
    dashboard.addWidgets(...this.#troubles());
    dashboard.addWidgets(...this.#queues(props));
    dashboard.addWidgets(...this.#account());
  }

  #now(): IWidget[] {
    const value = (title: string, ...metrics: IMetric[]) =>
      new SingleValueWidget({ title, metrics, width: 8, height: 4 });
    const byPart = parts.map((part) =>
      this.#own('NeedAttention', { ...standing, by: { part }, label: part }),
    );
    return [
      value('Registered', this.#own('PeopleRegistered', { ...standing, label: 'people' })),
      value('Needs attention now', ...byPart),
      value('Waits now', ...this.#backlog()),
    ];
  }

  #registrations(): IWidget[] {
    const took = (statistic: string) =>
      new MathExpression({
        expression: `${statistic} / 1000`,
        usingMetrics: {
          [statistic]: this.#own('PaymentToConfirmation', { statistic, period: Duration.minutes(15) }),
        },
        label: statistic,
        period: Duration.minutes(15),
      });
    return [
      graph('Registrations an hour', [this.#own('Registrations', { ...hourly, label: 'registrations' })]),
      graph('Seconds from payment to confirmation', [took('p50'), took('p99')]),
    ];
  }

  #troubles(): IWidget[] {
    const parked = new MathExpression({
      expression: `SEARCH('{"${metricsNamespace(this.#stage.stage)}",service,part,error} MetricName="${'Parked' satisfies MetricName}"', 'Sum', 3600)`,
      label: '',
      period: Duration.hours(1),
    });
    const machines = Stack.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof StateMachine);
    const failures = machines.flatMap((machine) => {
      const name = machine.node.scope?.node.id ?? '';
      return [
        machine.metricFailed({ ...hourly, label: `${name} failed` }),
        machine.metricTimedOut({ ...hourly, label: `${name} timed out` }),
      ];
    });
    return [
      graph('Came to need attention, by part and reason', [parked], { stacked: true }),
      graph('Executions that failed', failures, { stacked: true }),
    ];
  }

  #queues({ queues, deadLetterQueues }: DashboardProps): IWidget[] {
    const messages = (among: readonly IQueue[]) =>
      among.map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({ ...standing, label: queue.node.id }),
      );
    return [
      graph('Waiting', [...this.#backlog(), ...messages(queues)]),
      graph('Could not be taken in', messages(deadLetterQueues)),
    ];
  }

  /** These figures are the whole account's, in the region. */
  #account(): IWidget[] {
    const ofMail = (id: string, metricName: string, label: string) =>
      new MathExpression({
        expression: `100 * ${id}`,
        usingMetrics: { [id]: new Metric({ namespace: 'AWS/SES', metricName, period: Duration.hours(1) }) },
        label,
        period: Duration.hours(1),
      });
    const cost = new Metric({
      namespace: 'AWS/Billing',
      metricName: 'EstimatedCharges',
      dimensionsMap: { Currency: 'USD' },
      statistic: 'Maximum',
      period: Duration.hours(6),
      label: 'USD',
      // Nowhere else.
      region: 'us-east-1',
    });
    return [
      new GraphWidget({
        title: 'Mail, in per cent',
        left: [
          this.#own('MailQuotaUsed', { ...standing, label: 'of the quota used' }),
          ofMail('bounces', 'Reputation.BounceRate', 'bounced'),
          ofMail('complaints', 'Reputation.ComplaintRate', 'called spam'),
        ],
        width: 8,
        height: high,
      }),
      new GraphWidget({
        title: 'Lambdas at once',
        left: [
          LambdaFunction.metricAllConcurrentExecutions({ label: 'running' }),
          LambdaFunction.metricAllThrottles({ label: 'refused' }),
        ],
        width: 8,
        height: high,
      }),
      new GraphWidget({ title: 'Cost of this month so far', left: [cost], width: 8, height: high }),
    ];
  }

  #backlog(): IMetric[] {
    return [
      this.#own('MailsWaiting', { ...standing, label: 'mails' }),
      ...(this.#stage.drive
        ? [this.#own('BadgesNotInDrive', { ...standing, label: 'badges for Drive' })]
        : []),
    ];
  }

  #own(name: MetricName, options: Parameters<typeof ownMetric>[2]): Metric {
    return ownMetric(this.#stage, name, options);
  }
}

function graph(title: string, left: IMetric[], options: { stacked?: boolean } = {}): GraphWidget {
  return new GraphWidget({ title, left, width: half, height: high, ...options });
}
