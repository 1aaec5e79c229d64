/** What registrations would have cost on AWS, from what they used. */
import { prices } from './prices.ts';

/** What some registrations used, all together; measured but for what `assumed` gives. */
export interface Usage {
  stateTransitions: number;
  /** Of the executions' histories: each event is a line in the log. */
  historyEvents: number;
  lambdaRequests: number;
  lambdaGbSeconds: number;
  dynamodbReads: number;
  dynamodbWrites: number;
  /** The largest item written, bytes; every write is taken to be of it. */
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

/** What runs on AWS only and is not measured here; on the high side. */
export const assumed = {
  /** Lambda's own JSON lines around an invocation: its start, and the report of its end. */
  logBytesPerInvocation: 700,
  /** A line of Step Functions' log at level ALL without execution data. */
  logBytesPerHistoryEvent: 500,
  /** Send, receive, delete; messages are not taken to share a request. */
  requestsPerQueueMessage: 3,
};

export interface CostPart {
  part: string;
  /** How much of it one registration takes. */
  quantity: number;
  unit: string;
  usd: number;
}

/** The parts of one registration's cost, when `count` of them used `usage`. */
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
