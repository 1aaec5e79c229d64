/**
 * AWS list prices in USD: us-east-1, Lambda on arm64, first tier, without free tiers; as of November 2025.
 * Prices are changed here only, after the page named above each.
 */
export const prices = {
  /** https://aws.amazon.com/step-functions/pricing/ (standard workflows) */
  stateTransition: 0.025 / 1_000,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.0000133334,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ (1 kB written, 4 kB read consistently) */
  dynamodbWriteUnit: 0.625 / 1e6,
  dynamodbReadUnit: 0.125 / 1e6,
  /** https://aws.amazon.com/s3/pricing/ (standard) */
  s3Put: 0.005 / 1_000,
  s3Get: 0.0004 / 1_000,
  /** https://aws.amazon.com/ses/pricing/ */
  mail: 0.1 / 1_000,
  mailAttachmentGb: 0.12,
  /** https://aws.amazon.com/api-gateway/pricing/ (HTTP APIs) */
  httpApiRequest: 1 / 1e6,
  /** https://aws.amazon.com/sqs/pricing/ (standard queues) */
  sqsRequest: 0.4 / 1e6,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretRead: 0.05 / 10_000,
  /** https://aws.amazon.com/cloudwatch/pricing/ (logs taken in, X-Ray traces recorded) */
  logGb: 0.5,
  xrayTrace: 5 / 1e6,
  /** The same page: a month of an alarm at standard resolution, of a custom metric, of a dashboard. */
  alarmMonth: 0.1,
  metricMonth: 0.3,
  dashboardMonth: 3,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretMonth: 0.4,
  /** https://aws.amazon.com/s3/pricing/ (standard, first 50 TB) */
  s3GbMonth: 0.023,
  /** https://aws.amazon.com/cloudtrail/pricing/ (data events) */
  dataEvent: 0.1 / 100_000,
} as const;
