import { RegistrationError } from '../../core/domain/errors.ts';
import { placesOf } from './step.ts';

/**
 * Runs the work on one of many items (a record of a batch, a badge of a sheet) and logs a failure by the item's id before
 * throwing it on, because the result for all of them does not give the reason for each.
 */
export async function reportFailure<R>(
  record: Record<string, string | undefined>,
  run: () => Promise<R>,
): Promise<R> {
  try {
    return await run();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error();
    const known = error instanceof RegistrationError;
    const reason = known ? error.message : 'its text is withheld';
    // As an object, so that it is one entry in Lambda's log.
    console.error({ ...record, error: error.name, reason, places: known ? undefined : placesOf(error) });
    throw error;
  }
}
