/** What registrations would have cost on AWS, calculated from their usage. */
import { prices } from './prices.ts';

/** The total usage of some registrations; measured, except for what `assumed` provides. */
export interface Usage {
  stateTransitions: number;
  /** Events in the executions' histories, each of which is a line in the log. */
  historyEvents: number;
  lambdaRequests: number;
  lambdaGbSeconds: number;
  dynamodbReads: number;
  dynamodbWrites: number;
  /** The largest item written, in bytes; every write is assumed to be of this size. */
  dynamodbItemBytes: number;
  s3Puts: number;
  s3Gets: number;
  mails: number;
  attachmentBytes: number;
  webhookRequests: number;
  queueMessages: number;
  secretReads: number;
  /** Executions, and functions invoked from outside the state machine. */
  traces: number;
}

/** What happens only on AWS and cannot be measured here; estimated on the high side. */
export const assumed = {
  /** Lambda's own JSON lines about an invocation: its start and its final report. */
  logBytesPerInvocation: 700,
  /** A line of Step Functions' log at level ALL, without execution data. */
  logBytesPerHistoryEvent: 500,
  /** Send, receive, delete; messages are assumed not to share requests. */
  requestsPerQueueMessage: 3,
};

export interface CostPart {
  part: string;
  /** The quantity that one registration uses. */
  quantity: number;
  unit: string;
  usd: number;
}

/** The parts of one registration's cost, given the `usage` of `count` registrations. */
export function costOf(usage: Usage, count: number): CostPart[] {
  const part = (name: string, total: number, unit: string, price: number): CostPart => {
    const quantity = total / count;
    return { part: name, quantity, unit, usd: quantity * price };
  };
  const writeUnits = usage.dynamodbWrites * Math.ceil(usage.dynamodbItemBytes / 1_024);
  const logBytes =
    usage.lambdaRequests * assumed.logBytesPerInvocation +
    usage.historyEvents * assumed.logBytesPerHistoryEvent;
  return [
    part('Step Functions', usage.stateTransitions, 'state transitions', prices.stateTransition),
    part('SES mail', usage.mails, 'mails', prices.mail),
    part('SES attachments', usage.attachmentBytes / 1e9, 'GB', prices.mailAttachmentGb),
    part('Lambda time', usage.lambdaGbSeconds, 'GB-seconds', prices.lambdaGbSecond),
    part('Lambda requests', usage.lambdaRequests, 'requests', prices.lambdaRequest),
    part('DynamoDB writes', writeUnits, 'write units', prices.dynamodbWriteUnit),
    part('DynamoDB reads', usage.dynamodbReads, 'read units', prices.dynamodbReadUnit),
    part('S3 puts', usage.s3Puts, 'requests', prices.s3Put),
    part('S3 gets', usage.s3Gets, 'requests', prices.s3Get),
    part('API Gateway', usage.webhookRequests, 'requests', prices.httpApiRequest),
    part('SQS', usage.queueMessages * assumed.requestsPerQueueMessage, 'requests', prices.sqsRequest),
    part('Secrets Manager', usage.secretReads, 'reads', prices.secretRead),
    part('CloudWatch logs', logBytes / 1e9, 'GB', prices.logGb),
    part('X-Ray', usage.traces, 'traces', prices.xrayTrace),
  ];
}

export const sumOf = (parts: readonly CostPart[]): number => parts.reduce((sum, { usd }) => sum + usd, 0);
