/** What events come from: streams and queues. */
import { Match, type Template } from 'aws-cdk-lib/assertions';

/** How a stream is read. */
export const losesNothing = {
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: Match.absent(),
  MaximumRecordAgeInSeconds: 21_600,
  DestinationConfig: { OnFailure: Match.anyValue() },
};

/** A queue's logical id and properties, by what the id begins with. */
export function queueOf(
  template: Template,
  start: string,
): [logicalId: string, properties: Record<string, unknown>] {
  const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
  const found = queues.find(([id]) => id.startsWith(start));
  if (!found) throw new Error(`no queue ${start}`);
  const [logicalId, { Properties }] = found;
  return [logicalId, Properties];
}
