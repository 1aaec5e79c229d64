import type { DynamoDBRecord } from 'aws-lambda';
import type { FailureQueue } from '../../core/clients/failure-queue.ts';
import { InputInvalidError } from '../../core/domain/errors.ts';
import { reportFailure } from './report-failure.ts';

/**
 * Carries out one record of a stream, which is given again for hours when it fails. One that no retry can mend would
 * hold up all that come after it: it is told to the failure queue, by where it is in the stream, and is done with.
 */
export async function takeRecord(
  { eventID, eventSourceARN, dynamodb }: DynamoDBRecord,
  failures: Pick<FailureQueue, 'tell'>,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await reportFailure({ eventId: eventID }, run);
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    await failures.tell({
      error: error.name,
      reason: error.message,
      eventId: eventID,
      streamArn: eventSourceARN,
      sequenceNumber: dynamodb?.SequenceNumber,
    });
  }
}
