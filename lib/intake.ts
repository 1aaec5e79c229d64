import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterCriteria, FilterRule, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { metricsNamespace } from '../core/domain/metrics.ts';
import { otherSaleIgnored, webhookRefused } from '../core/domain/webhook-log.ts';
import type { Settings as ReceiveStripeEvent } from '../lambdas/intake/receive-stripe-event/index.ts';
import type { Settings as StartRegistration } from '../lambdas/intake/start-registration/index.ts';
import type { Settings as StoreEntry } from '../lambdas/intake/store-entry/index.ts';
import { settings, together } from './house/capability.ts';
import { lambdaFunction } from './house/lambda-function.ts';
import { queueSource } from './house/queue-source.ts';
import {
  adoptQueue,
  deadLetterQueue,
  type QueueAndDeadLetters,
  queueWithDeadLetters,
} from './house/queues.ts';
import { acknowledge } from './house/security-checks.ts';
import { streamSource, tellFailures } from './house/stream-source.ts';
import { describeExecutions, startExecutions, startExecutionsOf } from './house/workflow-machine.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface IntakeProps {
  config: StageConfig;
  storage: Storage;
  stateMachine: StateMachine;
  /** Does what follows when something happens to a payment. */
  paymentChange: StateMachine;
}

/** What starts the workflow: Stripe's webhook, the existing form's queue, and the entries table's stream. */
export class Intake extends Construct {
  readonly api: HttpApi;
  readonly receiveStripeEvent: LambdaFunction;
  /** Requests to the webhook that were refused, per hour. */
  readonly refusedWebhooks: Metric;
  /** Requests that came faster than the API lets them in, per hour. */
  readonly throttledWebhooks: Metric;
  readonly storeEntry: LambdaFunction;
  readonly startRegistration: LambdaFunction;
  readonly processingQueue: IQueue;
  /** The form's messages that cannot be taken in end here. */
  readonly failedEntries: IQueue;
  /** Messages and stream records that cannot be taken in end here, for a person to look at. */
  readonly deadLetterQueues: IQueue[];

  constructor(scope: Construct, id: string, { config, storage, stateMachine, paymentChange }: IntakeProps) {
    super(scope, id);

    const { belongs } = config.payment;
    this.receiveStripeEvent = lambdaFunction<ReceiveStripeEvent>(this, 'ReceiveStripeEvent', {
      config,
      folder: 'intake/receive-stripe-event',
      reservedConcurrency: config.webhookConcurrency,
      uses: together(
        storage.readSecret,
        startExecutions(stateMachine),
        describeExecutions(stateMachine),
        startExecutionsOf(paymentChange, 'PAYMENT_CHANGE_ARN'),
        settings({ PAYMENT_BELONGS: belongs && JSON.stringify(belongs) }),
      ),
    });
    this.refusedWebhooks = this.#countLogLines(config, 'WebhooksRefused', webhookRefused);
    this.#countLogLines(config, 'OtherSalesIgnored', otherSaleIgnored);
    const accessLog = this.#accessLog(config);
    this.api = this.#webhookApi(config, accessLog);
    this.throttledWebhooks = accessLog
      .addMetricFilter('WebhooksThrottled', {
        filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
        metricNamespace: metricsNamespace(config.stage),
        metricName: 'WebhooksThrottled',
      })
      .metric({ statistic: 'Sum', period: Duration.hours(1) });

    this.storeEntry = lambdaFunction<StoreEntry>(this, 'StoreEntry', {
      config,
      folder: 'intake/store-entry',
      uses: together(storage.addEntries, storage.readProgress),
    });
    const processing = processingQueue(this, config);
    this.processingQueue = processing.queue;
    this.storeEntry.addEventSource(queueSource(this.processingQueue));
    acknowledge(
      this.storeEntry,
      'Serverless-LambdaEventSourceMappingDestination',
      "A queue's failed messages go to its own dead-letter queue.",
    );

    const failedStarts = deadLetterQueue(this, 'FailedStarts', config);
    this.startRegistration = lambdaFunction<StartRegistration>(this, 'StartRegistration', {
      config,
      folder: 'intake/start-registration',
      uses: together(
        startExecutions(stateMachine),
        describeExecutions(stateMachine),
        storage.readProgress,
        tellFailures(failedStarts),
      ),
    });
    this.startRegistration.addEventSource(
      streamSource(storage.entries, failedStarts, {
        filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
      }),
    );
    this.failedEntries = processing.deadLetterQueue;
    this.deadLetterQueues = [this.failedEntries, failedStarts];
  }

  /** How many lines of the webhook's log contain these words, per hour. */
  #countLogLines({ stage }: StageConfig, metricName: string, words: string): Metric {
    return this.receiveStripeEvent.logGroup
      .addMetricFilter(metricName, {
        filterPattern: FilterPattern.allTerms(words),
        metricNamespace: metricsNamespace(stage),
        metricName,
      })
      .metric({ statistic: 'Sum', period: Duration.hours(1) });
  }

  #accessLog({ stage }: StageConfig): LogGroup {
    return new LogGroup(this, 'ApiLog', {
      // Under this prefix, log delivery needs no policy per group; the account's policy has room for only a few.
      logGroupName: `/aws/vendedlogs/apigateway/tkd-registration-${stage}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #webhookApi({ stage }: StageConfig, accessLog: LogGroup): HttpApi {
    const api = new HttpApi(this, 'Api', { apiName: `tkd-registration-${stage}`, createDefaultStage: false });
    api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      // After an outage Stripe delivers everything at once, and strangers' requests count too.
      throttle: { rateLimit: 500, burstLimit: 1_000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            route: '$context.routeKey',
            status: '$context.status',
            error: '$context.integrationErrorMessage',
            milliseconds: '$context.responseLatency',
          }),
        ),
      },
    });
    const [route] = api.addRoutes({
      path: '/webhooks/stripe',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('StripeEvents', this.receiveStripeEvent),
      authorizer: new HttpNoneAuthorizer(),
    });
    if (route) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Stripe signs each event; the Lambda verifies the signature over the raw body before anything else.',
      );
    }
    return api;
  }
}

/** The stage's processing queue, as the existing form's backend knows it, or the one that the stage adopts. */
function processingQueue(scope: Construct, config: StageConfig): QueueAndDeadLetters {
  const { processingQueue: existing } = config.adopt;
  if (existing) {
    return {
      queue: adoptQueue(scope, 'Processing', existing.name),
      deadLetterQueue: adoptQueue(scope, 'FailedRegistrations', existing.deadLetterQueue),
    };
  }
  return queueWithDeadLetters(scope, config, {
    id: 'Processing',
    visibilityTimeout: Duration.seconds(600),
    maxReceiveCount: 10,
    deadLettersId: 'FailedRegistrations',
  });
}
