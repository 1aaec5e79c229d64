import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type {
  AttributeValue,
  DynamoDBRecord,
  DynamoDBStreamHandler,
  SQSHandler,
  SQSRecord,
} from 'aws-lambda';
import type { FailureQueue } from '../../core/clients/failure-queue.ts';
import { InputInvalidError } from '../../core/domain/errors.ts';
import { reportFailure } from './report-failure.ts';

/** Records of a batch that fail are delivered again, without the others; the handler itself never fails. */
const partly = { throwOnFullBatchFailure: false };

/** A queue's handler. A message for which `take` throws is received again. */
export function eachMessage(take: (body: string) => Promise<unknown>): SQSHandler {
  const processor = new BatchProcessor(EventType.SQS);
  const takeMessage = ({ messageId, body }: SQSRecord) => reportFailure({ messageId }, () => take(body));
  return (event, context) => processPartialResponse(event, takeMessage, processor, { context, ...partly });
}

type Item = Record<string, AttributeValue>;

/** A change of a table's item, with as much of the item as the table's stream contains. */
export interface Change {
  eventId: string;
  eventName: DynamoDBRecord['eventName'];
  before?: Item;
  after?: Item;
}

/**
 * A stream's handler. A change for which `take` throws is delivered again for hours, and holds up all later ones. So one
 * that no retry can help (InputInvalidError) is sent to the failure queue, by its place in the stream, and then skipped.
 */
export function eachChange(
  failures: Pick<FailureQueue, 'tell'>,
  take: (change: Change) => Promise<unknown>,
): DynamoDBStreamHandler {
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  async function takeRecord({ eventID: eventId, eventName, eventSourceARN, dynamodb }: DynamoDBRecord) {
    if (!eventId || !dynamodb) return;
    const { OldImage: before, NewImage: after, SequenceNumber: sequenceNumber } = dynamodb;
    try {
      await reportFailure({ eventId }, () => take({ eventId, eventName, before, after }));
    } catch (error) {
      if (!(error instanceof InputInvalidError)) throw error;
      const { name, message: reason } = error;
      await failures.tell({ error: name, reason, eventId, streamArn: eventSourceARN, sequenceNumber });
    }
  }
  return (event, context) => processPartialResponse(event, takeRecord, processor, { context, ...partly });
}
